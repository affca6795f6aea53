import { join } from "node:path";
import { at } from "../../base/ndarray.js";
import { isNumberRun, type NumberRunResults } from "../../evaluation/numbers/number-results.js";
import type { RunResults } from "../../evaluation/results.js";
import { runFolderNames } from "../run-folder.js";
import type { Cell } from "./cells.js";
import { jsonOf } from "./finished-files.js";
import { requireAllHeldOut } from "./held-out.js";
import { poolFolds } from "./pool-folds.js";
import { readLock, readRun, type ComparedRun, type ReadRun } from "./read-cell.js";
import { readNumberRun, type ReadNumberRun } from "./read-number-run.js";
import { noFoldsOfNumber } from "./require-one-target.js";
import type { SurveyedCell } from "./survey.js";

/** A run of classes, or of a number. */
export type AnyComparedRun = ComparedRun | ReadNumberRun;

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
    const folds = runs.map(({ folder, run }) => {
      if (isOfNumber(run)) throw noFoldsOfNumber(run.results.target.name);
      return { run, lock: readLock(join(out, folder)) };
    });
    requireAllHeldOut(name, folds);
    const outcome = poolFolds(
      name,
      folds.map(({ run }) => run),
    );
    return { cell, outcome, seconds };
  });
}

/** Is it of a number? */
export function isOfNumber(run: AnyComparedRun): run is ReadNumberRun {
  return isNumberRun(run.results);
}

function readAny(folder: string): ReadRun | ReadNumberRun {
  const results = jsonOf<RunResults | NumberRunResults>(folder, runFolderNames.results);
  return isNumberRun(results) ? readNumberRun(folder) : readRun(folder);
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
