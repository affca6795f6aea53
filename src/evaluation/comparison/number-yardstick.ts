import type { Metric } from "../metric.js";
import type { OutcomeKind } from "../outcome.js";
import type { NumberTestResult } from "../numbers/number-results.js";
import type { FinishedCell, NumberTypes } from "./cell.js";
import type { ComparedNumber, MethodComparison } from "./comparison.js";
import type { ComparedMeasure } from "./measure.js";
import { absolutePrefix, numberMeasures } from "./number-measures.js";
import { createNumberTable, type ResampledNumbers } from "./number-table.js";
import { requireAgreement } from "./require-agreement.js";
import type { SharedRules } from "./rules.js";
import { meanIn, type HeadlineMeasure } from "./wins.js";
import type { ResampleTable, Yardstick } from "./yardstick.js";

/** Results and predictions may differ by rounding, relative, not by more. */
const agreement = 1e-6;

const main = { metric: "corrected_mae", isLowerBetter: true } as const;
const worstGroup = "corrected_worst_group_mae";

/** Runs of a number are judged by errors after their own bias correction: in the target's unit, lower is better. */
export function numberYardstick(target: ComparedNumber): Yardstick<NumberTypes, ResampledNumbers> {
  return {
    ...{ target, main, worstGroup, headline, barOf },
    measures: (tests, runs) => numberMeasures(tests, attributesOf(runs)),
    openTable: (where, result, predictions, options) => {
      const table = createNumberTable(where, predictions, options);
      checkAgreement(where, result, table, options.subjectOrder.size);
      return table;
    },
    outcomeOf: () => null,
    groupsOf: (result) =>
      "reason" in result
        ? []
        : result.groups.map(({ name, label, attributes, n, mae: value }) => ({
            ...{ name, label, attributes, n, value },
          })),
    rules: numberRules,
  };
}

/** Attributes that errors are correlated with, of all runs in order of name. */
function attributesOf(runs: readonly FinishedCell<NumberTypes>[]): string[] {
  const names = runs.flatMap(({ results }) =>
    Object.values(results.tests).flatMap((test) =>
      "reason" in test ? [] : Object.keys(test.error_correlation),
    ),
  );
  return [...new Set(names)].sort();
}

/** MAE of iid, inverted and balanced, worst group, gap, then |corr(error, attribute | target)| of the headline test. */
function headline(test: string | null, measures: readonly ComparedMeasure[]): HeadlineMeasure[] {
  const tests = new Set(["iid", "inverted", ...(test === null ? [] : [test])]);
  const correlations = measures.filter(
    (measure) => measure.test === test && measure.metric.startsWith(absolutePrefix),
  );
  return [
    ...[...tests].map((name) => ({ ...main, test: name })),
    ...(test === null ? [] : [{ metric: worstGroup, test, isLowerBetter: true }]),
    { metric: "gap", test: null, isLowerBetter: true },
    ...correlations.map(({ metric }) => ({ metric, test, isLowerBetter: true })),
  ];
}

/**
 * "collapsed" where a method is no better on iid than always saying the mean of the test: neither R² above 0, nor after
 * correction; or where a seed has no correction, as what it says does not rise with the target. Its gap and its correlations
 * are small for nothing. Null without a finished seed: such a method has no mean to win with.
 */
function barOf(method: MethodComparison): OutcomeKind | null {
  if (method.seeds.length === 0 || method.tests["iid"] === undefined) return null;
  const isAboveMean = (metric: string): boolean => {
    const value: Metric = meanIn(method, { metric, test: "iid" });
    return typeof value === "number" && value > 0;
  };
  const corrections = method.tests["iid"][main.metric]?.n ?? 0;
  const evaluated = method.tests["iid"]["mae"]?.n ?? 0;
  const isLost = !isAboveMean("r2") && !isAboveMean("corrected_r2");
  return isLost || corrections < evaluated ? "collapsed" : null;
}

/** Predictions give the errors of the results, before and after correction. */
function checkAgreement(
  where: string,
  result: NumberTestResult | undefined,
  table: ResampleTable<ResampledNumbers>,
  subjects: number,
): void {
  if (result === undefined || "reason" in result) return;
  const own = table.metricsOf(new Int32Array(subjects).fill(1));
  for (const [what, reported, found] of [
    ["MAE", result.mae, own.mae],
    ["MAE after correction", result.corrected?.mae, own.corrected.mae],
  ] as const) {
    const tolerance = typeof reported === "number" ? agreement * reported : 0;
    requireAgreement(where, { what, reported, found, tolerance });
  }
}

function numberRules(shared: SharedRules): Record<string, string> {
  return {
    values:
      "errors in the unit of the target; mean and standard deviation (n - 1) over the seeds that have a value; mae, worst_group_mae " +
      "and r2 as predicted; corrected_mae, corrected_worst_group_mae and corrected_r2 after the run's own bias correction, fitted " +
      "on its validation rows (bias_correction of results.json); a run without one has no corrected value",
    error_correlation:
      "error_correlation_<attribute>: corr(error, attribute | target) of results.json, with its sign; abs_error_correlation_<attribute>: " +
      "its absolute value by seed, nearer 0 is better; the correction does not change it",
    gap: "|iid - inverted| of corrected_mae, by seed",
    bootstrap: `${shared.bootstrap}; the line of the correction stays as the run fitted it`,
    paired_t: shared.paired_t,
    weighted_tests: shared.weighted_tests,
    p_holm: shared.p_holm,
    minimum_detectable_difference: shared.minimum_detectable_difference,
    verdict: `${shared.verdict}; lower is better, of r2 and corrected_r2 higher`,
    wins:
      "best mean among methods that are not collapsed, if better than every reference; a reference wins where every other method " +
      "is worse",
    collapsed:
      "neither r2 nor corrected_r2 on iid has a mean above 0 (no better than always saying the mean of the test), or a seed has " +
      "no correction, as its predictions do not rise with the target",
    claim:
      "corrected_mae on the headline test against each reference; better is withheld where the method is collapsed or the worst " +
      "group is worse",
    groups: "mae of each group as predicted, not corrected",
    left_out:
      "outcomes in a word, the guess from the attributes alone, AUROC and cross-prediction are of classes",
  };
}
