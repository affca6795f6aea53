import { at } from "../../base/ndarray.js";
import { argmaxRows } from "../class-scores.js";
import type { Column } from "../columns.js";
import type { GroupEngine } from "./group-engine.js";
import {
  areaOf,
  averagePrecisionOf,
  countCells,
  rankedSlots,
  rankSums,
  sweepSlots,
  type RankedSlots,
} from "./ranked-slots.js";
import { scoreLevels, type ScoreLevels } from "./score-levels.js";

const binCount = 15;

/** Rows with classes and what a model says, prepared for any grouping. */
export interface ClassRows {
  readonly classCount: number;
  /** [n], 0..K-1. */
  readonly labels: Int32Array;
  /** [n], 1 where the row is called what it is. */
  readonly hit: Uint8Array;
  /** [n], of the row alone. */
  readonly brier: Float64Array;
  /** [n], largest probability, and its bin of 15. */
  readonly confidence: Float64Array;
  readonly bin: Uint8Array;
  /** [n], 1 where the largest probability is that of the label. */
  readonly top: Uint8Array;
  /** Of each class ranked against the rest; of two classes that of the second alone. */
  readonly levels: readonly ScoreLevels[];
}

/**
 * Prepare rows: called positive at `threshold` and above of two classes, else by the largest probability (ties: the lower).
 * @param most levels of a score; see `scoreLevels`.
 */
export function classRows(
  labels: Column,
  probabilities: Column,
  classCount: number,
  threshold: number | null,
  most: number,
): ClassRows {
  const rows = labels.length;
  const largest = argmaxRows(probabilities, classCount);
  const called =
    threshold === null || classCount !== 2
      ? largest
      : Int32Array.from(largest, (_, row) => (at(probabilities, 2 * row + 1) >= threshold ? 1 : 0));
  const confidence = Float64Array.from(largest, (label, row) =>
    at(probabilities, row * classCount + label),
  );
  const bin = Uint8Array.from(confidence, (value) => Math.max(0, Math.ceil(value * binCount) - 1));
  const kind = Float64Array.from(
    called,
    (value, row) => value + 2 * at(largest, row) + 4 * at(bin, row),
  );
  const ranked = classCount === 2 ? [1] : Array.from({ length: classCount }, (_, label) => label);
  return {
    classCount,
    labels: Int32Array.from(labels),
    hit: Uint8Array.from(called, (value, row) => (value === at(labels, row) ? 1 : 0)),
    top: Uint8Array.from(largest, (value, row) => (value === at(labels, row) ? 1 : 0)),
    brier: Float64Array.from({ length: rows }, (_, row) =>
      brierOf(row, at(labels, row), probabilities, classCount),
    ),
    confidence,
    bin,
    levels: ranked.map((label) =>
      scoreLevels(
        Float64Array.from({ length: rows }, (_, row) =>
          at(probabilities, row * classCount + label),
        ),
        most,
        classCount === 2 ? kind : undefined,
      ),
    ),
  };
}

function brierOf(row: number, label: number, probabilities: Column, classCount: number): number {
  let sum = 0;
  for (let other = 0; other < classCount; other++) {
    sum += (at(probabilities, row * classCount + other) - (other === label ? 1 : 0)) ** 2;
  }
  return classCount === 2 ? sum / 2 : sum;
}

/**
 * Raw sums of a group of classes, 2K + 4 of them: rows of each class [K], of these rightly called [K], AUROC (macro, one
 * against the rest; of two classes of the second), average precision (of two classes; else NaN), expected calibration
 * error of the largest probability, Brier score. NaN where undefined.
 */
export const classFields = (classCount: number): number => 2 * classCount + 4;

