import { at } from "../../base/ndarray.js";
import { argmaxRows } from "../class-scores.js";
import type { Column } from "../columns.js";
import { countCells } from "./cell-counter.js";
import type { GroupEngine } from "./group-engine.js";
import {
  areaOf,
  averagePrecisionOf,
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
  const columns = {
    labels: new Int32Array(rows),
    hit: new Uint8Array(rows),
    top: new Uint8Array(rows),
    brier: new Float64Array(rows),
    confidence: new Float64Array(rows),
    bin: new Uint8Array(rows),
  };
  const kind = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const label = labels[row] ?? 0;
    const top = largest[row] ?? 0;
    const isPositive = (probabilities[row * classCount + 1] ?? 0) >= (threshold ?? 0) ? 1 : 0;
    const called = threshold === null || classCount !== 2 ? top : isPositive;
    const confidence = probabilities[row * classCount + top] ?? 0;
    const bin = Math.max(0, Math.ceil(confidence * binCount) - 1);
    columns.labels[row] = label;
    columns.hit[row] = called === label ? 1 : 0;
    columns.top[row] = top === label ? 1 : 0;
    columns.brier[row] = brierOf(row, label, probabilities, classCount);
    columns.confidence[row] = confidence;
    columns.bin[row] = bin;
    kind[row] = called + 2 * top + 4 * bin;
  }
  const ranked = classCount === 2 ? [1] : Array.from({ length: classCount }, (_, label) => label);
  return {
    classCount,
    ...columns,
    levels: ranked.map((label) =>
      scoreLevels(
        scoresOf(probabilities, classCount, label),
        most,
        classCount === 2 ? kind : undefined,
      ),
    ),
  };
}

/** The column of a class, [n], of probabilities [n, K]. */
export function scoresOf(probabilities: Column, classCount: number, label: number): Float64Array {
  const scores = new Float64Array(probabilities.length / classCount);
  for (let row = 0; row < scores.length; row++) {
    scores[row] = probabilities[row * classCount + label] ?? NaN;
  }
  return scores;
}

function brierOf(row: number, label: number, probabilities: Column, classCount: number): number {
  let sum = 0;
  for (let other = 0; other < classCount; other++) {
    sum += ((probabilities[row * classCount + other] ?? NaN) - (other === label ? 1 : 0)) ** 2;
  }
  return classCount === 2 ? sum / 2 : sum;
}

/**
 * Raw sums of a group of classes, 2K + 4 of them: rows of each class [K], of these rightly called [K], AUROC (macro, one
 * against the rest; of two classes of the second), average precision (of two classes; else NaN), expected calibration
 * error of the largest probability, Brier score. NaN where undefined.
 */
const classFields = (classCount: number): number => 2 * classCount + 4;

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
  const items = byCell ? cellItems(rows, at(slots, 0)) : rowItems(rows, groups);
  const addItems = createItemSums(items, classCount, groupCount);
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
    addItems(weights, out, offset);
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

/** What is summed by weight: rows, or cells of rows that are alike. */
interface Items {
  /** [m], place of the item's weight. */
  readonly source: Int32Array;
  readonly group: Int32Array;
  readonly label: Int32Array;
  /** [m], means over the rows of the item; all its rows have one `bin`. */
  readonly hit: Float64Array;
  readonly brier: Float64Array;
  /** Right by the largest probability, minus the confidence. */
  readonly excess: Float64Array;
  readonly bin: Uint8Array;
}

/** Places of the numbers of 0 or more. */
function presentRows(numbers: Int32Array | Float64Array): Int32Array {
  const places = new Int32Array(numbers.length);
  let count = 0;
  for (let place = 0; place < numbers.length; place++) {
    if ((numbers[place] ?? -1) < 0) continue;
    places[count] = place;
    count += 1;
  }
  return places.slice(0, count);
}

