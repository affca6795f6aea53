import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { foldStrata } from "../../config/parse-compare.js";
import { valuesOfGroup } from "../../data/sampling/groups.js";
import { weighTests, type WeightedTests } from "../../data/sampling/weighted-tests.js";
import { aurocWithin } from "../../evaluation/auroc-within.js";
import type { TestPredictions } from "../../evaluation/comparison/cell.js";
import { meanCurves } from "../../evaluation/comparison/mean-curves.js";
import { evaluateSet } from "../../evaluation/evaluate-set.js";
import { undefinedMetric, type Metric, type Undefined } from "../../evaluation/metric.js";
import type { SetResult, TestResult } from "../../evaluation/results.js";
import { requireApart } from "./folds-apart.js";
import type { AttributesGuess, ComparedRun, ReadRun } from "./read-cell.js";
import type { RunGroups } from "./run-groups.js";

/** A test with rows, of one fold or of all. */
interface PooledTest {
  readonly predictions: TestPredictions;
  /** By each fold's training cells. */
  readonly guess: AttributesGuess;
}

/**
 * The runs of one method and seed, one a fold, as one: each subject was held out by exactly one of them, and every
 * metric is computed once, on the predictions of all.
 *
 * Answers are each fold's own (its most probable class). AUROC ranks the probabilities of all folds in one line, as if
 * one model had given them: models that are calibrated differently lower it, and so does a share of positives that
 * differs between folds by chance. `auroc_within.folds` compares scores of one fold alone. What is ranked is what
 * predictions.csv has: probabilities that are 1 in float64 (a margin of the logits above 37) are ties.
 *
 * Weights of cell-weighted tests are counted anew over the rows of all folds; the law they ask for is the mean of the
 * folds' laws, which differ where the training part decides them (`plan: native`). Where a value goes with another label
 * in one fold than in another, tests of an association are undefined. Cross accuracies are the folds' means by rows, of
 * weighted tests undefined. Accuracies of attribute heads are not pooled. Curves are means.
 * @param where names method and seed in errors.
 * @source pooled against averaged AUROC in cross-validation: Parker, Günter and Bedo 2007; Airola et al. 2011.
 * @throws DataError for a subject in the tests of two folds, folds whose groups differ.
 */
export function poolFolds(where: string, folds: readonly ReadRun[]): ComparedRun {
  requireApart(where, folds);
  const groups = pooledGroups(folds);
  const disagreement = disagreementOf(folds);
  const tests: Record<string, TestResult> = {};
  const pooled: Record<string, PooledTest> = {};
  for (const test of Object.keys(at(folds, 0).results.tests)) {
    const isNatural = test === groups.weighted?.of;
    if (disagreement !== null && !isNatural) {
      tests[test] = disagreement;
      continue;
    }
    const found = poolTest(folds, groups, test);
    if ("reason" in found) {
      tests[test] = found;
      continue;
    }
    pooled[test] = found;
    tests[test] = evaluate(groups, found.predictions, pooledCross(folds, test, found));
  }
  const byTest = <T>(pick: (test: PooledTest) => T) =>
    Object.fromEntries(Object.entries(pooled).map(([test, own]) => [test, pick(own)]));
  return {
    results: { tests },
    epochs: meanCurves(folds.map(({ epochs }) => epochs)),
    predictions: byTest(({ predictions }) => predictions),
    guesses: byTest(({ guess }) => guess),
    groups,
  };
}

/** Those of the first fold, with the mean law of each weighted test and the mean number of training rows. */
function pooledGroups(folds: readonly ReadRun[]): RunGroups {
  const { groups } = at(folds, 0);
  const asked = Object.entries(groups.weighted?.asked ?? {}).map(([test, shares]) => [
    test,
    shares.map((_, cell) =>
      mean(folds.map((fold) => fold.groups.weighted?.asked[test]?.[cell] ?? NaN)),
    ),
  ]);
  const weighted: WeightedTests | null = groups.weighted && {
    ...groups.weighted,
    asked: Object.fromEntries(asked) as WeightedTests["asked"],
  };
  const trainingRows = Math.round(mean(folds.map((fold) => fold.groups.trainingRows)));
  return { ...groups, weighted, trainingRows };
}

/** Why the folds' tests of an association are not one test; null where they are. */
function disagreementOf(folds: readonly ReadRun[]): Undefined | null {
  const known = at(folds, 0).groups.associations;
  for (const [fold, { groups }] of folds.entries()) {
    for (const [name, { aligned }] of Object.entries(groups.associations)) {
      if (JSON.stringify(aligned) === JSON.stringify(known[name]?.aligned)) continue;
      return undefinedMetric(`${name} goes with other labels in fold ${fold} than in fold 0`);
    }
  }
  return null;
}

