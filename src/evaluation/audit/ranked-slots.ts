import type { CountedCells } from "./cell-counter.js";
import type { ScoreLevels } from "./score-levels.js";

/** What of ranked rows does not change between resamples: a slot is the rows of one group at one level of the score. */
export interface RankedSlots extends CountedCells {
  readonly groupCount: number;
  /** [S], group of each slot; slots are in ascending order of level. */
  readonly group: Int32Array;
  /** [n], cell of each row: twice its slot, plus one for a positive; rows without a group are in cell 2S. */
  readonly cell: Int32Array;
  /** [2S + 1], weights of the cells, filled by `countCells`. */
  readonly counts: Int32Array;
}

/** The slots of rows that are in groups, -1 in none; positive are those whose label is `positive`. */
export function rankedSlots(
  { level, order }: ScoreLevels,
  labels: Int32Array,
  positive: number,
  groups: Int32Array,
  groupCount: number,
): RankedSlots {
  const rows = level.length;
  const cell = new Int32Array(rows);
  const slotGroup = new Int32Array(rows);
  const slotOf = new Int32Array(groupCount);
  const levelOf = new Int32Array(groupCount).fill(-1);
  let slots = 0;
  for (let place = 0; place < rows; place++) {
    const row = order[place] ?? 0;
    const group = groups[row] ?? -1;
    if (group < 0) continue;
    const own = level[row] ?? 0;
    if (levelOf[group] !== own) {
      levelOf[group] = own;
      slotOf[group] = slots;
      slotGroup[slots] = group;
      slots += 1;
    }
    cell[row] = 2 * (slotOf[group] ?? 0) + (labels[row] === positive ? 1 : 0);
  }
  for (let row = 0; row < rows; row++) if ((groups[row] ?? -1) < 0) cell[row] = 2 * slots;
  return {
    groupCount,
    group: slotGroup.slice(0, slots),
    cell,
    counts: new Int32Array(2 * slots + 1),
  };
}

/** Sums of one group while its slots are swept; kept from one sweep to the next. */
export interface RankSums {
  /** [G]. */
  readonly positives: Float64Array;
  readonly all: Float64Array;
  readonly concordant: Float64Array;
  readonly precision: Float64Array;
}

/** Room for the sums of `groupCount` groups. */
export function rankSums(groupCount: number): RankSums {
  return {
    positives: new Float64Array(groupCount),
    all: new Float64Array(groupCount),
    concordant: new Float64Array(groupCount),
    precision: new Float64Array(groupCount),
  };
}

/**
 * AUROC and average precision of every group from counted cells, in one sweep from the highest level to the lowest:
 * `auroc` and `auprc` of the group's rows repeated by weight, levels taken for scores.
 *
 * `concordant / (P N)` is the AUROC and `precision / P` the average precision of a group; see {@link areaOf},
 * {@link averagePrecisionOf}.
 */
export function sweepSlots({ group, counts }: RankedSlots, sums: RankSums): void {
  const { positives, all, concordant, precision } = sums;
  positives.fill(0);
  all.fill(0);
  concordant.fill(0);
  precision.fill(0);
  for (let slot = 0; slot < group.length; slot++) {
    const below = counts[2 * slot] ?? 0;
    const above = counts[2 * slot + 1] ?? 0;
    if (below + above === 0) continue;
    const own = group[slot] ?? 0;
    const before = positives[own] ?? 0;
    const total = (all[own] ?? 0) + below + above;
    all[own] = total;
    if (below > 0) concordant[own] = (concordant[own] ?? 0) + below * (before + above / 2);
    if (above === 0) continue;
    positives[own] = before + above;
    precision[own] = (precision[own] ?? 0) + (above * (before + above)) / total;
  }
}

/** AUROC of a group; NaN without positives or negatives. */
export function areaOf({ positives, all, concordant }: RankSums, group: number): number {
  const own = positives[group] ?? 0;
  return (concordant[group] ?? 0) / (own * ((all[group] ?? 0) - own));
}

/** Average precision of a group; NaN without positives. */
export function averagePrecisionOf({ positives, precision }: RankSums, group: number): number {
  return (precision[group] ?? 0) / (positives[group] ?? 0);
}
