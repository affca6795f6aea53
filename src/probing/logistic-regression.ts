import { at } from "../base/ndarray.js";
import { minimise } from "./minimise.js";
import type { FitRows } from "./probe.js";

/** Weights [classes, width] and one intercept a class. */
export interface LogisticModel {
  readonly width: number;
  readonly classes: number;
  readonly weights: Float64Array;
  readonly intercepts: Float64Array;
}

/**
 * Multinomial logistic regression with L2: the minimum of Σ_i −log p(y_i | x_i) + ‖W‖² / (2·C),
 * p = softmax(W x + b), C = `inverseStrength`. Intercepts are not penalised. Each class has its weights, for
 * two classes too, so that their C is half of that of a single weight vector.
 * Solved by L-BFGS in float64; the objective is divided by the number of rows.
 * @source scikit-learn LogisticRegression (C = 1 by default), multinomial; equal to 5 digits in the tests.
 */
export function fitLogistic(fit: FitRows, inverseStrength = 1): LogisticModel {
  const { width, classes } = fit;
  const size = classes * width;
  const found = minimise(
    (point, gradient) => lossAt(point, gradient, fit, inverseStrength),
    new Float64Array(size + classes),
  );
  return { width, classes, weights: found.slice(0, size), intercepts: found.slice(size) };
}

/** Class with the highest probability for each row of `query` [m, width]; ties go to the lower class. */
export function predictLogistic(model: LogisticModel, query: Float64Array): Int32Array {
  const { width, classes, weights, intercepts } = model;
  const logits = new Float64Array(classes);
  return Int32Array.from({ length: query.length / width }, (_, row) => {
    writeLogits(logits, query, row, width, weights, intercepts);
    return logits.indexOf(Math.max(...logits));
  });
}

function writeLogits(
  logits: Float64Array,
  features: Float64Array,
  row: number,
  width: number,
  weights: Float64Array,
  intercepts: Float64Array,
): void {
  for (let label = 0; label < logits.length; label++) {
    let sum = at(intercepts, label);
    for (let feature = 0; feature < width; feature++) {
      sum += (weights[label * width + feature] ?? 0) * (features[row * width + feature] ?? 0);
    }
    logits[label] = sum;
  }
}

function lossAt(
  point: Float64Array,
  gradient: Float64Array,
  { width, features, labels, classes }: FitRows,
  inverseStrength: number,
): number {
  const size = classes * width;
  const weights = point.subarray(0, size);
  const intercepts = point.subarray(size);
  const n = labels.length;
  const logits = new Float64Array(classes);
  gradient.fill(0);
  let loss = 0;
  for (let row = 0; row < n; row++) {
    writeLogits(logits, features, row, width, weights, intercepts);
    const top = Math.max(...logits);
    let sum = 0;
    for (const logit of logits) sum += Math.exp(logit - top);
    const logSum = top + Math.log(sum);
    const truth = at(labels, row);
    loss += logSum - at(logits, truth);
    for (let label = 0; label < classes; label++) {
      const error = Math.exp(at(logits, label) - logSum) - (label === truth ? 1 : 0);
      gradient[size + label] = at(gradient, size + label) + error;
      const offset = label * width;
      for (let feature = 0; feature < width; feature++) {
        gradient[offset + feature] =
          (gradient[offset + feature] ?? 0) + error * (features[row * width + feature] ?? 0);
      }
    }
  }
  for (let index = 0; index < size; index++) {
    const weight = at(weights, index);
    loss += (weight * weight) / (2 * inverseStrength);
    gradient[index] = at(gradient, index) + weight / inverseStrength;
  }
  for (let index = 0; index < gradient.length; index++) gradient[index] = at(gradient, index) / n;
  return loss / n;
}
