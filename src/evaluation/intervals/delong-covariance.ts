import { at } from "../../base/ndarray.js";
import { undefinedMetric, type Undefined } from "../metric.js";
import type { DelongParts } from "./delong-parts.js";

/**
 * Covariance of two AUROCs whose rows may be of the same subjects; of one with itself its variance.
 *
 * With a, b the sums of `ofPositives` and c, d those of `ofNegatives` of the left and the right AUROC,
 * I₁₀ / (I₁₀ − 1) Σ a b / (M M′) + I₀₁ / (I₀₁ − 1) Σ c d / (N N′) + I / (I − 1) Σ (a d / (M N′) + c b / (N M′)), over subjects;
 * I₁₀ of them have a positive, I₀₁ a negative, I any row. Rows of one subject may depend on each other in any way; where each
 * subject has one row it is DeLong's. Subjects of one side alone add nothing, so groups without common subjects have 0.
 *
 * Undefined where fewer than two subjects have a positive, or a negative.
 * @source Obuchowski 1997, of two models on the same rows. Ours: two sets of rows (two groups), where I counts the subjects of
 * either.
 */
export function delongCovariance(left: DelongParts, right: DelongParts): number | Undefined {
  const counts = { positive: 0, negative: 0, any: 0 };
  const sums = { positive: 0, negative: 0, crossed: 0 };
  let [one, other] = [0, 0];
  while (one < left.subjects.length || other < right.subjects.length) {
    const first = left.subjects[one] ?? Infinity;
    const second = right.subjects[other] ?? Infinity;
    const [a, b] = [first <= second ? one : -1, second <= first ? other : -1];
    counts.positive += left.hasPositive[a] === 1 || right.hasPositive[b] === 1 ? 1 : 0;
    counts.negative += left.hasNegative[a] === 1 || right.hasNegative[b] === 1 ? 1 : 0;
    counts.any += 1;
    if (a >= 0 && b >= 0) {
      const own = { up: at(left.ofPositives, a) / left.positives, down: at(left.ofNegatives, a) / left.negatives }; // prettier-ignore
      const his = { up: at(right.ofPositives, b) / right.positives, down: at(right.ofNegatives, b) / right.negatives }; // prettier-ignore
      sums.positive += own.up * his.up;
      sums.negative += own.down * his.down;
      sums.crossed += own.up * his.down + own.down * his.up;
    }
    if (a >= 0) one += 1;
    if (b >= 0) other += 1;
  }
  if (counts.positive < 2) return undefinedMetric("fewer than two subjects with positives");
  if (counts.negative < 2) return undefinedMetric("fewer than two subjects with negatives");
  const unbiased = (count: number) => count / (count - 1);
  return (
    unbiased(counts.positive) * sums.positive +
    unbiased(counts.negative) * sums.negative +
    unbiased(counts.any) * sums.crossed
  );
}
