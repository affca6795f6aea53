import { at } from "../../base/ndarray.js";
import { argmaxRows } from "../class-scores.js";
import type { Column } from "../columns.js";
import { binCount, classFields, sumsOfCells, sumsOfRows } from "./calibration-sums.js";
import { countCells } from "./cell-counter.js";
import type { GroupEngine } from "./group-engine.js";
import { areaOf, averagePrecisionOf, rankedSlots, rankSums, sweepSlots } from "./ranked-slots.js";
import { scoreLevels, type ScoreLevels } from "./score-levels.js";

/** Rows with classes and what a model says, prepared for any grouping. */
export interface ClassRows {
  readonly classCount: number;
  /** [n], 0..K-1. */
  readonly labels: Int32Array;
  /** [n], 1 where the row is called what it is. */
  readonly hit: Uint8Array;
  /** [n], of the row alone. */
  readonly brier: Float64Array;
  /** [n], bin of the largest probability, of 15. */
  readonly bin: Uint8Array;
  /** [n], 1 or 0, the largest probability being that of the label or not, minus that probability. */
  readonly excess: Float64Array;
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
    brier: new Float64Array(rows),
    excess: new Float64Array(rows),
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
    columns.brier[row] = brierOf(row, label, probabilities, classCount);
    columns.excess[row] = (top === label ? 1 : 0) - confidence;
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
