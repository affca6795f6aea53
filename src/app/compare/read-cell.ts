import { join } from "node:path";
import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { parseLock, type CohortLock } from "../../data/cohort/lock.js";
import { groupOf } from "../../data/dataset.js";
import { valuesOfGroup } from "../../data/sampling/groups.js";
import { cellName } from "../../data/sampling/realised-table.js";
import { weighTests, type WeightedTests } from "../../data/sampling/weighted-tests.js";
import {
  attributesOnly,
  type AttributesOnly,
  type LabelledAttributes,
} from "../../evaluation/comparison/attributes-only.js";
import type {
  EpochCurve,
  FinishedCell,
  TestPredictions,
} from "../../evaluation/comparison/cell.js";
import type { Metric } from "../../evaluation/metric.js";
import { parsePredictions } from "../../evaluation/parse-predictions.js";
import type { PredictionTable } from "../../evaluation/predictions.js";
import type { RunResults } from "../../evaluation/results.js";
import type { ValidationRecord } from "../../evaluation/selection.js";
import { decodeCheckpoint } from "../../training/checkpoint.js";
import { runFileNames } from "../../training/run-files.js";
import type { PlanRecord } from "../plan-record.js";
import { readIfThere, runFolderNames } from "../run-folder.js";
import { parseRunJson } from "../run-json.js";

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

/** The label that the attributes alone let guess, and how much they speak for the second of two classes; [n]. */
export type AttributesGuess = Pick<AttributesOnly, "predictions" | "scores">;

/** A row of a comparison: a run, or the runs of all folds together. */
export interface ComparedRun extends FinishedCell {
  readonly groups: RunGroups;
  /** By test: what the attributes alone say of the label of each row. */
  readonly guesses: Readonly<Record<string, AttributesGuess>>;
}

/** What a comparison reads of a finished run. */
export interface ReadRun extends ComparedRun {
  readonly results: RunResults;
  /** Label and attributes of each test, by name. */
  readonly columns: Readonly<Record<string, LabelledAttributes>>;
}

/** A finished run, read from its folder alone. @throws DataError where a file is missing or no longer whole. */
export function readRun(folder: string): ReadRun {
  const results = jsonOf<RunResults>(folder, runFolderNames.results);
  const groups = readGroups(folder);
  const source = join(folder, runFolderNames.predictions);
  const table = parsePredictions(textOf(folder, runFolderNames.predictions), source);
  const tests = [...new Set(table.split)].filter((name) => name !== "validation");
  const training = trainingAttributes(groups);
  const read = tests.map((name) => {
    const rows = rowsOfSplit(table, name);
    const columns = labelledAttributes(table, rows, groups);
    const guess = attributesOnly(training, columns);
    return { name, columns, guess, predictions: testPredictions(table, rows, groups, columns) };
  });
  const { of } = groups.weighted ?? {};
  const rows = read.find(({ name }) => name === of);
  const all = [...read, ...(rows === undefined ? [] : weightedTests(groups, rows))];
  const byTest = <T>(pick: (test: (typeof all)[number]) => T) =>
    Object.fromEntries(all.map((test) => [test.name, pick(test)]));
  return {
    results,
    epochs: readCurves(folder),
    predictions: byTest(({ predictions }) => predictions),
    columns: byTest(({ columns }) => columns),
    guesses: byTest(({ guess }) => guess),
    groups,
  };
}

/** Tests that are weights on the rows of another; none of those that have no weights. */
function weightedTests<T extends { readonly predictions: TestPredictions }>(
  { weighted, names }: RunGroups,
  rows: T,
): (T & { readonly name: string })[] {
  if (weighted === null) return [];
  return Object.entries(weighTests(weighted, rows.predictions.group, names)).flatMap(
    ([name, { weights }]) =>
      weights === null ? [] : [{ ...rows, name, predictions: { ...rows.predictions, weights } }],
  );
}

/** What selection saw of a run, from its last checkpoint. @throws DataError where there is none. */
export function readValidation(folder: string): readonly ValidationRecord[] {
  const path = join(folder, runFileNames.lastCheckpoint);
  const bytes = readIfThere(path);
  if (bytes === null) throw missing(path);
  return decodeCheckpoint(bytes, path).state.records;
}

