import { DataError } from "../../base/errors.js";
import type { DataSet } from "../dataset.js";
import { takePart } from "./native.js";
import type { PlannedSets } from "./plan.js";
import { runFactors } from "./run-factors.js";
import type { SubjectSplit } from "./split-by-subject.js";

/**
 * `plan: native` of a data set that brings its tests (`DataSet.tests`): exactly these, in their order, each with the rows
 * that have a label; training and validation as in `nativeSets`. No law is read off and nothing is weighted: what a test
 * asks of the associations is the data set's own matter, so `associations` is empty.
 *
 * @throws ConfigError for unknown names. @throws DataError where the set brings no tests.
 */
export function ownTestSets(
  source: Pick<DataSet, "name" | "label" | "attributes" | "pools" | "tests">,
  attributeNames: readonly string[],
  split: SubjectSplit,
): PlannedSets {
  const factors = runFactors(source, attributeNames);
  const own = Object.entries(source.tests ?? {});
  if (own.length === 0) throw new DataError(source.name, "the data set has no tests of its own");
  const train = takePart(source, factors, "train", split.train, ["label", "attributes"]);
  const validation = takePart(source, factors, "validation", split.validation, ["label"]);
  const tests = own.map(([name, rows]) =>
    takePart(source, factors, name, { pool: "test", rows }, ["label"]),
  );
  return {
    train: train.set,
    validation: validation.set,
    tests: Object.fromEntries(tests.map(({ set }) => [set.name, set])),
    tables: [train, validation, ...tests].map(({ table }) => table),
    associations: {},
  };
}
