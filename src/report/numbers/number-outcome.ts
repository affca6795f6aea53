import type { Metric } from "../../evaluation/metric.js";
import type { NumberSetResult, NumberTestResult } from "../../evaluation/numbers/number-results.js";
import { limitsOfTests } from "../conclusion.js";
import { showFraction, showMetric } from "../format.js";
import { groupTitle } from "../group-title.js";
import type { VariableSummary } from "../run-summary.js";

export { isNumberEvaluation } from "../../evaluation/external/number-external-results.js";
export { isNumberRun } from "../../evaluation/numbers/number-results.js";

type Tests = Readonly<Record<string, NumberTestResult>>;

/** MAE inverted − MAE iid, in the target's unit; above 0 errors grow where the association is turned round. */
export function errorGap(tests: Tests): Metric {
  const [iid, inverted] = [maeOf(tests, "iid"), maeOf(tests, "inverted")];
  if (typeof iid !== "number") return iid;
  return typeof inverted === "number" ? inverted - iid : inverted;
}

function maeOf(tests: Tests, name: string): Metric {
  const test = tests[name];
  if (test === undefined) return { value: null, reason: `there is no ${name} test` };
  return "reason" in test ? { value: null, reason: `the ${name} test is n/a (${test.reason})` } : test.mae; // prettier-ignore
}

/** What is known of the unit of a target. */
interface WithUnit {
  readonly unit?: string | null;
}

/** A value with the target's unit: "3.120 year". */
export function inUnit(metric: Metric, { unit }: WithUnit): string {
  return typeof metric === "number" && unit != null
    ? `${showFraction(metric)} ${unit}`
    : showMetric(metric);
}

/**
 * What the tests of a run say, numbers in a sentence and no word such as those that runs of classes have: there is no
 * interval of a gap in MAE yet, and without one a word would be a guess.
 */
export function describeErrors(tests: Tests, target: WithUnit): string {
  const gap = errorGap(tests);
  if (typeof gap !== "number") return `No gap between tests: ${gap.reason}.`;
  const [iid, inverted] = [maeOf(tests, "iid"), maeOf(tests, "inverted")];
  const direction =
    gap > 0 ? "errors are larger where the association is turned round" : "errors are no larger where the association is turned round"; // prettier-ignore
  return `MAE: iid ${inUnit(iid, target)}, inverted ${inUnit(inverted, target)} (gap ${inUnit(gap, target)}): ${direction}.`;
}

/** Worst group and corr(error, attribute | target) of the balanced test, and what such tests cannot show. */
export function errorDetails(tests: Tests, target: VariableSummary): string[] {
  const { balanced } = tests;
  const limits = `There is no interval of this gap: compare seeds before calling it a finding. ${limitsOfTests}`;
  if (balanced === undefined || "reason" in balanced) return [limits];
  const correlations = Object.entries(balanced.error_correlation).map(
    ([name, metric]) => `${showMetric(metric)} with ${name}`,
  );
  const worst = worstErrorOf(balanced);
  return [
    ...(worst === undefined
      ? []
      : [
          `On the balanced test the worst group is “${groupTitle(worst, target)}” with MAE ${inUnit(worst.mae, target)} (n ${worst.n}), ` +
            `against ${inUnit(balanced.mae, target)} overall.`,
        ]),
    ...(correlations.length === 0
      ? []
      : [`The error, given ${target.name}, correlates there ${correlations.join(", ")}.`]),
    limits,
  ];
}

/** The group that has the set's worst-group MAE; undefined when that is undefined. */
export function worstErrorOf(set: NumberSetResult) {
  return set.groups.find(({ mae }) => typeof mae === "number" && mae === set.worst_group_mae);
}
