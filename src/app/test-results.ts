import { at } from "../base/ndarray.js";
import { createRng } from "../base/rng.js";
import { groupsOfSet } from "../data/sampling/groups.js";
import { cellNames, weighTests } from "../data/sampling/weighted-tests.js";
import { aurocWithin } from "../evaluation/auroc-within.js";
import type { Undefined } from "../evaluation/metric.js";
import type { AurocWithin } from "../evaluation/results.js";
import { predictionTable, type PredictedSet } from "./prediction-table.js";
import type { PreparedRun } from "./prepare-run.js";

/** How one test is evaluated; with weights [n] as a cell-weighted estimate. */
export type EvaluateTest<Result> = (test: PredictedSet, weights?: Float64Array) => Result;

/**
 * Results of all tests of a run: those with rows of their own, then those that are cell-weighted estimates over the rows
 * of one of them, whose name they take for `evaluate`.
 */
export function testResults<Result>(
  { sets: { weighted, tables }, job: { factors } }: PreparedRun,
  tests: readonly PredictedSet[],
  evaluate: EvaluateTest<Result>,
): Record<string, Result | Undefined> {
  const own = tests.map((test) => [test.name, evaluate(test)] as const);
  const rows = tests.find(({ name }) => name === weighted?.of);
  if (weighted === undefined || rows === undefined) return Object.fromEntries(own);
  const sizes = factors.attributes.map(({ valueNames }) => valueNames.length);
  const weights = weighTests(weighted, groupsOfSet(rows.images.set, sizes), cellNames(tables));
  const estimates = Object.entries(weights).map(([name, cell]): [string, Result | Undefined] => [
    name,
    cell.weights === null
      ? { value: null, reason: cell.reason }
      : evaluate({ ...rows, name }, cell.weights),
  ]);
  return Object.fromEntries([...own, ...estimates]);
}

/**
 * AUROC within the values of every attribute, of a label that is classes. Draws depend on the names of test and attribute
 * alone.
 */
export function aurocWithinAttributes(
  { job: { factors }, dataset }: PreparedRun,
  test: PredictedSet,
  weights?: Float64Array,
): Record<string, AurocWithin> {
  const { label, probabilities, subject } = predictionTable(factors, dataset, [test]);
  const strata = Object.fromEntries(
    factors.attributes.map(({ name }, index) => [name, at(test.images.set.attributes, index)]),
  );
  const rng = createRng(0).child("auroc-within").child(test.name);
  return aurocWithin({ label, probabilities, subject, strata, weights }, rng);
}
