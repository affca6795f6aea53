import type {
  LabelResult,
  LabelsGroupResult,
  LabelsSetResult,
  LabelsTestResult,
} from "../../evaluation/labels/labels-results.js";
import type { Metric } from "../../evaluation/metric.js";
import { limitsOfTests } from "../conclusion.js";
import { showFraction, showMetric } from "../format.js";

export { isLabelsEvaluation } from "../../evaluation/external/labels-external-results.js";
export { isLabelsRun } from "../../evaluation/labels/labels-results.js";

type Tests = Readonly<Record<string, LabelsTestResult>>;

/**
 * Macro AUROC iid − inverted; above 0 labels are ranked less well where the association is turned round. Not of mAP, which
 * follows the share of yes: that may differ between the two.
 */
export function aurocGap(tests: Tests): Metric {
  const [iid, inverted] = [setOf(tests, "iid"), setOf(tests, "inverted")];
  if ("reason" in iid) return iid;
  if ("reason" in inverted) return inverted;
  if (typeof iid.macro_auroc !== "number") return iid.macro_auroc;
  return typeof inverted.macro_auroc === "number"
    ? iid.macro_auroc - inverted.macro_auroc
    : inverted.macro_auroc;
}

function setOf(tests: Tests, name: string): LabelsTestResult {
  const test = tests[name];
  if (test === undefined) return { value: null, reason: `there is no ${name} test` };
  return "reason" in test ? { value: null, reason: `the ${name} test is n/a (${test.reason})` } : test; // prettier-ignore
}

/** Macro AUROC of answers that know nothing of the labels; `compare` lets no method win that is not above it on iid. */
const chance = 0.5;

/**
 * What the tests of a run say, numbers in a sentence and no word such as those that runs of classes have: there is no
 * interval of a gap in AUROC over labels yet, and without one a word would be a guess. A run whose macro AUROC on iid is not
 * above 0.5 has lost the task: that is said first, and nothing of what its gap means.
 */
export function describeLabels(tests: Tests): string {
  const gap = aurocGap(tests);
  if (typeof gap !== "number") {
    const iid = setOf(tests, "iid");
    return `${isLost(iid) ? `${lost}. ` : ""}No gap between tests: ${gap.reason}.${iidSentence(iid)}`;
  }
  const shown = (key: "macro_auroc" | "mAP") =>
    ["iid", "inverted"]
      .map((name) => `${name} ${showMetric(valueOf(setOf(tests, name), key))}`)
      .join(", ");
  if (isLost(setOf(tests, "iid"))) {
    return `${lost}: ${shown("macro_auroc")} (gap ${showFraction(gap)}), so that a gap, small or large, means nothing. mAP: ${shown("mAP")}.`;
  }
  const direction = gap > 0 ? "labels are ranked less well" : "labels are ranked no less well";
  return (
    `Macro AUROC: ${shown("macro_auroc")} (gap ${showFraction(gap)}): ${direction} where the association is turned round. ` +
    `mAP: ${shown("mAP")}.`
  );
}

const lost = `No better on iid than chance (macro AUROC not above ${chance})`;

function isLost(iid: LabelsTestResult): boolean {
  return !("reason" in iid) && typeof iid.macro_auroc === "number" && iid.macro_auroc <= chance;
}

/** What the one test says. */
function iidSentence(iid: LabelsTestResult): string {
  if ("reason" in iid || typeof iid.macro_auroc !== "number") return "";
  const known = ` Macro AUROC: iid ${showMetric(iid.macro_auroc)}, mAP ${showMetric(iid.mAP)}.`;
  if (iid.groups.length === 0) return known;
  return `${known} Worst group ${showMetric(iid.worst_group_auroc)}: what an attribute does is read off AUROC within its values and the groups.`;
}

function valueOf(test: LabelsTestResult, key: "macro_auroc" | "mAP"): Metric {
  return "reason" in test ? test : test[key];
}

/** The label whose AUROC falls most, the worst label and group of the balanced test, and what such tests cannot show. */
export function labelsDetails(tests: Tests): string[] {
  const { balanced } = tests;
  const hasGap = typeof aurocGap(tests) === "number" && !isLost(setOf(tests, "iid"));
  const limits = hasGap
    ? `There is no interval of this gap: compare seeds before calling it a finding. ${limitsOfTests}`
    : limitsOfTests;
  return [
    ...fallSentences(setOf(tests, "iid"), setOf(tests, "inverted")),
    ...(balanced === undefined || "reason" in balanced ? [] : balancedSentences(balanced)),
    limits,
  ];
}

function fallSentences(iid: LabelsTestResult, inverted: LabelsTestResult): string[] {
  if ("reason" in iid || "reason" in inverted) return [];
  const own = new Map(inverted.labels.map((label) => [label.name, label.auroc]));
  const pairs = iid.labels.flatMap(({ name, auroc: from }) => {
    const to = own.get(name);
    return typeof from === "number" && typeof to === "number" ? [{ name, from, to }] : [];
  });
  const [most] = [...pairs].sort((left, right) => right.from - right.to - (left.from - left.to));
  const counts = [iid, inverted].map(({ labels }) => labels.filter(hasAuroc).length);
  return [
    ...(most === undefined || most.from <= most.to
      ? []
      : [
          `From iid to inverted AUROC falls most for “${most.name}”: ${showFraction(most.from)} to ${showFraction(most.to)}.`,
        ]),
    ...(counts.every((count) => count === pairs.length)
      ? []
      : [
          `Means are over the labels that a test has rows of yes and of no of: ${counts.join(" on iid, ")} on inverted, ` +
            `${pairs.length} of them the same.`,
        ]),
  ];
}

function hasAuroc({ auroc }: LabelResult): boolean {
  return typeof auroc === "number";
}

function balancedSentences(balanced: LabelsSetResult): string[] {
  const [worst] = balanced.labels
    .flatMap(({ name, auroc, positives }) =>
      typeof auroc === "number" ? [{ name, auroc, positives }] : [],
    )
    .sort((left, right) => left.auroc - right.auroc);
  const group = worstLabelsGroup(balanced);
  return [
    ...(worst === undefined
      ? []
      : [
          `On the balanced test “${worst.name}” has the lowest AUROC, ${showFraction(worst.auroc)} (${worst.positives} rows of yes), ` +
            `against ${showMetric(balanced.macro_auroc)} on average.`,
        ]),
    ...(group === undefined
      ? []
      : [
          `The worst group there is “${labelsGroupTitle(group)}” with macro AUROC ${showMetric(group.macro_auroc)} (n ${group.n}).`,
        ]),
  ];
}

/** The group that has the set's worst-group AUROC; undefined when that is undefined. */
export function worstLabelsGroup(set: LabelsSetResult): LabelsGroupResult | undefined {
  return set.groups.find(
    ({ macro_auroc: own }) => typeof own === "number" && own === set.worst_group_auroc,
  );
}

/** A group in words, every attribute by name: "site=north, sex=F". */
export function labelsGroupTitle({ attributes }: Pick<LabelsGroupResult, "attributes">): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
}
