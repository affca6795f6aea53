import { at } from "../../base/ndarray.js";
import { classFields, sumsOfCells, sumsOfRows } from "./calibration-sums.js";
import { countCells } from "./cell-counter.js";
import type { ClassRows } from "./class-rows.js";
import type { GroupEngine } from "./group-engine.js";
import { areaOf, averagePrecisionOf, rankedSlots, rankSums, sweepSlots } from "./ranked-slots.js";

/** The measures of classes of every group. */
export function createClassEngine(
  rows: ClassRows,
  groups: Int32Array,
  groupCount: number,
): GroupEngine {
  const { classCount, labels } = rows;
  const slots = rows.levels.map((levels, index) => {
    const label = classCount === 2 ? 1 : index;
    return rankedSlots(levels, labels, label, groups, groupCount);
  });
  // Whichever is fewer: cells are those of the one score of two classes.
  const byCell = classCount === 2 && 2 * at(slots, 0).group.length < labels.length;
  const addSums = byCell ? sumsOfCells(rows, at(slots, 0)) : sumsOfRows(rows, groups, groupCount);
  const sums = rankSums(groupCount);
  const fields = classFields(classCount);
  const measure = (weights: Int32Array, out: Float64Array, offset: number): void => {
    out.fill(0, offset, offset + groupCount * fields);
    for (const ranked of slots) {
      sweepSlots(ranked, sums);
      for (let group = 0; group < groupCount; group++) {
        const place = offset + group * fields + 2 * classCount;
        out[place] = (out[place] ?? 0) + areaOf(sums, group) / slots.length;
        out[place + 1] = classCount === 2 ? averagePrecisionOf(sums, group) : NaN;
      }
    }
    addSums(weights, out, offset);
  };
  const { cell, counts } = at(slots, 0);
  return {
    groupCount,
    fields,
    evaluate(weights, out, offset) {
      for (const ranked of slots) countCells(ranked, weights);
      measure(byCell ? counts : weights, out, offset);
    },
    ...(byCell
      ? { cells: { cell, counts, measure: (out, offset) => measure(counts, out, offset) } }
      : {}),
  };
}
