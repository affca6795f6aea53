import { z } from "zod";
import { ConfigError } from "../base/errors.js";
import { add, div, mul, sub } from "../graph/ops/elementwise.js";
import { pairwiseSquaredDistances } from "../graph/ops/distance.js";
import { concat, transpose } from "../graph/ops/movement.js";
import { reshape, sum } from "../graph/ops/reduce.js";
import { cast, greater, where } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import { bandwidthSetting, standardiseSetting } from "./closed-form-settings.js";
import { countRows } from "./counted-pair.js";
import { gaussianKernel, squaredBandwidth } from "./gaussian-kernel.js";
import type { DependenceMeasure, PairShape } from "./measure.js";
import { requireMatrixMemory, requireShape } from "./requirements.js";
import { rowPairs, sumWithin } from "./row-pairs.js";
import { positive, weightedMean } from "./score-means.js";

/** Settings of {@link mmd}. */
export const mmdConfig = z.strictObject({
  name: z
    .literal("mmd")
    .describe(
      "maximum mean discrepancy of the two sides: equality of their laws, not independence",
    ),
  bandwidth: bandwidthSetting,
  standardise: standardiseSetting(false),
});

/** Settings without their name. */
export type MmdOptions = Readonly<Omit<z.infer<typeof mmdConfig>, "name">>;

/** Widths of the kernels, as multiples of σ. */
const widths = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8];

/**
 * Maximum mean discrepancy between the laws of the two sides, squared, with a mean of seven Gaussian kernels of widths
 * σ/8 … 8σ:
 *
 *   M = mean over pairs i ≠ j of k(x_i, x_j) + k(y_i, y_j) − k(x_i, y_j) − k(x_j, y_i)
 *
 * **This does not measure dependence.** It compares the marginal laws of two sides of equal width. x = y, as dependent
 * as can be, has M = 0; independent sides of different laws have M > 0. It is here because benchmarks use it as a
 * penalty between parts of the features. No unit. Range [−2, 2]; 0 in expectation exactly for equal laws. U-statistic:
 * no bias for a fixed bandwidth, negative about half of the time there. B ≥ 2. Cost: 3·B² distances, 21·B² kernels.
 *
 * `bandwidth: median`: σ² is the median squared distance of the pooled rows of both sides, detached; see
 * {@link squaredBandwidth}. Pairs i, j have different owners. Strata (ours): M within a stratum, mean over strata weighted
 * by rows. Weights (ours): a pair counts w_i·w_j. `standardise` makes means and variances equal, so that only the shape
 * of the laws is left. Constant features: equal constants have M = 0, different ones M > 0; gradients are finite.
 *
 * @source Gretton et al. 2012, eq. 4 (m = n, rows in pairs); widths 2⁻³ … 2³ of Müller & Berens 2026.
 * @throws ConfigError where the sides differ in width, or a matrix would take more than 1.2 GB.
 */
export function mmd(shape: PairShape, options: MmdOptions): DependenceMeasure {
  requireShape("mmd", shape, {
    smallestBatch: 2,
    withoutWeights: null,
    rightSides: ["features", "continuous"],
  });
  requireMatrixMemory("mmd", shape);
  if (shape.left !== shape.right) {
    throw new ConfigError("method.measure", "mmd compares sides of equal width", {
      expected: shape.left,
      got: shape.right,
      advice: "Use distance-correlation or hsic.",
    });
  }
  const standardised = { left: options.standardise, right: options.standardise };
  return {
    name: "mmd",
    unit: "none",
    range: [-2, 2],
    critic: null,
    penalty: (_, pair) => {
      const counted = countRows("mmd", pair, shape, standardised);
      const { left, right, valid } = counted;
      const pooled = valid === null ? null : concat([valid, valid], 0);
      const bandwidth = squaredBandwidth(options.bandwidth, concat([left, right], 0), pooled);
      const kernel = (a: Tensor, b: Tensor) =>
        meanKernel(pairwiseSquaredDistances(a, b), bandwidth);
      const across = kernel(left, right);
      const discrepancy = sub(
        add(kernel(left, left), kernel(right, right)),
        add(across, transpose(across, [1, 0])),
      );
      const pairs = rowPairs(counted);
      const { rows, batch } = pairs;
      const weights = mul(
        cast(pairs.independent, "float32"),
        mul(reshape(rows, [batch, 1]), reshape(rows, [1, batch])),
      );
      const within = (matrix: Tensor) => sumWithin(pairs, sum(matrix, { axes: [1] }));
      const total = within(weights);
      const value = div(within(mul(discrepancy, weights)), positive(total));
      return weightedMean(value, where(greater(total, 0), rows, 0));
    },
    criticLoss: () => null,
  };
}

function meanKernel(squaredDistances: Tensor, squared: Tensor): Tensor {
  const kernels = widths.map((width) =>
    gaussianKernel(squaredDistances, mul(squared, width * width)),
  );
  return mul(
    kernels.reduce((total, kernel) => add(total, kernel)),
    1 / widths.length,
  );
}
