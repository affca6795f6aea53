import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import { shorten } from "../format.js";
import { foreign, section } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { answerHints } from "./answer-hints.js";
import { answerOf } from "./answer.js";
import { doorLimit } from "./door-limits.js";
import { roleTable, type RoleRow } from "./role-table.js";
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
    ...answerHints(results).map(
      (hint) => `<p><strong>First look at the answers.</strong> ${foreign(hint)}</p>`,
    ),
    details.length === 0 ? "" : `<p>${details.map(foreign).join(" ")}</p>`,
    next === null ? "" : `<p><strong>Next:</strong> ${foreign(next)}</p>`,
    `<p class="quiet">${escapeHtml(doorLimit(results))}</p>`,
    "</div>",
  ].join("\n");
}

/** The whole name is the heading of the chapter that the line leads to. */
const longestName = 80;
/** So many lines are shown at once. */
const mostShown = 25;
const heads = ["Verdict", "On", "Evidence", "How sure", "What next"];

/** A line for each attribute and target, the most severe first: verdict, evidence, how sure, what next. */
export function verdictsSection(results: AuditResults): string {
  const verdicts = verdictsInOrder(results);
  if (verdicts.length === 0) return "";
  const rows = verdicts.map((placed) => verdictRow(placed, results));
  const rest = rows.slice(mostShown);
  return section("Verdicts", [
    roleTable(
      "One line for each attribute and target, the most severe first",
      heads,
      rows.slice(0, mostShown),
    ),
    rest.length === 0
      ? ""
      : `<details><summary>The other ${rest.length} verdicts</summary>${roleTable("The other verdicts", heads, rest)}</details>`,
  ]);
}

function verdictRow(placed: PlacedVerdict, results: AuditResults): RoleRow {
  const { target, attribute, verdict } = placed;
  const of =
    results.targets.length > 1
      ? ` <span class="quiet">${foreign(shorten(target.name, longestName))}</span>`
      : "";
  const name = foreign(shorten(attribute.name, longestName));
  const sure = certaintyOf(placed).map((text) => `<span>${escapeHtml(text)}</span>`);
  return {
    heading: verdictBadge(verdict),
    cells: [
      { html: `<a href="#${chapterId(results, placed)}">${name}</a>${of}` },
      { html: foreign(verdict.line) },
      { html: sure.join(" "), isSure: true },
      { html: escapeHtml(nextStep(placed, results.door)) },
    ],
  };
}
