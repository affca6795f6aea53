import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import { shorten } from "../format.js";
import { cell, foreign, htmlTable, remark, section, type Cell } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { htmlPage } from "../html/page.js";
import { auditStyle } from "./audit-style.js";
import { matchVerdicts, type VerdictChange } from "./compare-audits.js";
import { measureTitle, showEstimate } from "./estimate-words.js";
import { mainMeasures } from "./main-measures.js";
import { roleTable, type RoleCell, type RoleRow } from "./role-table.js";
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
  const rows = changes.map(({ target, attribute, change, before, after }): RoleRow => {
    const of = isNamed
      ? ` <span class="quiet">${foreign(shorten(target, longestName))}</span>`
      : "";
    return {
      heading: `${foreign(shorten(attribute, longestName))}${of}`,
      cells: [{ html: change }, sideOf("Before", before), sideOf("After", after)],
    };
  });
  const heads = ["On", "Change", "Before", "After"];
  return roleTable("Verdicts of both audits, the most severe after first", heads, rows);
}

/** On a narrow page there are no column heads, so that the style writes the side above. */
function sideOf(side: string, placed: PlacedVerdict | null): RoleCell {
  if (placed === null) return { html: "not audited", side };
  const sure = certaintyOf(placed).map((text) => `<span>${escapeHtml(text)}</span>`);
  return { html: `${verdictBadge(placed.verdict)}${sure.join(" ")}`, isSure: true, side };
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
