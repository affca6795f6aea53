import type {
  AuditedAttribute,
  AuditedTarget,
  AuditResults,
  AuditVerdict,
  Estimate,
} from "../../evaluation/audit/audit-results.js";
import { showFraction, showMetric } from "../format.js";
import { escapeMarkdown, markdownTable } from "../markdown.js";
import { doorLimit } from "../audit/door-limits.js";
import { exchangeWords } from "../audit/exchange-words.js";
import { mapTitle } from "../audit/saliency-section.js";
import { showEstimate } from "../audit/estimate-words.js";
import { maskColumns } from "../audit/mask-columns.js";
import { maskBasis, maskedGroupName, maskLine, masksAreNoVerdict, maskTitle, unitWords } from "../audit/mask-words.js"; // prettier-ignore
import { verdictsInOrder, verdictTitle } from "../audit/verdict-words.js";
import { textTable } from "./text-table.js";

/** What a verdict is called, with what it needs. */
export function verdictWords(verdict: AuditVerdict): string {
  const { needed } = verdict;
  const title = verdictTitle(verdict).toLowerCase();
  return typeof needed === "number" ? `${title} (about ${needed} more needed)` : title;
}

/** An audit at the terminal: verdicts on top, their evidence, then the groups; short. */
export function auditText(results: AuditResults): string {
  const rows = verdictsInOrder(results);
  const evidence = rows.map(({ target, attribute, verdict }) =>
    [
      `${nameOf(results, target, attribute)}: ${verdict.line}`,
      ...(attribute.missing === 0 ? [] : [`  ${attribute.missing} rows have no value`]),
      ...exchangeWords(verdict.tiers.encoded.exchange).map((line) => `  ${line}`),
    ].join("\n"),
  );
  return [
    headline(results),
    "",
    textTable([
      ["attribute", "verdict", "n", "groups", "balanced accuracy, worst and best"].map(
        (title, index) => (index === 4 ? mainTitle(results) : title),
      ),
      ...rows.map(({ target, attribute, verdict }) => [
        nameOf(results, target, attribute),
        verdictWords(verdict),
        String(target.n - attribute.missing),
        groupCount(attribute),
        worstAndBest(attribute),
      ]),
    ]),
    "",
    ...evidence,
    "",
    ...(results.masks === undefined ? [] : [...results.masks.map(maskLine), ""]),
    doorLimit(results),
  ].join("\n");
}

/** The same as a Markdown page, with the measures of every group. */
export function auditMarkdown(results: AuditResults): string {
  const rows = verdictsInOrder(results);
  const { settings } = results;
  return [
    `# Audit of ${escapeMarkdown(results.source)}`,
    escapeMarkdown(headline(results)),
    markdownTable([
      ["attribute", "verdict", "n", "evidence"],
      ...rows.map(({ target, attribute, verdict }) => [
        nameOf(results, target, attribute),
        verdictWords(verdict),
        String(target.n - attribute.missing),
        [verdict.line, ...exchangeWords(verdict.tiers.encoded.exchange)].join("; "),
      ]),
    ]),
    escapeMarkdown(doorLimit(results)),
    ...results.targets.flatMap((target) => [
      `## ${escapeMarkdown(target.name)}`,
      markdownTable(groupRows(target)),
    ]),
    ...maskParts(results),
    `Intervals ${100 * settings.level} %, by subject, ${settings.resamples} resamples, seed ${settings.seed}; ` +
      `groups below ${settings.smallest_group} subjects or with a class of fewer than five rows are not ranked (*). ` +
      "Rules and limits: docs/audit.md.\n",
  ].join("\n\n");
}

