import { at } from "../../base/ndarray.js";
import { argmaxRows } from "../class-scores.js";
import type { Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";
import type { CalibrationMeasures } from "./recalibration-results.js";

const binCount = 15;
const cellCount = 4 * binCount;
const half = 0.5;

/** Numbers of a row in `values`: Brier score, −ln p(label), largest probability against being right by it, score against label. */
const width = 4;

/** Labelled rows with scores, and what each of them adds to the measures. */
export interface CalibrationRows {
  readonly labels: Column;
  /** Row-major [n, K]. */
  readonly probabilities: Column;
  readonly classCount: number;
  /** Row-major [n, 4]: Brier score; −ln p(label); right by the largest probability, minus that; score of the second of two classes minus label. */
  readonly values: Float64Array;
  /** [n]: 4 · bin of the largest probability, of 15, + 2 · label + called positive, both 0 unless there are two classes. */
  readonly code: Uint8Array;
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
  const values = new Float64Array(width * rows);
  const code = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const [label, top] = [labels[row] ?? 0, largest[row] ?? 0];
    let sum = 0;
    for (let other = 0; other < classCount; other++) {
      sum += ((probabilities[row * classCount + other] ?? NaN) - (other === label ? 1 : 0)) ** 2;
    }
    const own = probabilities[row * classCount + label] ?? NaN;
    const confidence = probabilities[row * classCount + top] ?? NaN;
    const score = probabilities[row * classCount + 1] ?? NaN;
    values[width * row] = classCount === 2 ? sum / 2 : sum;
    values[width * row + 1] = -Math.log(Math.max(own, Number.EPSILON));
    values[width * row + 2] = (top === label ? 1 : 0) - confidence;
    values[width * row + 3] = score - label;
    const bin = Math.max(0, Math.ceil(confidence * binCount) - 1);
    code[row] = 4 * bin + (classCount === 2 ? 2 * label + (score >= half ? 1 : 0) : 0);
  }
  return { labels, probabilities, classCount, values, code };
}

/** A column of `values`: 0 the Brier score, 1 −ln p(label). */
export function calibrationColumn({ values, code }: CalibrationRows, place: 0 | 1): Float64Array {
  return new Float64Array(code.length).map((_, row) => values[width * row + place] ?? NaN);
}

/** Calibration of each group: groups [n] 0..G-1, -1 none -> [G]. */
export function calibrationMeasures(
  rows: CalibrationRows,
  groups: Int32Array,
  groupCount: number,
): CalibrationMeasures[] {
  const { totals, bins, cells } = sumRows(rows, groups, groupCount);
  return Array.from({ length: groupCount }, (_, group) => {
    const own = cells.subarray(group * cellCount, (group + 1) * cellCount);
    const n = own.reduce((sum, count) => sum + count, 0);
    const mean = (sum: number): Metric => (n === 0 ? undefinedMetric("no rows") : sum / n);
    const total = (place: number) => at(totals, group * width + place);
    const excess = bins.subarray(group * binCount, (group + 1) * binCount);
    const rowsOf = (label: number, called: number) =>
      own.reduce((sum, count, code) => sum + (code % 4 === 2 * label + called ? count : 0), 0);
    return {
      n,
      ece: mean(excess.reduce((sum, one) => sum + Math.abs(one), 0)),
      brier: mean(total(0)),
      log_loss: mean(total(1)),
      ...(rows.classCount === 2
        ? {
            excess: mean(total(3)),
            sensitivity: shareOf(rowsOf(1, 1), rowsOf(1, 0), "no positives"),
            specificity: shareOf(rowsOf(0, 0), rowsOf(0, 1), "no negatives"),
          }
        : {}),
    };
  });
}

function shareOf(hits: number, misses: number, reason: string): Metric {
  return hits + misses === 0 ? undefinedMetric(reason) : hits / (hits + misses);
}

/** Sums of `values` of each group [G, 4], of their third by bin [G, 15], and rows by code [G, 60]. */
function sumRows({ values, code }: CalibrationRows, groups: Int32Array, groupCount: number) {
  const totals = new Float64Array(groupCount * width);
  const bins = new Float64Array(groupCount * binCount);
  const cells = new Int32Array(groupCount * cellCount);
  for (let row = 0; row < groups.length; row++) {
    const group = groups[row] ?? -1;
    if (group < 0) continue;
    const [from, to, own] = [width * row, width * group, code[row] ?? 0];
    totals[to] = (totals[to] ?? 0) + (values[from] ?? NaN);
    totals[to + 1] = (totals[to + 1] ?? 0) + (values[from + 1] ?? NaN);
    totals[to + 3] = (totals[to + 3] ?? 0) + (values[from + 3] ?? NaN);
    const bin = group * binCount + (own >> 2);
    bins[bin] = (bins[bin] ?? 0) + (values[from + 2] ?? NaN);
    const cell = group * cellCount + own;
    cells[cell] = (cells[cell] ?? 0) + 1;
  }
  return { totals, bins, cells };
}
