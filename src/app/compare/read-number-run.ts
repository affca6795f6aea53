import { join } from "node:path";
import { at } from "../../base/ndarray.js";
import type {
  FinishedCell,
  NumberTestPredictions,
  NumberTypes,
} from "../../evaluation/comparison/cell.js";
import type { CorrelatedAttribute } from "../../evaluation/metrics/error-correlation.js";
import type { NumberPredictionTable } from "../../evaluation/numbers/number-predictions.js";
import type { NumberRunResults } from "../../evaluation/numbers/number-results.js";
import { parseNumberPredictions } from "../../evaluation/numbers/parse-number-predictions.js";
import { runFolderNames } from "../run-folder.js";
import { jsonOf, readCurves, textOf } from "./finished-files.js";
import {
  attributeCodes,
  predictedTestRows,
  readGroups,
  testsWithRows,
  withWeightedTests,
  type RunGroups,
} from "./run-groups.js";

/** A row of a comparison of a number. */
export interface ReadNumberRun extends FinishedCell<NumberTypes> {
  readonly results: NumberRunResults;
  readonly groups: RunGroups;
}

/** A finished run of a number, read from its folder alone. @throws DataError where a file is missing or no longer whole. */
export function readNumberRun(folder: string): ReadNumberRun {
  const results = jsonOf<NumberRunResults>(folder, runFolderNames.results);
  const groups = readGroups(folder);
  const source = join(folder, runFolderNames.predictions);
  const table = parseNumberPredictions(textOf(folder, runFolderNames.predictions), source);
  const { bias_correction: correction } = results;
  const tests = testsWithRows(table).map(([name, rows]) => ({
    name,
    predictions: { ...testPredictions(table, rows, groups), correction },
  }));
  return {
    results,
    epochs: readCurves(folder),
    predictions: Object.fromEntries(
      withWeightedTests(tests, groups).map(({ name, predictions }) => [name, predictions]),
    ),
    groups,
  };
}

function testPredictions(
  table: NumberPredictionTable,
  rows: Int32Array,
  groups: RunGroups,
): Omit<NumberTestPredictions, "correction"> {
  const codes = attributeCodes(table, rows, groups);
  const bins = rows.map((row) => groups.labelValues.indexOf(at(table.bins, row)));
  const ofRows = (column: Float64Array) => Float64Array.from(rows, (row) => at(column, row));
  const attributes = codes.map((values, index): [string, CorrelatedAttribute] => {
    const name = at(groups.variables, index + 1);
    const number = table.numbers?.find((one) => one.name === name);
    return [
      name,
      number === undefined
        ? { kind: "classes", values, classes: at(groups.attributeValues, index).length }
        : { kind: "number", values: ofRows(number.values) },
    ];
  });
  return {
    ...predictedTestRows(table, rows, groups, bins, codes),
    targets: ofRows(table.labels),
    predictions: ofRows(table.predictions),
    attributes: Object.fromEntries(attributes),
  };
}
