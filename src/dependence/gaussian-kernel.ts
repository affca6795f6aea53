import { at } from "../base/ndarray.js";
import { add, div, exp, floor, mul, neg, sub } from "../graph/ops/elementwise.js";
import { gather } from "../graph/ops/gather.js";
import { mean, reshape, sum } from "../graph/ops/reduce.js";
import { and, cast, greater, maximum, stopGradient, where } from "../graph/ops/select.js";
import { sort } from "../graph/ops/sort.js";
import { constant, scalar } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";

/** σ of a Gaussian kernel: a number, or the median heuristic over the batch. */
export type Bandwidth = "median" | number;

/** Pairs of rows that the median is taken over, at most. */
const medianPairs = 4096;
/** σ² is at least this, so that features of one value have a kernel of ones. */
const squaredBandwidthFloor = 1e-6;

/** exp(−d² / (2σ²)): squared distances, squared bandwidth [] -> the same shape, in [0, 1]. */
export function gaussianKernel(squaredDistances: Tensor, squaredBandwidth: Tensor): Tensor {
  return exp(neg(div(squaredDistances, mul(squaredBandwidth, 2))));
}

/**
 * σ² of a Gaussian kernel over rows [N, F], [], through which no gradient flows. `median`: the median of the squared
 * distances of different rows that count (the mean of the two middle ones for an even number); their mean where the
 * median is 0, as it is for a side of few values; at least 10⁻⁶. Up to 91 rows all pairs are used, above that about
 * 4096: each row with the few that follow it (the batch is in random order).
 * @param valid bool [N] or null: rows that count.
 */
export function squaredBandwidth(bandwidth: Bandwidth, rows: Tensor, valid: Tensor | null): Tensor {
  if (bandwidth !== "median") return scalar(bandwidth * bandwidth);
  const { first, second } = chosenPairs(at(rows.shape, 0));
  const pick = (x: Tensor, chosen: readonly number[]) =>
    gather(x, constant(chosen, [chosen.length], "int64"));
  const fixed = stopGradient(rows);
  const difference = sub(pick(fixed, first), pick(fixed, second));
  const values = sum(mul(difference, difference), { axes: [1] });
  if (valid === null) return settle(sort(values)[0], scalar(first.length), mean(values));
  const counted = and(pick(valid, first), pick(valid, second));
  const count = maximum(sum(cast(counted, "float32")), 1);
  const average = div(sum(where(counted, values, 0)), count);
  return settle(sort(where(counted, values, 1e30))[0], count, average);
}

/** Median of the first `count` of the sorted values, or their mean where it is 0. */
function settle(sorted: Tensor, count: Tensor, average: Tensor): Tensor {
  const middle = (shift: number) => {
    const index = maximum(floor(mul(add(count, shift), 0.5)), 0);
    return reshape(gather(sorted, reshape(cast(index, "int64"), [1])), []);
  };
  const median = mul(add(middle(-1), middle(0)), 0.5);
  const value = maximum(where(greater(median, 0), median, average), squaredBandwidthFloor);
  return stopGradient(value);
}

/** Pairs of different rows that the median is taken over, in the order of their distance in the batch. */
export function chosenPairs(batch: number): {
  readonly first: number[];
  readonly second: number[];
} {
  const all = (batch * (batch - 1)) / 2 <= medianPairs;
  const shifts = all ? batch - 1 : Math.max(1, Math.floor(medianPairs / batch));
  const [first, second]: [number[], number[]] = [[], []];
  for (let shift = 1; shift <= shifts; shift++) {
    // Round the end of the batch every row is in equally many pairs; for all pairs that would take each twice.
    for (let row = 0; row < (all ? batch - shift : batch); row++) {
      first.push(row);
      second.push((row + shift) % batch);
    }
  }
  return { first, second };
}
