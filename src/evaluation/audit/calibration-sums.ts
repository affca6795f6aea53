import { at } from "../../base/ndarray.js";
import { binCount, type ClassRows } from "./class-rows.js";
import type { RankedSlots } from "./ranked-slots.js";

/**
 * Raw sums of a group of classes, 2K + 4 of them: rows of each class [K], of these rightly called [K], AUROC (macro, one
 * against the rest; of two classes of the second), average precision (of two classes; else NaN), expected calibration
 * error of the largest probability, Brier score. NaN where undefined.
 */
export const classFields = (classCount: number): number => 2 * classCount + 4;

/** Adds rows and hits by class, and sets calibration error and Brier score of each group, in `out` [G, fields] from `offset`. */
export type AddSums = (weights: Int32Array, out: Float64Array, offset: number) => void;

/** {@link AddSums} under weights [n] of rows; groups [n], -1 in none. */
export function sumsOfRows(rows: ClassRows, groups: Int32Array, groupCount: number): AddSums {
  const { classCount, labels, hit, brier, excess, bin } = rows;
  const fields = classFields(classCount);
  const bins = new Float64Array(groupCount * binCount);
  const briers = new Float64Array(groupCount);
  return (weights, out, offset) => {
    bins.fill(0);
    briers.fill(0);
    for (let row = 0; row < groups.length; row++) {
      const weight = weights[row] ?? 0;
      const group = groups[row] ?? -1;
      if (weight === 0 || group < 0) continue;
      const count = offset + group * fields + (labels[row] ?? 0);
      out[count] = (out[count] ?? 0) + weight;
      if (hit[row] === 1) {
        const hits = count + classCount;
        out[hits] = (out[hits] ?? 0) + weight;
      }
      briers[group] = (briers[group] ?? 0) + weight * (brier[row] ?? 0);
      const place = group * binCount + (bin[row] ?? 0);
      bins[place] = (bins[place] ?? 0) + weight * (excess[row] ?? 0);
    }
    setMeans(bins, briers, classCount, out, offset);
  };
}

/**
 * {@link AddSums} of two classes under weights [2S + 1] of the cells of slots: all rows of a slot are called alike and are in
 * one bin, so of a cell the means of its rows are enough.
 */
export function sumsOfCells(rows: ClassRows, slots: RankedSlots): AddSums {
  const { group, groupCount } = slots;
  const { called, bin, brier, excess } = meansOfCells(rows, slots);
  const fields = classFields(2);
  const bins = new Float64Array(groupCount * binCount);
  const briers = new Float64Array(groupCount);
  return (weights, out, offset) => {
    bins.fill(0);
    briers.fill(0);
    for (let slot = 0; slot < group.length; slot++) {
      const low = 2 * slot;
      const high = low + 1;
      const below = weights[low] ?? 0;
      const above = weights[high] ?? 0;
      if (below + above === 0) continue;
      const own = group[slot] ?? 0;
      const count = offset + own * fields;
      out[count] = (out[count] ?? 0) + below;
      out[count + 1] = (out[count + 1] ?? 0) + above;
      const hits = count + 2 + (called[slot] ?? 0);
      out[hits] = (out[hits] ?? 0) + (called[slot] === 1 ? above : below);
      const brierOfBelow = (briers[own] ?? 0) + below * (brier[low] ?? 0);
      briers[own] = brierOfBelow + above * (brier[high] ?? 0);
      const place = own * binCount + (bin[slot] ?? 0);
      const excessOfBelow = (bins[place] ?? 0) + below * (excess[low] ?? 0);
      bins[place] = excessOfBelow + above * (excess[high] ?? 0);
    }
    setMeans(bins, briers, 2, out, offset);
  };
}

/** Of each slot what it is called and its bin, [S]; of each cell means over its rows, [2S], 0 without. */
function meansOfCells(rows: ClassRows, { cell, group }: RankedSlots) {
  const size = 2 * group.length;
  const n = new Int32Array(size);
  const [brier, excess] = [new Float64Array(size), new Float64Array(size)];
  const [called, bin] = [new Uint8Array(group.length), new Uint8Array(group.length)];
  for (let row = 0; row < cell.length; row++) {
    const own = cell[row] ?? size;
    if (own >= size) continue;
    n[own] = (n[own] ?? 0) + 1;
    brier[own] = (brier[own] ?? 0) + (rows.brier[row] ?? 0);
    excess[own] = (excess[own] ?? 0) + (rows.excess[row] ?? 0);
    called[own >> 1] = rows.hit[row] === rows.labels[row] ? 1 : 0;
    bin[own >> 1] = rows.bin[row] ?? 0;
  }
  for (let own = 0; own < size; own++) {
    const count = Math.max(1, n[own] ?? 0);
    brier[own] = at(brier, own) / count;
    excess[own] = at(excess, own) / count;
  }
  return { called, bin, brier, excess };
}

/** Calibration error and Brier score of each group from sums of the excess by bin [G, 15] and of Brier scores [G]. */
function setMeans(
  bins: Float64Array,
  briers: Float64Array,
  classCount: number,
  out: Float64Array,
  offset: number,
): void {
  const fields = classFields(classCount);
  for (let own = 0; own < briers.length; own++) {
    const base = offset + own * fields;
    let n = 0;
    for (let label = 0; label < classCount; label++) n += out[base + label] ?? 0;
    let error = 0;
    for (let bin = 0; bin < binCount; bin++) error += Math.abs(bins[own * binCount + bin] ?? 0);
    out[base + fields - 2] = error / n;
    out[base + fields - 1] = (briers[own] ?? 0) / n;
  }
}
