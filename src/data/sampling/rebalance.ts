import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { countGroups } from "./groups.js";

/**
 * Positions of one natural epoch: every row once, in an order drawn from `rng.child("epoch-<epoch>")`,
 * so that resume needs only the epoch and the batch number. [n], values 0..n-1.
 */
export function naturalEpoch(rowCount: number, epoch: number, rng: Rng): Int32Array {
  return rng.child(`epoch-${epoch}`).permutation(rowCount);
}

/**
 * Positions of one rebalanced epoch, [n] for n rows: the groups (label × all attributes) that have rows
 * come in equal numbers, n / G each; the n mod G slots left over go to distinct groups drawn at random.
 * Slots are in random order. Each slot takes the next row of its group's shuffled cycle: no row repeats
 * before all rows of its group were seen, and each pass is shuffled anew. Rows with a missing value
 * (group -1) are in no group and are never drawn; groups without rows cannot be drawn and are skipped.
 *
 * All draws come from `rng.child("epoch-<epoch>")`: resume needs only the epoch and the batch number.
 *
 * Deviation: published rebalancing oversamples each group to the size of the largest, which makes an
 * epoch longer. Here it stays n, so that all methods take equal numbers of steps; in one epoch a large
 * group is then seen in part, another part each epoch.
 * @param groups [n], group of each row, in -1..groupCount-1.
 * @throws DataError when no row has a group.
 */
export function rebalancedEpoch(
  groups: Int32Array,
  groupCount: number,
  epoch: number,
  rng: Rng,
): Int32Array {
  const epochRng = rng.child(`epoch-${epoch}`);
  const counts = countGroups(groups, groupCount);
  const present = [...counts.keys()].filter((group) => at(counts, group) > 0);
  if (present.length === 0) {
    throw new DataError("rebalance", "no row has a label and all attributes", {
      rows: groups.length,
      advice: "Use sampling: natural, or name attributes that are known.",
    });
  }
  const members = membersOf(groups, counts);
  const turns = slotGroups(groups.length, present, epochRng);
  const cycles = present.map((group): GroupCycle => ({
    group,
    order: new Int32Array(0),
    next: 0,
    pass: 0,
  }));
  return turns.map((turn) => {
    const cycle = at(cycles, turn);
    const rows = at(members, cycle.group);
    if (cycle.next === cycle.order.length) {
      cycle.order = epochRng
        .child(`group-${cycle.group}`)
        .child(`pass-${cycle.pass}`)
        .permutation(rows.length);
      cycle.pass += 1;
      cycle.next = 0;
    }
    const position = at(rows, at(cycle.order, cycle.next));
    cycle.next += 1;
    return position;
  });
}

/** Where one group stands in its shuffled rows. */
interface GroupCycle {
  readonly group: number;
  order: Int32Array;
  next: number;
  pass: number;
}

/** Index into `present` for each slot: equal numbers, the rest to distinct groups, random order. */
function slotGroups(slots: number, present: readonly number[], rng: Rng): Int32Array {
  const turns = new Int32Array(slots);
  const favoured = rng.child("rest").permutation(present.length);
  for (const [slot, position] of rng.child("slots").permutation(slots).entries()) {
    turns[position] = at(favoured, slot % present.length);
  }
  return turns;
}

/** Positions of the rows of each group, in order. */
export function membersOf(groups: Int32Array, counts: Int32Array): Int32Array[] {
  const members = Array.from(counts, (count) => new Int32Array(count));
  const filled = new Int32Array(counts.length);
  for (const [position, group] of groups.entries()) {
    if (group < 0) continue;
    at(members, group)[at(filled, group)] = position;
    filled[group] = at(filled, group) + 1;
  }
  return members;
}
