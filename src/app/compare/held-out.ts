import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { CohortLock } from "../../data/cohort/lock.js";
import type { FoldRows } from "./folds-apart.js";

/** The run of a fold, and the cohort that it saw. */
export interface FoldRun {
  readonly run: FoldRows;
  readonly lock: CohortLock;
}

/**
 * The runs of all folds saw one cohort, every row of it is in the test of a fold, and of a test that has all rows of its
 * part (`weighted.of`) no subject is missing. What is drawn by a plan need not have all.
 *
 * That rows are the same is known by their pseudonyms, and where these were made with several keys by their number.
 * Subjects are counted: predictions may have their own names. Those with a missing value may be left out of a test.
 * @param where names method and seed in errors.
 * @throws DataError for a fold of other rows, rows that no fold has tested, and subjects without predictions.
 */
export function requireAllHeldOut(where: string, folds: readonly FoldRun[]): void {
  const known = at(folds, 0).lock;
  const size = rowsOf(known).length;
  for (const [fold, { run, lock }] of folds.entries()) {
    const isOther = lock.keyCheck === known.keyCheck && lock.order !== known.order;
    if (isOther || rowsOf(lock).length !== size) {
      throw new DataError(where, `fold ${fold} has other rows than fold 0`, {
        expected: size,
        got: rowsOf(lock).length,
        advice:
          "Tables have changed between the runs, or images could not be read in one of them: see their cohort.lock.json, delete the run that is not right, and run the comparison again.",
      });
    }
    requirePredicted(where, fold, run, lock);
  }
  const tested = folds.reduce((sum, { lock }) => sum + testRows(lock).length, 0);
  if (tested === size) return;
  throw new DataError(where, "the tests of the folds are not the rows of the cohort", {
    expected: size,
    got: tested,
    advice: "The runs are not of one split: delete them, and run the comparison again.",
  });
}

function requirePredicted(
  where: string,
  fold: number,
  { groups, predictions }: FoldRun["run"],
  lock: CohortLock,
): void {
  if (groups.weighted === null) return;
  const complete = testRows(lock).filter(
    ({ label, attributes = [] }) => label !== null && !attributes.includes(null),
  );
  const expected = new Set(complete.map(({ id, subject }) => subject ?? id)).size;
  const got = new Set(predictions[groups.weighted.of]?.subject ?? []).size;
  if (got >= expected) return;
  throw new DataError(where, `fold ${fold} lacks predictions of subjects that it held out`, {
    expected,
    got,
    advice: "Copy the whole run folder, or delete it and run the comparison again.",
  });
}

/** Without those that were left out of the cohort. */
function rowsOf({ rows }: CohortLock) {
  return rows.filter(({ excluded }) => excluded === null);
}

function testRows(lock: CohortLock) {
  return rowsOf(lock).filter(({ part }) => part === "test");
}
