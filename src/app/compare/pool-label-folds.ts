import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { foldStrata } from "../../config/parse-compare.js";
import { valuesOfGroup } from "../../data/sampling/groups.js";
import type { LabelsTestPredictions } from "../../evaluation/comparison/cell.js";
import { meanCurves } from "../../evaluation/comparison/mean-curves.js";
import { callLabels } from "../../evaluation/labels/called-labels.js";
import { evaluateLabelsSet } from "../../evaluation/labels/evaluate-labels-set.js";
import { labelColumns } from "../../evaluation/labels/label-columns.js";
import { halfThreshold } from "../../evaluation/labels/label-thresholds.js";
import type { LabelsSetResult, LabelsTestResult } from "../../evaluation/labels/labels-results.js";
import { undefinedMetric, type Undefined } from "../../evaluation/metric.js";
import { stratifiedAuroc } from "../../evaluation/metrics/stratified-auroc.js";
import { requireApart } from "./folds-apart.js";
import type { ComparedLabelsRun, ReadLabelsRun } from "./read-labels-run.js";
import type { RunGroups } from "./run-groups.js";

/**
 * The runs of several answers of one method and seed, one a fold, as one: every metric is computed once, on the predictions of
 * all. Average precision and AUROC rank the scores of all folds in one line, as `poolFolds` says of AUROC; `auroc_within.folds` of
 * each label compares scores of one fold alone. A row is called yes by the threshold that its own fold chose. Attribute heads
 * are not pooled. Curves are means.
 * @param where names method and seed in errors.
 * @throws DataError for other labels or groups in a fold, and a subject in the tests of two.
 */
export function poolLabelFolds(where: string, folds: readonly ReadLabelsRun[]): ComparedLabelsRun {
  requireApart(where, folds);
  const { results, groups } = at(folds, 0);
  requireSameLabels(where, folds);
  const tests: Record<string, LabelsTestResult> = {};
  const predictions: Record<string, LabelsTestPredictions> = {};
  for (const test of Object.keys(results.tests)) {
    const joined = joinTests(folds, test);
    if ("reason" in joined) {
      tests[test] = joined;
      continue;
    }
    predictions[test] = joined.predictions;
    tests[test] = evaluate(groups, joined);
  }
  const rows = folds.reduce((sum, fold) => sum + fold.groups.trainingRows, 0);
  return {
    results: { target: results.target, tests },
    epochs: meanCurves(folds.map(({ epochs }) => epochs)),
    predictions,
    groups: { ...groups, trainingRows: Math.round(rows / folds.length) },
  };
}

function requireSameLabels(where: string, folds: readonly ReadLabelsRun[]): void {
  const expected = at(folds, 0).results.target.labels;
  for (const [fold, { results }] of folds.entries()) {
    const got = results.target.labels;
    if (got.join("\n") === expected.join("\n")) continue;
    throw new DataError(where, `fold ${fold} has other labels than fold 0`, { expected, got });
  }
}

/** Rows of one fold after those of another, and the fold [n] of each. */
interface JoinedTest {
  readonly predictions: LabelsTestPredictions;
  readonly fold: Int32Array;
}

function joinTests(folds: readonly ReadLabelsRun[], test: string): JoinedTest | Undefined {
  const own: LabelsTestPredictions[] = [];
  for (const [fold, { predictions }] of folds.entries()) {
    const found = predictions[test];
    if (found === undefined) return undefinedMetric(`fold ${fold} has no rows of ${test}`);
    own.push(found);
  }
  const { labels, groupNames } = at(own, 0);
  const all = <T>(read: (test: LabelsTestPredictions) => Iterable<T>) =>
    own.flatMap((one) => [...read(one)]);
  return {
    fold: Int32Array.from(own.flatMap(({ id }, fold) => id.map(() => fold))),
    predictions: {
      ...{ labels, groupNames },
      id: all(({ id }) => id),
      subject: all(({ subject }) => subject),
      group: Int32Array.from(all(({ group }) => group)),
      answers: Int32Array.from(all(({ answers }) => answers)),
      scores: Float64Array.from(all(({ scores }) => scores)),
      chosen: own.every(({ chosen }) => chosen !== null)
        ? Uint8Array.from(all(({ chosen }) => chosen ?? []))
        : null,
    },
  };
}

/** Every metric of pooled rows. Where an attribute is missing a row is in no group. */
function evaluate(
  { variables, attributeValues }: RunGroups,
  { predictions, fold }: JoinedTest,
): LabelsSetResult {
  const { labels: names, answers, scores, group, chosen } = predictions;
  const sizes = attributeValues.map((values) => values.length);
  const result = evaluateLabelsSet({
    ...{ names, answers, scores },
    attributes: attributeValues.map((valueNames, index) => ({
      ...{ name: at(variables, index + 1), valueNames, scores: null },
      values: group.map((own) => (own < 0 ? -1 : at(valuesOfGroup(own, sizes), index + 1))),
    })),
  });
  const columns = labelColumns("poolLabelFolds", { names, answers, scores });
  return {
    ...result,
    // Calls of several models have no threshold in common: they are ranked as 1 and 0.
    ...(chosen !== null && {
      at_chosen: callLabels(
        { names, answers, scores: chosen },
        names.map(() => halfThreshold),
      ).overall,
    }),
    labels: result.labels.map((label, index) => {
      const { rows, answers: known, scores: own } = at(columns, index);
      const strata = Int32Array.from(rows, (row) => at(fold, row));
      const within = { [foldStrata]: stratifiedAuroc(known, own, strata) };
      return { ...label, auroc_within: { ...label.auroc_within, ...within } };
    }),
  };
}
