import { at } from "../base/ndarray.js";
import type { Rng } from "../base/rng.js";
import { countOfGroups, groupsOfSet } from "../data/sampling/groups.js";
import { naturalEpoch, rebalancedEpoch } from "../data/sampling/rebalance.js";
import type { TrainingJob } from "./job.js";

/**
 * Positions of the training set in the order of one epoch, [n]. With `copies` the epoch is drawn from the set in
 * which row i comes copies[i] times and cut to n: a row comes in proportion to its copies, and an epoch has the
 * same number of batches whatever they are. All copies 1 gives the epoch without them.
 * @param epoch number within its stage, from 1.
 */
export function epochOrder(
  job: Pick<TrainingJob, "train" | "sampling" | "factors">,
  copies: ArrayLike<number> | null,
  epoch: number,
  rng: Rng,
): Int32Array {
  const { set } = job.train;
  const rows = set.rows.length;
  const places = copies === null ? null : placesOf(copies);
  const count = places?.length ?? rows;
  let order: Int32Array;
  if (job.sampling === "natural") {
    order = naturalEpoch(count, epoch, rng);
  } else {
    const sizes = job.factors.attributes.map(({ valueNames }) => valueNames.length);
    const groups = groupsOfSet(set, sizes);
    order = rebalancedEpoch(
      places === null ? groups : places.map((row) => at(groups, row)),
      countOfGroups(job.factors.label.valueNames.length, sizes),
      epoch,
      rng,
    );
  }
  return places === null ? order : order.subarray(0, rows).map((place) => at(places, place));
}

/** Row i copies[i] times, in order. */
function placesOf(copies: ArrayLike<number>): Int32Array {
  return Int32Array.from(
    Array.from(copies).flatMap((count, row) => new Array<number>(count).fill(row)),
  );
}
