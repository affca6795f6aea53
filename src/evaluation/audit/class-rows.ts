import { argmaxRows } from "../class-scores.js";
import type { Column } from "../columns.js";
import { scoreLevels, type ScoreLevels } from "./score-levels.js";

/** Ranges of the largest probability. */
export const binCount = 15;

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
