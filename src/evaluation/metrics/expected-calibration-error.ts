import { at } from "../../base/ndarray.js";
import { argmaxRows, checkProbabilities } from "../class-scores.js";
import type { Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";

const binCount = 15;

/**
 * Expected calibration error of the top label: Σ_b (n_b / n)·|accuracy_b − confidence_b| over 15 bins
 * of equal width (lower, upper], where confidence is the largest probability of a row.
 *
 * labels [n], probabilities row-major [n, K] -> 0..1. Biased upwards for small n. Undefined without rows.
 * @source Guo et al. 2017, eq. 3.
 * @throws DataError when the table does not fit the labels or holds no probabilities.
 */
export function expectedCalibrationError(labels: Column, probabilities: Column): Metric {
  const classes = checkProbabilities("expectedCalibrationError", labels, probabilities);
  const rows = labels.length;
  if (rows === 0) return undefinedMetric("no rows");
  const predictions = argmaxRows(probabilities, classes);
  const excess = new Float64Array(binCount);
  for (let row = 0; row < rows; row++) {
    const prediction = at(predictions, row);
    const confidence = at(probabilities, row * classes + prediction);
    const bin = Math.max(0, Math.ceil(confidence * binCount) - 1);
    excess[bin] = at(excess, bin) + (prediction === at(labels, row) ? 1 : 0) - confidence;
  }
  return excess.reduce((sum, value) => sum + Math.abs(value), 0) / rows;
}
