import type { AuditDoor, AuditResults } from "../../evaluation/audit/audit-results.js";
import { cell, htmlTable, section } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { hasAnswers } from "./door-limits.js";

const doors = {
  predictions: ["predictions", "no", "yes", "no"],
  features: ["features and table", "yes", "where answers are known", "no"],
  model: ["model and images", "where its features are known", "yes", "yes"],
} satisfies Record<AuditDoor, readonly string[]>;

/** What this page cannot show, whatever it says: a sentence each. */
export const auditLimits: readonly string[] = [
  "Encoded is not used: most networks carry sex, age or scanner in their features without answering by them.",
  "A disparity has many causes: severity, case mix, labels and image quality differ between groups too. Only changing the attribute shows use.",
  "Nothing found is not nothing there: a gap below the detectable one may be missed, and only the named attributes were looked at.",
  "Groups are those of these rows; another hospital has others. Subjects who are in no row are in no number.",
];

/** How the numbers are made, what each door shows, the limits, and what the reporting checklists ask for. */
export function methodsSection(results: AuditResults): string {
  const rows = (Object.keys(doors) as AuditDoor[]).map((door) =>
    doors[door].map((text, index) => ({
      text: index === 0 && door === results.door ? `${text} (this audit)` : text,
      isText: true,
      isBest: door === results.door,
    })),
  );
  const header = ["handed in", "encoded", "disparity", "used"].map((text) => ({ ...cell(text), isText: true })); // prettier-ignore
  return section("Methods and limits", [
    htmlTable(header, rows, [], "What can be shown, by what was handed in"),
    "<h3>Methods</h3>",
    list(methodsOf(results)),
    "<h3>Limits</h3>",
    list(auditLimits),
    "<h3>For a publication</h3>",
    list(checklists),
  ]);
}

function methodsOf(results: AuditResults): string[] {
  const { settings, targets } = results;
  const { seed, resamples, permutations, level, correction, smallest_group: smallest } = settings;
  const title = { holm: "Holm", "benjamini-hochberg": "Benjamini and Hochberg" }[correction];
  return [
    `Intervals: ${100 * level} %, ${resamples} resamples of subjects, not of rows; seed ${seed}.`,
    ...(targets.some(({ overall }) => "auroc" in overall) ? [aurocInterval] : []),
    `Null of the tests: values of the attribute exchanged between subjects with equal labels, ${permutations} times.`,
    `p is adjusted after ${title} over all attributes and targets.`,
    ...(hasAnswers(results) ? answerMethods(smallest) : []),
    "All rules: docs/audit.md of Unconfound.",
  ];
}

/** How what is said of answers is made. */
function answerMethods(smallest: number): string[] {
  return [
    "A disparity needs an adjusted p of at most 0.05 and an effect above its margin.",
    `Groups with fewer than ${smallest} subjects, or with too few rows of a class, are shown hollow and are not ranked.`,
    "Gap: best minus worst ranked group. Gap that would show: found in 80 of 100 audits with groups of these sizes.",
    "Native, balanced, inverted: the same rows, weighted so that label and attribute go together as they do, not at all, or the other way round.",
  ];
}

const aurocInterval =
  "AUROC of two classes: interval after DeLong with the rows of a subject taken together (Obuchowski 1997), on the logit; an AUROC of 0 or 1 has Wilson's by the subjects of the rarer class.";

const checklists: readonly string[] = [
  "TRIPOD+AI (2024): known health inequalities (item 3c), how fairness was addressed (item 14), performance with intervals in key subgroups (item 23a).",
  "CLAIM (2024 update): see the items on demographic and clinical characteristics of the partitions, on statistical measures of uncertainty, on robustness or sensitivity analysis, on failure analysis, and on limitations.",
];

function list(sentences: readonly string[]): string {
  return `<ul>${sentences.map((text) => `<li>${escapeHtml(text)}</li>`).join("\n")}</ul>`;
}
