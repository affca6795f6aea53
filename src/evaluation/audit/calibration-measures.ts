import { at } from "../../base/ndarray.js";
import { argmaxRows } from "../class-scores.js";
import type { Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";
import type { CalibrationMeasures } from "./recalibration-results.js";

const binCount = 15;
const half = 0.5;

/** Labelled rows with scores, and what each of them adds to the measures. */
export interface CalibrationRows {
  readonly labels: Column;
  /** Row-major [n, K]. */
  readonly probabilities: Column;
  readonly classCount: number;
  /** [n]: Brier score and −ln p(label) of the row. */
  readonly brier: Float64Array;
  readonly logLoss: Float64Array;
  /** [n]: right by the largest probability, minus that, and its bin of 15. */
  readonly excess: Float64Array;
  readonly bin: Uint8Array;
}

/**
 * Prepare rows for {@link calibrationMeasures}: each row is looked at once, however many groupings there are.
 * @source as `brier`, `logLoss` and `expectedCalibrationError`.
 */
export function calibrationRows(
  labels: Column,
  probabilities: Column,
  classCount: number,
): CalibrationRows {
  const rows = labels.length;
  const largest = argmaxRows(probabilities, classCount);
  const brier = new Float64Array(rows);
  const logLoss = new Float64Array(rows);
  const excess = new Float64Array(rows);
  const bin = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const [label, top] = [labels[row] ?? 0, largest[row] ?? 0];
    let sum = 0;
    for (let other = 0; other < classCount; other++) {
      sum += ((probabilities[row * classCount + other] ?? NaN) - (other === label ? 1 : 0)) ** 2;
    }
    brier[row] = classCount === 2 ? sum / 2 : sum;
    const own = probabilities[row * classCount + label] ?? NaN;
    logLoss[row] = -Math.log(Math.max(own, Number.EPSILON));
    const confidence = probabilities[row * classCount + top] ?? NaN;
    excess[row] = (top === label ? 1 : 0) - confidence;
    bin[row] = Math.max(0, Math.ceil(confidence * binCount) - 1);
  }
  return { labels, probabilities, classCount, brier, logLoss, excess, bin };
}

/** Calibration of each group: groups [n] 0..G-1, -1 none -> [G]. */
export function calibrationMeasures(
  rows: CalibrationRows,
  groups: Int32Array,
  groupCount: number,
): CalibrationMeasures[] {
  const sums = sumRows(rows, groups, groupCount);
  return Array.from({ length: groupCount }, (_, group) => {
    const n = at(sums.counts, group);
    const mean = (sum: Float64Array): Metric => n === 0 ? undefinedMetric("no rows") : at(sum, group) / n; // prettier-ignore
    const bins = sums.bins.subarray(group * binCount, (group + 1) * binCount);
    const excess = bins.reduce((sum, one) => sum + Math.abs(one), 0);
    return {
      n,
      ece: n === 0 ? undefinedMetric("no rows") : excess / n,
      brier: mean(sums.brier),
      log_loss: mean(sums.logLoss),
      ...(rows.classCount === 2
        ? {
            excess: mean(sums.over),
            sensitivity: rateOf(sums.called, 2 * group + 1, sums.labels, "no positives"),
            specificity: rateOf(sums.called, 2 * group, sums.labels, "no negatives"),
          }
        : {}),
    };
  });
}

function rateOf(hits: Float64Array, place: number, counts: Float64Array, reason: string): Metric {
  return at(counts, place) === 0 ? undefinedMetric(reason) : at(hits, place) / at(counts, place);
}

function sumRows(rows: CalibrationRows, groups: Int32Array, groupCount: number) {
  const { labels, probabilities, classCount } = rows;
  const zeros = (size: number) => new Float64Array(size);
  const sums = {
    counts: zeros(groupCount),
    brier: zeros(groupCount),
    logLoss: zeros(groupCount),
    bins: zeros(groupCount * binCount),
    /** Score of the second class minus 1 for its rows. */
    over: zeros(groupCount),
    /** Rows of each of two classes, and those called so. */
    labels: zeros(2 * groupCount),
    called: zeros(2 * groupCount),
  };
  for (let row = 0; row < groups.length; row++) {
    const group = groups[row] ?? -1;
    if (group < 0) continue;
    const add = (sum: Float64Array, place: number, value: number) => {
      sum[place] = (sum[place] ?? 0) + value;
    };
    add(sums.counts, group, 1);
    add(sums.brier, group, rows.brier[row] ?? NaN);
    add(sums.logLoss, group, rows.logLoss[row] ?? NaN);
    add(sums.bins, group * binCount + (rows.bin[row] ?? 0), rows.excess[row] ?? NaN);
    if (classCount !== 2) continue;
    const [label, score] = [labels[row] ?? 0, probabilities[2 * row + 1] ?? NaN];
    add(sums.over, group, score - label);
    add(sums.labels, 2 * group + label, 1);
    add(sums.called, 2 * group + label, (score >= half ? 1 : 0) === label ? 1 : 0);
  }
  return sums;
}
