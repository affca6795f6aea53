import { at } from "../../base/ndarray.js";
import { checkFinite, rowCount, type Column } from "../columns.js";
import type { Metric } from "../metric.js";
import { pearson } from "./pearson.js";

/**
 * Spearman's rank correlation: {@link pearson} of the ranks, equal values having the mean of their ranks. [n], [n] -> −1..1.
 * Undefined with fewer than two rows, or when all values of either are equal.
 * @source as scipy.stats.spearmanr, which gives NaN where we say undefined.
 * @throws DataError when lengths differ or a number is not finite.
 */
export function spearman(left: Column, right: Column): Metric {
  rowCount("spearman", { left, right });
  checkFinite("spearman", "left", left);
  checkFinite("spearman", "right", right);
  return pearson(ranksOf(left), ranksOf(right));
}

/** Ranks from 0, ties the mean of theirs. */
function ranksOf(values: Column): Float64Array {
  const order = Int32Array.from({ length: values.length }, (_, row) => row).sort(
    (first, second) => at(values, first) - at(values, second),
  );
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    const value = at(values, at(order, start));
    let end = start + 1;
    while (end < order.length && at(values, at(order, end)) === value) end++;
    for (let place = start; place < end; place++) ranks[at(order, place)] = (start + end - 1) / 2;
    start = end;
  }
  return ranks;
}
