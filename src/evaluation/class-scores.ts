import { DataError } from "../base/errors.js";
import { sigmoid } from "../base/logistic.js";
import { checkFinite, checkIndices, type Column } from "./columns.js";

/**
 * Number of classes of row-major scores [n, K].
 * @throws DataError when `scores.length` is no multiple of `rows`, or K < 2. With 0 rows, K is 2.
 */
export function classCountOf(where: string, scores: Column, rows: number): number {
  if (rows === 0 && scores.length === 0) return 2;
  const classes = scores.length / rows;
  if (!Number.isInteger(classes) || classes < 2) {
    throw new DataError(where, "scores are not a table of rows x classes", {
      rows,
      scores: scores.length,
    });
  }
  return classes;
}

/** Class with the largest score of each row of [n, K]; ties go to the lower class. */
export function argmaxRows(scores: Column, classCount: number): Int32Array {
  const largest = new Int32Array(scores.length / classCount);
  for (let row = 0; row < largest.length; row++) {
    const start = row * classCount;
    let best = 0;
    for (let label = 1; label < classCount; label++) {
      if ((scores[start + label] ?? NaN) > (scores[start + best] ?? NaN)) best = label;
    }
    largest[row] = best;
  }
  return largest;
}

/** Row-wise softmax of logits [n, K], shifted by the row's maximum: logits of ±1e4 do not overflow. */
export function softmaxRows(logits: Column, classCount: number): Float64Array {
  const result = Float64Array.from(logits);
  for (let start = 0; start < result.length; start += classCount) {
    const row = result.subarray(start, start + classCount);
    const maximum = row.reduce((left, right) => Math.max(left, right), -Infinity);
    const exponentials = row.map((logit) => Math.exp(logit - maximum));
    const sum = exponentials.reduce((left, right) => left + right, 0);
    row.set(exponentials.map((value) => value / sum));
  }
  return result;
}

/** 1/(1 + e^−x) of each logit: probabilities of several labels. */
export function sigmoids(logits: Column): Float64Array {
  return Float64Array.from(logits, sigmoid);
}

/**
 * Number of classes K of a table of probabilities [n, K], after checking labels (0..K-1) and
 * probabilities (each in 0..1, each row summing to 1 within 1e-3).
 * @throws DataError naming the first bad row.
 */
export function checkProbabilities(where: string, labels: Column, probabilities: Column): number {
  const classes = classCountOf(where, probabilities, labels.length);
  checkIndices(where, "label", labels, classes);
  checkFinite(where, "probabilities: entry", probabilities);
  for (let row = 0; row < labels.length; row++) {
    let sum = 0;
    for (let label = 0; label < classes; label++) {
      const probability = probabilities[row * classes + label] ?? NaN;
      if (probability < 0 || probability > 1) {
        throw new DataError(where, `probability of class ${label}, row ${row}`, {
          expected: "0..1",
          got: probability,
          advice: "Logits become probabilities by softmax.",
        });
      }
      sum += probability;
    }
    if (Math.abs(sum - 1) > 1e-3) {
      throw new DataError(where, `sum of the probabilities of row ${row}`, {
        expected: 1,
        got: sum,
        advice: "Divide each row by its sum.",
      });
    }
  }
  return classes;
}
