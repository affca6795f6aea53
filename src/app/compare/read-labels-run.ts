import { join } from "node:path";
import { at } from "../../base/ndarray.js";
import type {
  FinishedCell,
  LabelsTestPredictions,
  LabelsTypes,
} from "../../evaluation/comparison/cell.js";
import type { LabelsPredictionTable } from "../../evaluation/labels/labels-predictions.js";
import type { LabelsRunResults } from "../../evaluation/labels/labels-results.js";
import { parseLabelsPredictions } from "../../evaluation/labels/parse-labels-predictions.js";
import { runFolderNames } from "../run-folder.js";
import { jsonOf, readCurves, textOf } from "./finished-files.js";
import {
  attributeCodes,
  predictedTestRows,
  readGroups,
  testsWithRows,
  type RunGroups,
} from "./run-groups.js";

/** A row of a comparison of several answers: a run, or the runs of all folds together. */
export interface ComparedLabelsRun extends FinishedCell<LabelsTypes> {
  readonly results: Pick<LabelsRunResults, "target" | "tests">;
  readonly groups: RunGroups;
}

/** What a comparison reads of a finished run of several answers. */
export interface ReadLabelsRun extends ComparedLabelsRun {
  readonly results: LabelsRunResults;
}

/** A finished run of several answers, read from its folder alone. @throws DataError where a file is missing or no longer whole. */
export function readLabelsRun(folder: string): ReadLabelsRun {
  const results = jsonOf<LabelsRunResults>(folder, runFolderNames.results);
  const groups = readGroups(folder);
  const source = join(folder, runFolderNames.predictions);
  const table = parseLabelsPredictions(textOf(folder, runFolderNames.predictions), source);
  const tests = testsWithRows(table).map(([name, rows]) => [
    name,
    testPredictions(table, rows, groups, results),
  ]);
  return {
    results,
    epochs: readCurves(folder),
    predictions: Object.fromEntries(tests) as ReadLabelsRun["predictions"],
    groups,
  };
}

/** Groups are those of the attributes: without any there are none. */
function testPredictions(
  table: LabelsPredictionTable,
  rows: Int32Array,
  groups: RunGroups,
  { thresholds }: LabelsRunResults,
): LabelsTestPredictions {
  const { labelNames: labels } = table;
  const entries = Int32Array.from({ length: rows.length * labels.length }, (_, entry) => {
    const row = at(rows, Math.floor(entry / labels.length));
    return row * labels.length + (entry % labels.length);
  });
  const scores = Float64Array.from(entries, (entry) => at(table.probabilities, entry));
  const codes = attributeCodes(table, rows, groups);
  const all = predictedTestRows(table, rows, groups, new Int32Array(rows.length), codes);
  return {
    ...all,
    ...(codes.length === 0 && { group: new Int32Array(rows.length).fill(-1), groupNames: [] }),
    labels,
    answers: entries.map((entry) => at(table.answers, entry)),
    scores,
    chosen:
      "reason" in thresholds
        ? null
        : Uint8Array.from(scores, (score, entry) =>
            score >= at(thresholds, entry % labels.length).threshold ? 1 : 0,
          ),
  };
}
