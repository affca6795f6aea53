import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { PredictedTestRows } from "../../evaluation/comparison/cell.js";
import type { RunGroups } from "./run-groups.js";

/** What the run of a fold says of its groups and of its tests, whatever is predicted. */
export interface FoldRows {
  readonly groups: RunGroups;
  readonly predictions: Readonly<Record<string, PredictedTestRows>>;
}

/**
 * Folds have the same groups, and no subject is in the tests of two.
 * @param where names method and seed in errors.
 * @throws DataError where it is otherwise.
 */
export function requireApart(where: string, folds: readonly FoldRows[]): void {
  const { names } = at(folds, 0).groups;
  for (const [fold, { groups }] of folds.entries()) {
    if (groups.names.join("\n") !== names.join("\n")) {
      throw new DataError(where, `fold ${fold} has other groups than fold 0`, {
        expected: names.join(" | "),
        got: groups.names.join(" | "),
        advice: "Name the values of labels and attributes, or give bins by their edges.",
      });
    }
  }
  requireSubjectsApart(
    where,
    folds.map(({ predictions }) => Object.values(predictions).flatMap(({ subject }) => subject)),
  );
}

/**
 * No subject is in the tests of two folds.
 * @param where names the folds in errors. @param folds subjects of the tests of each; one may come more than once.
 * @throws DataError where it is otherwise.
 */
export function requireSubjectsApart(where: string, folds: readonly (readonly string[])[]): void {
  const foldOf = new Map<string, number>();
  for (const [fold, subjects] of folds.entries()) {
    for (const subject of new Set(subjects)) {
      const before = foldOf.get(subject);
      if (before !== undefined) {
        throw new DataError(where, "a subject is in the tests of two folds", {
          got: subject,
          folds: [before, fold],
          advice: "The runs are not of one split: delete them, and run the comparison again.",
        });
      }
      foldOf.set(subject, fold);
    }
  }
}
