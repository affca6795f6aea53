import { join } from "node:path";
import { at } from "../../base/ndarray.js";
import { parseLock, type CohortLock } from "../../data/cohort/lock.js";
import { valuesOfGroup } from "../../data/sampling/groups.js";
import {
  attributesOnly,
  type AttributesOnly,
  type LabelledAttributes,
} from "../../evaluation/comparison/attributes-only.js";
import type { FinishedCell, TestPredictions } from "../../evaluation/comparison/cell.js";
import { parsePredictions } from "../../evaluation/parse-predictions.js";
import type { PredictionTable } from "../../evaluation/predictions.js";
import type { RunResults } from "../../evaluation/results.js";
import type { ValidationRecord } from "../../evaluation/selection.js";
import { decodeCheckpoint } from "../../training/checkpoint.js";
import { runFileNames } from "../../training/run-files.js";
import { runFolderNames } from "../run-folder.js";
import { bytesOf, jsonOf, readCurves, textOf } from "./finished-files.js";
import {
  attributeCodes,
  predictedTestRows,
  readGroups,
  testsWithRows,
  withWeightedTests,
  type RunGroups,
} from "./run-groups.js";

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

/** Label and attributes as whole numbers. */
interface Columns extends LabelledAttributes {
  readonly attributes: readonly Int32Array[];
}

/** A finished run of classes, read from its folder alone. @throws DataError where a file is missing or no longer whole. */
export function readRun(folder: string): ReadRun {
  const results = jsonOf<RunResults>(folder, runFolderNames.results);
  const groups = readGroups(folder);
  const source = join(folder, runFolderNames.predictions);
  const table = parsePredictions(textOf(folder, runFolderNames.predictions), source);
  const training = trainingAttributes(groups);
  const read = testsWithRows(table).map(([name, rows]) => {
    const columns = labelledAttributes(table, rows, groups);
    const guess = attributesOnly(training, columns);
    return { name, columns, guess, predictions: testPredictions(table, rows, groups, columns) };
  });
  const all = withWeightedTests(read, groups);
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

/** What selection saw of a run, from its last checkpoint. @throws DataError where there is none. */
export function readValidation(folder: string): readonly ValidationRecord[] {
  const { lastCheckpoint } = runFileNames;
  const path = join(folder, lastCheckpoint);
  return decodeCheckpoint(bytesOf(folder, lastCheckpoint), path).state.records;
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

function testPredictions(
  table: PredictionTable,
  rows: Int32Array,
  groups: RunGroups,
  { label, attributes }: Columns,
): TestPredictions {
  const classes = table.classNames.length;
  const probabilities = new Float64Array(rows.length * classes);
  for (const [position, row] of rows.entries()) {
    const own = table.probabilities.subarray(row * classes, (row + 1) * classes);
    probabilities.set(own, position * classes);
  }
  return {
    ...predictedTestRows(table, rows, groups, label, attributes),
    label: Int32Array.from(label),
    classes,
    probabilities,
    strata: Object.fromEntries(
      attributes.map((column, index) => [at(groups.variables, index + 1), column]),
    ),
  };
}

/** Values as numbers in the order of `plan.json`, -1 missing. */
function labelledAttributes(table: PredictionTable, rows: Int32Array, groups: RunGroups): Columns {
  return {
    label: rows.map((row) => at(table.label, row)),
    attributes: attributeCodes(table, rows, groups),
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
