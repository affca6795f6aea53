import { at } from "../base/ndarray.js";
import { DataError } from "../base/errors.js";
import type { Column } from "../evaluation/columns.js";
import { undefinedMetric, type Metric } from "../evaluation/metric.js";

/**
 * Mutual information of two label columns, nats, from their counts: Σ p(a, b) log( p(a, b) / (p(a) p(b)) ).
 * Rows where either is missing (-1) are left out. Two parts that each know their own variable share at least
 * this much: the floor of every estimate on these rows. Biased up by about (A − 1)(B − 1) / 2n.
 * @param weights [n], how often a row counts; 1 if not given.
 * @throws DataError where the columns differ in length.
 */
export function labelInformation(left: Column, right: Column, weights?: Column): Metric {
  if (left.length !== right.length || (weights !== undefined && weights.length !== left.length)) {
    throw new DataError("label information", "columns differ in length", {
      left: left.length,
      right: right.length,
    });
  }
  const joint = new Map<string, number>();
  const [ofLeft, ofRight] = [new Map<number, number>(), new Map<number, number>()];
  let total = 0;
  for (let row = 0; row < left.length; row++) {
    const [a, b] = [at(left, row), at(right, row)];
    const weight = weights === undefined ? 1 : at(weights, row);
    if (a < 0 || b < 0 || weight === 0) continue;
    total += weight;
    joint.set(`${a},${b}`, (joint.get(`${a},${b}`) ?? 0) + weight);
    ofLeft.set(a, (ofLeft.get(a) ?? 0) + weight);
    ofRight.set(b, (ofRight.get(b) ?? 0) + weight);
  }
  if (total === 0) return undefinedMetric("no rows where both are known");
  let information = 0;
  for (const [a, countA] of ofLeft) {
    for (const [b, countB] of ofRight) {
      const count = joint.get(`${a},${b}`) ?? 0;
      if (count > 0) information += (count / total) * Math.log((count * total) / (countA * countB));
    }
  }
  return Math.max(0, information);
}