/** The cohort that a finished run saw. @throws DataError where there is none, FormatError where it is damaged. */
export function readLock(folder: string): CohortLock {
  const { cohortLock } = runFolderNames;
  return parseLock(textOf(folder, cohortLock), join(folder, cohortLock));
}

/** Training time of a finished run, seconds. */
export function readSeconds(folder: string): number {
  return jsonOf<RunResults>(folder, runFolderNames.results).seconds;
}

function textOf(folder: string, name: string): string {
  const bytes = readIfThere(join(folder, name));
  if (bytes === null) throw missing(join(folder, name));
  return new TextDecoder().decode(bytes);
}

function jsonOf<T>(folder: string, name: string): T {
  return parseRunJson(textOf(folder, name), join(folder, name));
}

function missing(path: string): DataError {
  return new DataError(path, "a file of a finished run is missing", {
    advice: "Copy the whole run folder, or delete it and run the comparison again.",
  });
}

/** Headline metrics of every epoch. */
function readCurves(folder: string): EpochCurve[] {
  interface Line {
    readonly epoch: number;
    readonly terms: Readonly<Record<string, number>>;
    readonly validation: Readonly<Record<string, Metric | object>>;
  }
  const kept = [
    "accuracy",
    "balanced_accuracy",
    "adjusted_accuracy",
    "worst_group_accuracy",
    "loss",
  ];
  return textOf(folder, runFileNames.metrics)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { epoch, terms, validation } = JSON.parse(line) as Line;
      const metrics = Object.entries(validation).filter(([name]) => kept.includes(name));
      return { epoch, terms, validation: Object.fromEntries(metrics) as Record<string, Metric> };
    });
}

function readGroups(folder: string): RunGroups {
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

function rowsOfSplit({ split }: PredictionTable, name: string): Int32Array {
  return Int32Array.from(split.keys()).filter((row) => split[row] === name);
}

function testPredictions(
  table: PredictionTable,
  rows: Int32Array,
  groups: RunGroups,
  { label, attributes }: LabelledAttributes,
): TestPredictions {
  const classes = table.classNames.length;
  const sizes = groups.attributeValues.map((values) => values.length);
  const probabilities = new Float64Array(rows.length * classes);
  for (const [position, row] of rows.entries()) {
    const own = table.probabilities.subarray(row * classes, (row + 1) * classes);
    probabilities.set(own, position * classes);
  }
  return {
    id: Array.from(rows, (row) => at(table.id, row)),
    subject: Array.from(rows, (row) => at(table.subject, row)),
    label: Int32Array.from(label),
    classes,
    probabilities,
    group: rows.map((_, position) =>
      groupOf(
        at(label, position),
        attributes.map((column) => at(column, position)),
        sizes,
      ),
    ),
    groupNames: groups.names,
    strata: Object.fromEntries(
      attributes.map((column, index) => [at(groups.variables, index + 1), Int32Array.from(column)]),
    ),
  };
}

/** Values as numbers in the order of `plan.json`, -1 missing. */
function labelledAttributes(
  table: PredictionTable,
  rows: Int32Array,
  groups: RunGroups,
): LabelledAttributes {
  return {
    label: rows.map((row) => at(table.label, row)),
    attributes: groups.attributeValues.map((known, index) => {
      const name = at(groups.variables, index + 1);
      const values = table.attributes.find((column) => column.name === name)?.values ?? [];
      return rows.map((row) => known.indexOf(at(values, row)));
    }),
  };
}

/** The training set as rows, those with a missing value left out. */
export function trainingAttributes(groups: RunGroups): LabelledAttributes {
  const sizes = groups.attributeValues.map((values) => values.length);
  const rows = groups.trainingCounts.flatMap((count, group) =>
    new Array<readonly number[]>(count).fill(valuesOfGroup(group, sizes)),
  );
  return {
    label: rows.map((values) => at(values, 0)),
    attributes: sizes.map((_, index) => rows.map((values) => at(values, index + 1))),
  };
}
