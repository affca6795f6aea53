import { join } from "node:path";
import { at } from "../../base/ndarray.js";
import type { AnyRunResults } from "../../evaluation/any-results.js";
import { isLabelsRun } from "../../evaluation/labels/labels-results.js";
import { isNumberRun } from "../../evaluation/numbers/number-results.js";
import { runFolderNames } from "../run-folder.js";
import type { Cell } from "./cells.js";
import { jsonOf } from "./finished-files.js";
import { requireAllHeldOut } from "./held-out.js";
import { poolFolds } from "./pool-folds.js";
import { poolLabelFolds } from "./pool-label-folds.js";
import { readLock, readRun, type ComparedRun, type ReadRun } from "./read-cell.js";
import { readLabelsRun, type ComparedLabelsRun, type ReadLabelsRun } from "./read-labels-run.js";
import { readNumberRun, type ReadNumberRun } from "./read-number-run.js";
import { mixedTargets, noFoldsOfNumber } from "./require-one-target.js";
import type { SurveyedCell } from "./survey.js";

/** A run of classes, of a number, or of several answers. */
export type AnyComparedRun = ComparedRun | ReadNumberRun | ComparedLabelsRun;

/** A row of the comparison: a run, or with folds those of all folds; the reason where one of them failed. */
export interface ComparedRow<Run = AnyComparedRun> {
  readonly cell: Cell;
  readonly outcome: Run | { readonly failed: string };
  /** Training time of each of its runs, by folder. */
  readonly seconds: readonly (readonly [folder: string, seconds: number])[];
}

/**
 * Read every run back from its folder.
 * @throws DataError where a file is missing, no longer whole or not that of the others, ConfigError for folds of a number.
 */
export function readRows(out: string, cells: readonly SurveyedCell[]): ComparedRow[] {
  return rowsOf(cells).map((row): ComparedRow => {
    const [{ cell }] = row;
    const failed = row.find(({ state }) => state.status !== "done");
    if (failed !== undefined) return { cell, outcome: { failed: reasonOf(failed) }, seconds: [] };
    const runs = row.map(({ cell: { folder } }) => ({ folder, run: readAny(join(out, folder)) }));
    const seconds = runs.map(({ folder, run }) => [folder, run.results.seconds] as const);
    if (cell.fold === null) return { cell, outcome: at(runs, 0).run, seconds };
    const name = `${cell.setting.name} ${cell.variant.label} seed ${cell.seed}`;
    const folds = runs.map(({ folder, run }) => ({ run, lock: readLock(join(out, folder)) }));
    requireAllHeldOut(name, folds);
    const outcome = poolAny(
      name,
      runs.map(({ run }) => run),
    );
    return { cell, outcome, seconds };
  });
}

/** The folds of one method and seed, by what their target is. */
function poolAny(name: string, runs: readonly AnyReadRun[]): ComparedRun | ComparedLabelsRun {
  const [first] = runs;
  if (first !== undefined && isOfNumber(first)) {
    throw noFoldsOfNumber(first.results.target.name);
  }
  if (runs.every(isOfLabels)) return poolLabelFolds(name, runs);
  if (runs.every(isOfClasses)) return poolFolds(name, runs);
  throw mixedTargets();
}

type AnyReadRun = ReadRun | ReadNumberRun | ReadLabelsRun;

/** Is it of a number? */
export function isOfNumber(run: AnyComparedRun): run is ReadNumberRun {
  return isNumberRun(run.results);
}

/** Is it of several answers? */
export function isOfLabels<Run extends AnyComparedRun>(
  run: Run,
): run is Extract<Run, ComparedLabelsRun> {
  const { results } = run;
  return "target" in results && "labels" in results.target;
}

/** Is it of classes? */
export function isOfClasses<Run extends AnyComparedRun>(
  run: Run,
): run is Extract<Run, ComparedRun> {
  return !isOfNumber(run) && !isOfLabels(run);
}

function readAny(folder: string): AnyReadRun {
  const results = jsonOf<AnyRunResults>(folder, runFolderNames.results);
  if (isNumberRun(results)) return readNumberRun(folder);
  return isLabelsRun(results) ? readLabelsRun(folder) : readRun(folder);
}

/** Cells of one setting, method and seed, in order of folds. */
function rowsOf(
  cells: readonly SurveyedCell[],
): (readonly [SurveyedCell, ...(readonly SurveyedCell[])])[] {
  const rows = new Map<string, [SurveyedCell, ...SurveyedCell[]]>();
  for (const surveyed of cells) {
    const { setting, variant, seed } = surveyed.cell;
    const key = JSON.stringify([setting.name, variant.label, seed]);
    const known = rows.get(key);
    if (known === undefined) rows.set(key, [surveyed]);
    else known.push(surveyed);
  }
  return [...rows.values()];
}

function reasonOf({ cell: { fold }, state }: SurveyedCell): string {
  const reason = state.status === "failed" ? state.reason : "not done";
  return fold === null ? reason : `fold ${fold}: ${reason}`;
}
