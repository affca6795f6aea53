import type { TestResult } from "../results.js";
import type { ClassTypes, FinishedCell } from "./cell.js";
import { classMeasures } from "./class-measures.js";
import { createResampleTable, type ResampledMetrics } from "./resample-table.js";
import { requireAgreement } from "./require-agreement.js";
import type { SharedRules } from "./rules.js";
import { summariseOutcomes } from "./summarise-outcomes.js";
import type { HeadlineMeasure } from "./wins.js";
import type { ResampleTable, Yardstick } from "./yardstick.js";

/** Results and predictions may differ by ties that rounding broke, not by more. */
const agreement = 1e-3;

/** Runs of classes are judged by accuracies: fractions, higher is better. */
export const classYardstick: Yardstick<ClassTypes, ResampledMetrics> = {
  target: null,
  main: { metric: "balanced_accuracy", isLowerBetter: false },
  worstGroup: "worst_group_accuracy",
  measures: (tests, runs) => classMeasures(tests, strataOf(runs)),
  headline,
  openTable: (where, result, predictions, { subjectOrder, metrics }) => {
    const withAuroc = metrics.some((metric) => metric.startsWith("auroc"));
    const table = createResampleTable(where, predictions, { subjectOrder, withAuroc });
    checkAgreement(where, result, table, subjectOrder.size);
    return table;
  },
  outcomeOf: summariseOutcomes,
  barOf: ({ outcome }) =>
    outcome !== null && (outcome.kind === "collapsed" || outcome.kind === "anti-shortcut")
      ? outcome.kind
      : null,
  groupsOf: (result) =>
    "reason" in result
      ? []
      : result.groups.map(({ accuracy, ...group }) => ({ ...group, value: accuracy })),
  rules: classRules,
};

/** Names of what AUROC is given within, of all runs in order of name. */
function strataOf(runs: readonly FinishedCell[]): string[] {
  const names = runs.flatMap(({ results }) =>
    Object.values(results.tests).flatMap((test) =>
      "reason" in test ? [] : Object.keys(test.auroc_within ?? {}),
    ),
  );
  return [...new Set(names)].sort();
}

/**
 * Balanced accuracy of iid, inverted and balanced, worst group of the headline test, and the gap. None of them alone:
 * inverted rewards anti-shortcuts, the gap rewards models that have lost the task.
 */
function headline(headlineTest: string | null): HeadlineMeasure[] {
  const tests = new Set(["iid", "inverted", ...(headlineTest === null ? [] : [headlineTest])]);
  return [
    ...[...tests].map((test) => ({ metric: "balanced_accuracy", test, isLowerBetter: false })),
    ...(headlineTest === null
      ? []
      : [{ metric: "worst_group_accuracy", test: headlineTest, isLowerBetter: false }]),
    { metric: "gap", test: null, isLowerBetter: true },
  ];
}

/** Predictions give the balanced accuracy of the results. */
function checkAgreement(
  where: string,
  result: TestResult | undefined,
  table: ResampleTable<ResampledMetrics>,
  subjects: number,
): void {
  if (result === undefined || "reason" in result) return;
  const found = table.metricsOf(new Int32Array(subjects).fill(1)).balanced_accuracy;
  const what = "balanced accuracy";
  requireAgreement(where, {
    what,
    reported: result.balanced_accuracy,
    found,
    tolerance: agreement,
  });
}

function classRules(shared: SharedRules): Record<string, string> {
  return {
    values: "fractions 0..1; mean and standard deviation (n - 1) over the seeds that have a value",
    gap: "|iid - inverted| of the balanced accuracies, by seed",
    bootstrap: `${shared.bootstrap}; AUROC of two classes only`,
    paired_t: shared.paired_t,
    auroc_within:
      "auroc_within_<attribute>: AUROC over the pairs of a positive and a negative with one value of the attribute, pairs of all " +
      "values together; two classes only",
    weighted_tests: shared.weighted_tests,
    p_holm: shared.p_holm,
    minimum_detectable_difference: shared.minimum_detectable_difference,
    verdict: shared.verdict,
    wins:
      "best mean among methods that are neither collapsed nor anti-shortcut, if better than every reference; " +
      "a reference wins where every other method is worse",
    claim:
      "balanced accuracy on the headline test against each reference; better is withheld where the outcome is collapsed or " +
      "anti-shortcut or the worst group is worse",
    outcome: "by the rule of docs/run-folder.md for each seed; the most frequent one",
    cross:
      "switched-label accuracy over the ordered pairs of heads and variables: mean, and standard deviation over the pairs",
    attributes_only:
      "balanced accuracy of guessing the label from the attributes, by Bayes' rule on the training cells",
  };
}