/** The measures of classes of every group. */
export function createClassEngine(
  rows: ClassRows,
  groups: Int32Array,
  groupCount: number,
): GroupEngine {
  const { classCount, labels } = rows;
  const slots = rows.levels.map((levels, index) => {
    const label = classCount === 2 ? 1 : index;
    const positive = Uint8Array.from(labels, (value) => (value === label ? 1 : 0));
    return rankedSlots(levels, positive, groups, groupCount);
  });
  const items = classCount === 2 ? cellItems(rows, at(slots, 0)) : rowItems(rows, groups);
  const addItems = createItemSums(items, classCount, groupCount);
  const sums = rankSums(groupCount);
  const fields = classFields(classCount);
  return {
    groupCount,
    fields,
    evaluate(weights, out, offset) {
      out.fill(0, offset, offset + groupCount * fields);
      for (const ranked of slots) {
        countCells(ranked, weights);
        sweepSlots(ranked, sums);
        for (let group = 0; group < groupCount; group++) {
          const place = offset + group * fields + 2 * classCount;
          out[place] = (out[place] ?? 0) + areaOf(sums, group) / slots.length;
          out[place + 1] = classCount === 2 ? averagePrecisionOf(sums, group) : NaN;
        }
      }
      addItems(classCount === 2 ? at(slots, 0).counts : weights, out, offset);
    },
  };
}

/** What is summed by weight: rows, or cells of rows that are alike. */
interface Items {
  /** [m], -1 none. */
  readonly group: Int32Array;
  readonly label: Int32Array;
  /** [m], means over the rows of the item; all its rows have one `bin`. */
  readonly hit: Float64Array;
  readonly brier: Float64Array;
  /** Right by the largest probability, minus the confidence. */
  readonly excess: Float64Array;
  readonly bin: Uint8Array;
}

function rowItems(
  { labels, hit, brier, top, confidence, bin }: ClassRows,
  group: Int32Array,
): Items {
  return {
    group,
    label: labels,
    hit: Float64Array.from(hit),
    brier,
    excess: confidence.map((value, row) => at(top, row) - value),
    bin,
  };
}

/** Rows of one cell have one score (or neighbouring ones), one label and one group. */
function cellItems(rows: ClassRows, { cell, group, counts }: RankedSlots): Items {
  const { hit, brier, excess, bin } = rowItems(rows, new Int32Array());
  const size = counts.length - 1;
  const n = new Float64Array(size);
  const means = { hit: new Float64Array(size), brier: new Float64Array(size) };
  const excessOf = new Float64Array(size);
  const bins = new Uint8Array(size);
  for (const [row, own] of cell.entries()) {
    if (own === size) continue;
    n[own] = at(n, own) + 1;
    means.hit[own] = at(means.hit, own) + at(hit, row);
    means.brier[own] = at(means.brier, own) + at(brier, row);
    excessOf[own] = at(excessOf, own) + at(excess, row);
    bins[own] = at(bin, row);
  }
  const byCount = (total: number, own: number) => (total === 0 ? 0 : total / at(n, own));
  return {
    group: Int32Array.from({ length: size }, (_, own) => at(group, own >> 1)),
    label: Int32Array.from({ length: size }, (_, own) => own & 1),
    hit: means.hit.map(byCount),
    brier: means.brier.map(byCount),
    excess: excessOf.map(byCount),
    bin: bins,
  };
}

/** Rows and hits by class, calibration error and Brier score of each group, added to the raw sums. */
function createItemSums(items: Items, classCount: number, groupCount: number) {
  const { group, label, hit, brier, excess, bin } = items;
  const fields = classFields(classCount);
  const bins = new Float64Array(groupCount * binCount);
  return (weights: Int32Array, out: Float64Array, offset: number): void => {
    bins.fill(0);
    for (let item = 0; item < group.length; item++) {
      const weight = weights[item] ?? 0;
      const own = group[item] ?? -1;
      if (weight === 0 || own < 0) continue;
      const base = offset + own * fields;
      const count = base + (label[item] ?? 0);
      out[count] = (out[count] ?? 0) + weight;
      const hits = count + classCount;
      out[hits] = (out[hits] ?? 0) + weight * (hit[item] ?? 0);
      const last = base + fields - 1;
      out[last] = (out[last] ?? 0) + weight * (brier[item] ?? 0);
      const place = own * binCount + (bin[item] ?? 0);
      bins[place] = (bins[place] ?? 0) + weight * (excess[item] ?? 0);
    }
    for (let own = 0; own < groupCount; own++) {
      const base = offset + own * fields;
      let n = 0;
      for (let of = 0; of < classCount; of++) n += out[base + of] ?? 0;
      let error = 0;
      for (let of = 0; of < binCount; of++) error += Math.abs(bins[own * binCount + of] ?? 0);
      out[base + fields - 2] = error / n;
      out[base + fields - 1] = (out[base + fields - 1] ?? 0) / n;
    }
  };
}