/** Rows that are in a group, one by one. */
function rowItems(rows: ClassRows, groups: Int32Array): Items {
  const source = presentRows(groups);
  const size = source.length;
  const items = {
    source,
    group: new Int32Array(size),
    label: new Int32Array(size),
    hit: new Float64Array(size),
    brier: new Float64Array(size),
    excess: new Float64Array(size),
    bin: new Uint8Array(size),
  };
  for (let item = 0; item < size; item++) {
    const row = source[item] ?? 0;
    items.group[item] = groups[row] ?? 0;
    items.label[item] = rows.labels[row] ?? 0;
    items.hit[item] = rows.hit[row] ?? 0;
    items.brier[item] = rows.brier[row] ?? 0;
    items.excess[item] = (rows.top[row] ?? 0) - (rows.confidence[row] ?? 0);
    items.bin[item] = rows.bin[row] ?? 0;
  }
  return items;
}

/** Cells that have rows: of one score (or neighbouring ones), one label and one group. */
function cellItems(rows: ClassRows, { cell, group, counts }: RankedSlots): Items {
  const size = counts.length - 1;
  const n = new Float64Array(size);
  const sums = { hit: n.slice(), brier: n.slice(), excess: n.slice() };
  const bins = new Uint8Array(size);
  for (let row = 0; row < cell.length; row++) {
    const own = cell[row] ?? size;
    if (own === size) continue;
    n[own] = (n[own] ?? 0) + 1;
    sums.hit[own] = (sums.hit[own] ?? 0) + (rows.hit[row] ?? 0);
    sums.brier[own] = (sums.brier[own] ?? 0) + (rows.brier[row] ?? 0);
    const excess = (rows.top[row] ?? 0) - (rows.confidence[row] ?? 0);
    sums.excess[own] = (sums.excess[own] ?? 0) + excess;
    bins[own] = rows.bin[row] ?? 0;
  }
  const source = presentRows(n.map((count) => count - 1));
  const meanOf = (total: Float64Array) =>
    Float64Array.from(source, (own) => at(total, own) / at(n, own));
  return {
    source,
    group: source.map((own) => at(group, own >> 1)),
    label: source.map((own) => own & 1),
    hit: meanOf(sums.hit),
    brier: meanOf(sums.brier),
    excess: meanOf(sums.excess),
    bin: Uint8Array.from(source, (own) => at(bins, own)),
  };
}

/** Rows and hits by class, calibration error and Brier score of each group, added to the raw sums. */
function createItemSums(items: Items, classCount: number, groupCount: number) {
  const { source, hit, brier, excess } = items;
  const fields = classFields(classCount);
  const bins = new Float64Array(groupCount * binCount);
  const briers = new Float64Array(groupCount);
  const group = items.group;
  const countAt = group.map((own, item) => own * fields + at(items.label, item));
  const binAt = group.map((own, item) => own * binCount + at(items.bin, item));
  return (weights: Int32Array, out: Float64Array, offset: number): void => {
    bins.fill(0);
    briers.fill(0);
    for (let item = 0; item < source.length; item++) {
      const weight = weights[source[item] ?? 0] ?? 0;
      if (weight === 0) continue;
      const count = offset + (countAt[item] ?? 0);
      out[count] = (out[count] ?? 0) + weight;
      const hits = count + classCount;
      out[hits] = (out[hits] ?? 0) + weight * (hit[item] ?? 0);
      const own = group[item] ?? 0;
      briers[own] = (briers[own] ?? 0) + weight * (brier[item] ?? 0);
      const place = binAt[item] ?? 0;
      bins[place] = (bins[place] ?? 0) + weight * (excess[item] ?? 0);
    }
    for (let own = 0; own < groupCount; own++) {
      const base = offset + own * fields;
      let n = 0;
      for (let label = 0; label < classCount; label++) n += out[base + label] ?? 0;
      let error = 0;
      for (let bin = 0; bin < binCount; bin++) error += Math.abs(bins[own * binCount + bin] ?? 0);
      out[base + fields - 2] = error / n;
      out[base + fields - 1] = (briers[own] ?? 0) / n;
    }
  };
}
