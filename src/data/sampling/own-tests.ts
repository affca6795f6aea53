import { DataError } from "../../base/errors.js";
import type { DataSet } from "../dataset.js";
import { takePart } from "./native.js";
import type { PlannedSets } from "./plan.js";
import { runFactors } from "./run-factors.js";
import type { SubjectSplit } from "./split-by-subject.js";

/**
 * `plan: native` without a law of associations: `tests` by name, in their order, each with the rows that have a label; training
 * and validation as in `nativeSets`. For a data set that brings its tests (`DataSet.tests`), and for several labels, whose one
 * test is the test part as it is: an association of an attribute with one of them cannot be turned round by weights of
 * cells. Nothing is weighted, and `associations` is empty.
 *
 * @param tests rows of the test part's pool.
 * @throws ConfigError for unknown names. @throws DataError where there are no tests.
 */
export function setsAsTheyAre(
  source: Pick<DataSet, "name" | "label" | "attributes" | "pools">,
  attributeNames: readonly string[],
  split: SubjectSplit,
  given: Readonly<Record<string, Int32Array>>,
): PlannedSets {
  const factors = runFactors(source, attributeNames);
  const own = Object.entries(given);
  if (own.length === 0) throw new DataError(source.name, "the data set has no tests of its own");
  const train = takePart(source, factors, "train", split.train, ["label", "attributes"]);
  const validation = takePart(source, factors, "validation", split.validation, ["label"]);
  const { pool } = split.test;
  const tests = own.map(([name, rows]) =>
    takePart(source, factors, name, { pool, rows }, ["label"]),
  );
  return {
    train: train.set,
    validation: validation.set,
    tests: Object.fromEntries(tests.map(({ set }) => [set.name, set])),
    tables: [train, validation, ...tests].map(({ table }) => table),
    associations: {},
  };
}
