import { at } from "../../base/ndarray.js";
import { argmaxRows, checkProbabilities } from "../class-scores.js";
import { weightsOrOnes, type Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";

const binCount = 15;

/**
 * Expected calibration error of the top label: Σ_b (n_b / n)·|accuracy_b − confidence_b| over 15 bins
 * of equal width (lower, upper], where confidence is the largest probability of a row (ties: the lower class). With weights n_b and n are
 * sums of weights.
 *
 * labels [n], probabilities row-major [n, K], weights [n] -> 0..1. Biased upwards for small n. Undefined without rows or
 * when all weights are 0.
 * @source Guo et al. 2017, eq. 3; the weights are ours.
 * @throws DataError when the table does not fit the labels or holds no probabilities, or a weight is negative.
 */
export function expectedCalibrationError(
  labels: Column,
  probabilities: Column,
  weights?: Column,
): Metric {
  const classes = checkProbabilities("expectedCalibrationError", labels, probabilities);
  const rows = labels.length;
  const weight = weightsOrOnes("expectedCalibrationError", weights, rows);
  if (rows === 0) return undefinedMetric("no rows");
  const predictions = argmaxRows(probabilities, classes);
  const excess = new Float64Array(binCount);
  for (let row = 0; row < rows; row++) {
    const prediction = at(predictions, row);
    const confidence = at(probabilities, row * classes + prediction);
    const bin = Math.max(0, Math.ceil(confidence * binCount) - 1);
    const own = at(weight, row);
    excess[bin] = at(excess, bin) + (prediction === at(labels, row) ? own : 0) - own * confidence;
  }
  const total = weight.reduce((sum, value) => sum + value, 0);
  if (total === 0) return undefinedMetric("all weights are 0");
  return excess.reduce((sum, value) => sum + Math.abs(value), 0) / total;
}
