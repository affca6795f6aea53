import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { countGroups } from "./groups.js";
import { membersOf } from "./rebalance.js";

/**
 * Positions of one undersampled epoch, [G · m]: m rows of each of the G groups (label × all attributes), where
 * m is the size of the smallest. Without replacement inside an epoch; which m rows of a larger group are taken
 * is drawn anew in each epoch. Rows are in random order. Rows with a missing value (group -1) are never drawn.
 *
 * All draws come from `rng.child("epoch-<epoch>")`: resume needs only the epoch and the batch number.
 *
 * Deviation: the published form throws the other rows away once, before training; here every row is seen
 * sooner or later, while each epoch is n-matched.
 * @param groups [n], group of each row, in -1..groupCount-1. @param nameOf name of a group, for the error.
 * @throws DataError for a group without rows: nothing could be matched to it.
 */
export function undersampledEpoch(
  groups: Int32Array,
  groupCount: number,
  epoch: number,
  rng: Rng,
  nameOf: (group: number) => string = String,
): Int32Array {
  const counts = countGroups(groups, groupCount);
  const size = smallestGroup(counts, nameOf);
  const epochRng = rng.child(`epoch-${epoch}`);
  const kept = membersOf(groups, counts).map((rows, group) =>
    epochRng
      .child(`group-${group}`)
      .permutation(rows.length)
      .subarray(0, size)
      .map((member) => at(rows, member)),
  );
  return epochRng
    .child("slots")
    .permutation(groupCount * size)
    .map((slot) => at(at(kept, Math.floor(slot / size)), slot % size));
}

/**
 * Rows of the smallest group.
 * @throws DataError for a group without rows, by name.
 */
export function smallestGroup(
  counts: ArrayLike<number>,
  nameOf: (group: number) => string = String,
): number {
  const sizes = Array.from(counts);
  const empty = sizes.indexOf(0);
  if (empty >= 0) {
    throw new DataError("undersample", `no training row of group "${nameOf(empty)}"`, {
      advice:
        "Use sampling: rebalance, which leaves empty groups out, or ask the plan for rows there.",
    });
  }
  return Math.min(...sizes);
}
