import { at } from "../../base/ndarray.js";
import { sortOrder } from "../../base/sort-order.js";
import { rowCount, type Column } from "../columns.js";
import { undefinedMetric, type Undefined } from "../metric.js";
import type { Interval } from "./interval.js";
import { studentQuantile } from "./student.js";

/**
 * 95 % interval of the mean of rows, those of a subject taken together: m ± t · √(S / (S − 1) Σ_s (Σ_i (x_i − m))²) / n, t of S − 1
 * degrees of freedom, S subjects.
 *
 * values [n], subjects [n] whole numbers of 0 or more. With one row a subject it is that of Student's t test.
 * Undefined with fewer than two subjects.
 * @source linearised variance of a ratio: Cochran 1977, section 11.
 * @throws DataError when lengths differ.
 */
export function clusteredMean(
  values: Column,
  subjects: Column,
): { readonly mean: number; readonly interval: Interval | Undefined } | Undefined {
  const rows = rowCount("clusteredMean", { values, subjects });
  if (rows === 0) return undefinedMetric("no rows");
  let total = 0;
  for (let row = 0; row < rows; row++) total += at(values, row);
  const mean = total / rows;
  const order = sortOrder(subjects);
  let [count, squares, sum] = [0, 0, 0];
  for (let place = 0; place < rows; place++) {
    const row = at(order, place);
    sum += at(values, row) - mean;
    if (place + 1 < rows && at(subjects, at(order, place + 1)) === at(subjects, row)) continue;
    count += 1;
    squares += sum * sum;
    sum = 0;
  }
  if (count < 2) return { mean, interval: undefinedMetric("fewer than two subjects") };
  const error = Math.sqrt((count / (count - 1)) * squares) / rows;
  const half = studentQuantile(0.975, count - 1) * error;
  const method = "mean by subject, Student's t";
  return { mean, interval: { low: mean - half, high: mean + half, level: 0.95, method } };
}
