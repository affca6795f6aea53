import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import { shorten } from "../format.js";
import { foreign, section } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { answerOf, doorLimits } from "./answer.js";
import { verdictBadge } from "./verdict-badge.js";
import { certaintyOf, nextStep, verdictsInOrder, type PlacedVerdict } from "./verdict-words.js";

/** Place of the details of each attribute with a verdict on the page, by target and attribute. */
export function chapterId(results: AuditResults, { target, attribute }: Place): string {
  return `detail-${results.targets.indexOf(target)}-${target.attributes.indexOf(attribute)}`;
}

type Place = Pick<PlacedVerdict, "target" | "attribute">;

/** Does it cheat, on what: a sentence, the rest by kind, and how far this audit can see. */
export function answerBox(results: AuditResults): string {
  const { headline, details, next, tone } = answerOf(results);
  return [
    `<div class="conclusion ${tone}">`,
    `<p>${foreign(headline)}</p>`,
    details.length === 0 ? "" : `<p>${details.map(foreign).join(" ")}</p>`,
    next === null ? "" : `<p><strong>Next:</strong> ${foreign(next)}</p>`,
    `<p class="quiet">${escapeHtml(doorLimits[results.door])}</p>`,
    "</div>",
  ].join("\n");
}

/** The whole name is the heading of the chapter that the line leads to. */
const longestName = 80;
/** So many lines are shown at once. */
const mostShown = 25;

/** A line for each attribute and target, the most severe first: verdict, evidence, how sure, what next. */
export function verdictsSection(results: AuditResults): string {
  const verdicts = verdictsInOrder(results);
  if (verdicts.length === 0) return "";
  const rows = verdicts.map((placed) => verdictRow(placed, results));
  const rest = rows.slice(mostShown);
  return section("Verdicts", [
    verdictTable(
      rows.slice(0, mostShown),
      "One line for each attribute and target, the most severe first",
    ),
    rest.length === 0
      ? ""
      : `<details><summary>The other ${rest.length} verdicts</summary>${verdictTable(rest, "The other verdicts")}</details>`,
  ]);
}

function verdictTable(rows: readonly string[], caption: string): string {
  const heads = ["Verdict", "On", "Evidence", "How sure", "What next"];
  return [
    `<table class="verdicts" role="table"><caption>${caption}</caption>`,
    `<thead role="rowgroup"><tr role="row">${heads.map((head) => `<th scope="col" role="columnheader">${head}</th>`).join("")}</tr></thead>`,
    `<tbody role="rowgroup">${rows.join("\n")}</tbody>`,
    "</table>",
  ].join("\n");
}

/** Roles are written out: on a narrow page the cells are blocks, which would end the table for a screen reader. */
function verdictRow(placed: PlacedVerdict, results: AuditResults): string {
  const { target, attribute, verdict } = placed;
  const of =
    results.targets.length > 1
      ? ` <span class="quiet">${foreign(shorten(target.name, longestName))}</span>`
      : "";
  const cells = [
    `<td role="cell" class="text"><a href="#${chapterId(results, placed)}">${foreign(shorten(attribute.name, longestName))}</a>${of}</td>`,
    `<td role="cell" class="text">${foreign(verdict.line)}</td>`,
    `<td role="cell" class="text sure">${certaintyOf(placed).map((text) => `<span>${escapeHtml(text)}</span>`).join(" ")}</td>`,
    `<td role="cell" class="text">${escapeHtml(nextStep(placed, results.door))}</td>`,
  ]; // prettier-ignore
  return `<tr role="row"><th scope="row" role="rowheader">${verdictBadge(verdict)}</th>${cells.join("")}</tr>`;
}