/** A test of all folds; the reason where it cannot be weighted, or a fold is without. */
function poolTest(
  folds: readonly ReadRun[],
  { weighted, names }: RunGroups,
  test: string,
): PooledTest | Undefined {
  const isWeighted = weighted !== null && test in weighted.asked;
  const rows = isWeighted ? weighted.of : test;
  const own: PooledTest[] = [];
  for (const [fold, { predictions, guesses }] of folds.entries()) {
    const [found, guess] = [predictions[rows], guesses[rows]];
    if (found === undefined || guess === undefined) {
      return undefinedMetric(`fold ${fold} has no rows of ${rows}`);
    }
    own.push({ predictions: found, guess });
  }
  const joined = joinTests(own);
  if (!isWeighted) return joined;
  const cell = weighTests(weighted, joined.predictions.group, names)[test];
  if (cell === undefined || cell.weights === null) {
    return undefinedMetric(cell?.reason ?? `no law of ${test}`);
  }
  return { ...joined, predictions: { ...joined.predictions, weights: cell.weights } };
}

/** Rows of one fold after those of another. */
function joinTests(own: readonly PooledTest[]): PooledTest {
  const tests = own.map(({ predictions }) => predictions);
  const first = at(tests, 0);
  const integers = (pick: (test: TestPredictions) => Int32Array | undefined) =>
    Int32Array.from(tests.flatMap((test) => Array.from(pick(test) ?? [])));
  const strata = Object.keys(first.strata ?? {}).map((name) => [
    name,
    integers((test) => test.strata?.[name]),
  ]);
  return {
    guess: {
      predictions: Int32Array.from(own.flatMap(({ guess }) => Array.from(guess.predictions))),
      scores: Float64Array.from(own.flatMap(({ guess }) => Array.from(guess.scores))),
    },
    predictions: {
      id: tests.flatMap(({ id }) => id),
      subject: tests.flatMap(({ subject }) => subject),
      label: integers(({ label }) => label),
      classes: first.classes,
      probabilities: Float64Array.from(
        tests.flatMap(({ probabilities }) => Array.from(probabilities)),
      ),
      group: integers(({ group }) => group),
      groupNames: first.groupNames,
      strata: {
        ...(Object.fromEntries(strata) as Record<string, Int32Array>),
        [foldStrata]: Int32Array.from(
          tests.flatMap(({ label }, fold) => Array.from(label, () => fold)),
        ),
      },
    },
  };
}

/** Every metric of pooled rows. Where an attribute is missing a row is in no group. */
function evaluate(
  { variables, labelValues, attributeValues }: RunGroups,
  predictions: TestPredictions,
  cross: SetResult["cross"],
): SetResult {
  const { label, probabilities, subject, strata = {}, group, weights } = predictions;
  const sizes = attributeValues.map((values) => values.length);
  const result = evaluateSet({
    label: {
      ...{ name: at(variables, 0), valueNames: labelValues, values: label },
      scores: { kind: "probabilities", values: probabilities },
    },
    attributes: attributeValues.map((valueNames, index) => ({
      ...{ name: at(variables, index + 1), valueNames, scores: null },
      values: group.map((own) => (own < 0 ? -1 : at(valuesOfGroup(own, sizes), index + 1))),
    })),
    ...(weights === undefined ? {} : { weights }),
  });
  const rng = createRng(0).child("auroc-within");
  const within = aurocWithin({ label, probabilities, subject, strata, weights }, rng);
  return { ...result, cross, auroc_within: within };
}

/** Means of the folds' cross accuracies by the rows that they are of: those whose target is known. */
function pooledCross(
  folds: readonly ReadRun[],
  test: string,
  { predictions: { weights } }: PooledTest,
): SetResult["cross"] {
  const results = folds.map((fold) => fold.results.tests[test]);
  const names = new Set(
    results.flatMap((own) => (own && "cross" in own ? Object.keys(own.cross) : [])),
  );
  return Object.fromEntries(
    [...names].map((name): [string, Metric] => {
      if (weights !== undefined) {
        return [name, undefinedMetric("heads of attributes are not pooled over folds by weight")];
      }
      const target = name.slice(name.indexOf("->") + 2);
      let [sum, rows] = [0, 0];
      for (const [fold, own] of results.entries()) {
        const value = own !== undefined && "cross" in own ? own.cross[name] : undefined;
        const { strata = {}, label } = folds[fold]?.predictions[test] ?? {};
        const known = strata[target]?.filter((code) => code >= 0).length ?? label?.length ?? 0;
        if (typeof value !== "number") {
          return [name, value ?? undefinedMetric(`fold ${fold} has no head of it`)];
        }
        sum += value * known;
        rows += known;
      }
      return [name, sum / rows];
    }),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
