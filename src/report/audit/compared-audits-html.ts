import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import { shorten } from "../format.js";
import { cell, foreign, htmlTable, remark, section, type Cell } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { htmlPage } from "../html/page.js";
import { auditStyle } from "./audit-style.js";
import { matchVerdicts, type VerdictChange } from "./compare-audits.js";
import { measureTitle, showEstimate } from "./estimate-words.js";
import { mainMeasures } from "./main-measures.js";
import { verdictBadge } from "./verdict-badge.js";
import { certaintyOf, type PlacedVerdict } from "./verdict-words.js";

const longestName = 80;

/**
 * Two audits side by side: verdicts matched by target and attribute with what changed, and the main measures of all rows.
 * One page that needs nothing but itself. Whether a difference is chance is not tested here. Same audits, same bytes.
 */
export function comparedAuditsHtml(before: AuditResults, after: AuditResults): string {
  const changes = matchVerdicts(before, after);
  const isNamed = hasSeveral(changes);
  const of = (...words: readonly VerdictChange["change"][]): string => {
    const names = changes
      .filter(({ change }) => words.includes(change))
      .map(({ attribute, target }) => {
        const name = shorten(attribute, longestName);
        return isNamed ? `${name} (${shorten(target, longestName)})` : name;
      });
    return names.length === 0 ? "nothing" : names.join(", ");
  };
  const isWorse = changes.some(({ change }) => change === "more severe");
  return htmlPage(
    `Two audits: ${before.source} and ${after.source}`,
    [
      `<header><h1>${foreign(before.source)} before, ${foreign(after.source)} after</h1>`,
      remark(`${sizeOf(before)} before; ${sizeOf(after)} after.`),
      "</header>",
      `<div class="conclusion${isWorse ? " alert" : ""}">`,
      `<p>${foreign(`Less severe: ${of("less severe")}. More severe: ${of("more severe")}.`)}</p>`,
      `<p>${foreign(`Open in one of them: ${of("open before", "open now")}.`)}</p>`,
      remark(
        "The difference itself is not tested: intervals that overlap may be chance." +
          (before.door === after.door ? "" : ` The doors differ (${before.door}, ${after.door}): what one cannot show, it did not find.`), // prettier-ignore
      ),
      "</div>",
      section("Verdicts", [verdictsTable(changes)]),
      section("All rows together", [overallTable(before, after)]),
    ],
    auditStyle,
  );
}

/** Are there several targets, so that each must be named? */
function hasSeveral(changes: readonly VerdictChange[]): boolean {
  return new Set(changes.map(({ target }) => target)).size > 1;
}

function sizeOf({ rows, subjects, split }: AuditResults): string {
  return `${split} split, ${rows} rows of ${subjects} subjects`;
}

function verdictsTable(changes: readonly VerdictChange[]): string {
  const isNamed = hasSeveral(changes);
  const heads = ["On", "Change", "Before", "After"];
  const rows = changes.map(
    ({ target, attribute, change, before, after }) =>
      `<tr role="row"><th scope="row" role="rowheader">${foreign(shorten(attribute, longestName))}${isNamed ? ` <span class="quiet">${foreign(shorten(target, longestName))}</span>` : ""}</th>` +
      `<td role="cell" class="text">${change}</td>${sideOf("Before", before)}${sideOf("After", after)}</tr>`,
  );
  return [
    '<table class="verdicts" role="table"><caption>Verdicts of both audits, the most severe after first</caption>',
    `<thead role="rowgroup"><tr role="row">${heads.map((head) => `<th scope="col" role="columnheader">${head}</th>`).join("")}</tr></thead>`,
    `<tbody role="rowgroup">${rows.join("\n")}</tbody></table>`,
  ].join("\n");
}

/** On a narrow page there are no column heads, so that the style writes the side above. */
function sideOf(side: string, placed: PlacedVerdict | null): string {
  if (placed === null) return `<td role="cell" class="text" data-side="${side}">not audited</td>`;
  const sure = certaintyOf(placed).map((text) => `<span>${escapeHtml(text)}</span>`);
  return `<td role="cell" class="text sure" data-side="${side}">${verdictBadge(placed.verdict)}${sure.join(" ")}</td>`;
}

function overallTable(before: AuditResults, after: AuditResults): string {
  const rows = after.targets.flatMap((target): Cell[][] => {
    const earlier = before.targets.find(({ name }) => name === target.name);
    return mainMeasures(target).map((measure) => {
      const [old, now] = [earlier?.overall[measure], target.overall[measure]];
      return [
        { text: target.name, isName: true, note: measureTitle(measure) },
        cell(old === undefined ? "not audited" : showEstimate(old)),
        cell(now === undefined ? "" : showEstimate(now)),
      ];
    });
  });
  return htmlTable([cell("target"), cell("before"), cell("after")], rows, [], "Main measures on all rows"); // prettier-ignore
}