/** Where answers come from: a table a mask, and how much of the maps lies inside. */
function maskParts({ masks = [], saliency }: AuditResults): string[] {
  if (masks.length === 0) return [];
  const methods = saliency === undefined || "reason" in saliency ? [] : saliency.methods;
  const shares = methods.flatMap(({ inside = [], ...map }) =>
    inside.map((own) => [
      `inside ${own.mask}, ${mapTitle(map)}`,
      ...[own.share, own.area, own.randomised].map(showEstimate),
    ]),
  );
  return [
    "## Where the answer comes from",
    escapeMarkdown(masksAreNoVerdict),
    ...masks.flatMap((mask) => {
      const { titles, rows } = maskColumns(mask);
      return [
        markdownTable([
          [`inside ${maskTitle(mask)} taken out`, "n", ...titles],
          ...rows.map(({ group, estimates }) => [maskedGroupName(group), String(group.n), ...estimates.map(showEstimate)]),
        ]),
        escapeMarkdown(`${maskBasis(mask)}${"deviation" in mask ? ` Predictions in their ${unitWords(mask)}.` : ""}`),
      ];
    }),
    ...(shares.length === 0
      ? []
      : [markdownTable([["map", "share of the map", "share of the picture", "nothing learnt"], ...shares])]),
  ]; // prettier-ignore
}

function headline({ source, split, rows, subjects, targets }: AuditResults): string {
  const thresholds = targets.flatMap(({ threshold }) => threshold ?? []);
  const [first] = thresholds;
  const value = typeof first?.value === "number" ? showFraction(first.value) : "n/a";
  const rule = {
    youden: `by Youden's J on split ${first?.split ?? ""}`,
    f1: `by F1 on split ${first?.split ?? ""}, those of the run`,
    given: "as given",
    half: "as nothing was there to choose it on",
  };
  const words =
    first === undefined
      ? ""
      : thresholds.length > 1
        ? `; ${first.split !== null ? "a threshold a label" : `threshold ${value} for each label`}, ${rule[first.rule]}`
        : `; threshold ${value}, ${rule[first.rule]}`;
  return `${source}, split ${split}: ${rows} rows of ${subjects} subjects${words}`;
}

function nameOf(
  { targets }: AuditResults,
  target: AuditedTarget,
  attribute: AuditedAttribute,
): string {
  return targets.length === 1 ? attribute.name : `${target.name} / ${attribute.name}`;
}

function groupCount({ groups }: AuditedAttribute): string {
  const ranked = groups.filter((group) => group.ranked).length;
  return ranked === groups.length ? String(ranked) : `${ranked} of ${groups.length}`;
}

/** The measure that has a column at the terminal, and intervals in the table of groups. */
function tableMeasure({ kind }: AuditedTarget): string {
  return kind === "number" ? "mae" : "balanced_accuracy";
}

function mainTitle({ targets }: AuditResults): string {
  return targets.some(({ kind }) => kind === "number")
    ? "mean absolute error, worst and best"
    : "balanced accuracy, worst and best";
}

function worstAndBest({ groups, gaps }: AuditedAttribute): string {
  const gap = gaps.find(({ measure }) => measure === "balanced_accuracy" || measure === "mae");
  if (gap === undefined) return "n/a";
  const shown = [gap.worst, gap.best].map((name) => {
    const value = groups.find((group) => group.name === name)?.measures[gap.measure];
    return `${value === undefined || "reason" in value ? "n/a" : showFraction(value.value)} ${name}`;
  });
  return shown.join(", ");
}

/** All rows, then the groups of each attribute: n, subjects and every measure. */
function groupRows(target: AuditedTarget): string[][] {
  const names = Object.keys(target.overall);
  const cells = (measures: Readonly<Record<string, Estimate>>) =>
    names.map((name) => {
      const estimate = measures[name];
      if (estimate === undefined) return "";
      if (name === tableMeasure(target) || "reason" in estimate) return showEstimate(estimate);
      return showMetric(estimate.value);
    });
  return [
    ["group", "n", "subjects", ...names.map((name) => name.replaceAll("_", " "))],
    ["all rows", String(target.n), "", ...cells(target.overall)],
    ...target.attributes.flatMap((attribute) =>
      attribute.groups.map((group) => [
        `${attribute.name}: ${group.name}${group.ranked ? "" : " *"}`,
        String(group.n),
        String(group.subjects),
        ...cells(group.measures),
      ]),
    ),
  ];
}
