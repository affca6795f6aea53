import { at } from "../../base/ndarray.js";
import { groupOf } from "../../data/dataset.js";
import { cellName } from "../../data/sampling/realised-table.js";
import { weighTests, type WeightedTests } from "../../data/sampling/weighted-tests.js";
import type { PredictedTestRows } from "../../evaluation/comparison/cell.js";
import type { PredictedRows } from "../../evaluation/predictions.js";
import type { PlanRecord } from "../plan-record.js";
import { runFolderNames } from "../run-folder.js";
import { jsonOf } from "./finished-files.js";

/** Groups of a run, as its `plan.json` numbers them: label × all attributes. */
export interface RunGroups {
  /** Name of the label, then of the attributes. */
  readonly variables: readonly string[];
  /** [G]. */
  readonly names: readonly string[];
  /** Rows of the training set. */
  readonly trainingRows: number;
  /** [G], rows of the training set. */
  readonly trainingCounts: readonly number[];
  readonly labelValues: readonly string[];
  /** One list an attribute. */
  readonly attributeValues: readonly (readonly string[])[];
  /** Null: every test has rows of its own. */
  readonly weighted: WeightedTests | null;
  /** What goes with what in training; of a test that asks for another association it is the measure. */
  readonly associations: PlanRecord["associations"];
}

/** Groups of a finished run, from its `plan.json`. */
export function readGroups(folder: string): RunGroups {
  const { tables, weighted, associations } = jsonOf<PlanRecord>(folder, runFolderNames.plan);
  const train = at(tables, 0);
  const names = Object.keys(at(train.cells, 0).attributes);
  const distinct = (values: readonly string[]) => [...new Set(values)];
  return {
    variables: [train.label, ...names],
    names: train.cells.map(cellName),
    trainingRows: train.n,
    weighted: weighted ?? null,
    associations,
    trainingCounts: train.cells.map(({ count }) => count),
    labelValues: distinct(train.cells.map(({ label }) => label)),
    attributeValues: names.map((name) =>
      distinct(train.cells.map(({ attributes }) => attributes[name] ?? "")),
    ),
  };
}

/** Tests that have rows in the predictions of a run, each with the numbers of its rows. */
export function testsWithRows({ split }: Pick<PredictedRows, "split">): [string, Int32Array][] {
  const names = [...new Set(split)].filter((name) => name !== "validation");
  return names.map((name) => [
    name,
    Int32Array.from(split.keys()).filter((row) => split[row] === name),
  ]);
}

/** Values of the attributes of some rows as numbers in the order of `plan.json`, -1 missing; one column an attribute. */
export function attributeCodes(
  { attributes }: Pick<PredictedRows, "attributes">,
  rows: Int32Array,
  groups: RunGroups,
): Int32Array[] {
  return groups.attributeValues.map((known, index) => {
    const name = at(groups.variables, index + 1);
    const values = attributes.find((column) => column.name === name)?.values ?? [];
    return rows.map((row) => known.indexOf(at(values, row)));
  });
}

/** What rows of a test have whatever is predicted. @param label of each of `rows`, as numbers. */
export function predictedTestRows(
  table: Pick<PredictedRows, "id" | "subject">,
  rows: Int32Array,
  groups: RunGroups,
  label: ArrayLike<number>,
  attributes: readonly Int32Array[],
): PredictedTestRows {
  const sizes = groups.attributeValues.map((values) => values.length);
  return {
    id: Array.from(rows, (row) => at(table.id, row)),
    subject: Array.from(rows, (row) => at(table.subject, row)),
    group: rows.map((_, position) =>
      groupOf(
        at(label, position),
        attributes.map((column) => at(column, position)),
        sizes,
      ),
    ),
    groupNames: groups.names,
  };
}

/** Tests with rows, then those that are weights on the rows of another; none of those that have no weights. */
export function withWeightedTests<
  T extends { readonly name: string; readonly predictions: PredictedTestRows },
>(tests: readonly T[], { weighted, names }: RunGroups): T[] {
  const rows = tests.find(({ name }) => name === weighted?.of);
  if (weighted === null || rows === undefined) return [...tests];
  const estimates = Object.entries(weighTests(weighted, rows.predictions.group, names)).flatMap(
    ([name, { weights }]) =>
      weights === null ? [] : [{ ...rows, name, predictions: { ...rows.predictions, weights } }],
  );
  return [...tests, ...estimates];
}
