import { z } from "zod";
import { pairwiseSquaredDistances } from "../graph/ops/distance.js";
import type { Tensor } from "../graph/tensor.js";
import { countRows } from "./counted-pair.js";
import { gaussianKernel, squaredBandwidth } from "./gaussian-kernel.js";
import { biasedCovariance, unbiasedCovariance } from "./kernel-covariance.js";
import { bandwidthSetting, estimatorSetting, standardiseSetting } from "./closed-form-settings.js";
import type { DependenceMeasure, PairShape } from "./measure.js";
import { requireMatrixMemory, requireShape } from "./requirements.js";
import { rowPairs } from "./row-pairs.js";
import { weightedMean } from "./score-means.js";

/** Settings of {@link hsic}. */
export const hsicConfig = z.strictObject({
  name: z.literal("hsic").describe("Hilbert–Schmidt independence criterion, Gaussian kernels"),
  estimator: estimatorSetting,
  bandwidth: bandwidthSetting,
  standardise: standardiseSetting(true),
});

/** Settings without their name. */
export type HsicOptions = Readonly<Omit<z.infer<typeof hsicConfig>, "name">>;

/**
 * Hilbert–Schmidt independence criterion with Gaussian kernels k(u, v) = exp(−|u − v|² / (2σ²)) on either side:
 *
 *   biased:    tr(K H L H) / n²,  H = I − 1/n
 *   unbiased:  mean over tuples of different rows of K_ij L_ij + K_ij L_qr − 2 K_ij L_ik
 *
 * No unit; biased in [0, 1], unbiased in [−2, 2] (negative near independence). In the limit 0 exactly for independent
 * sides, the kernels being characteristic; values depend on the bandwidths and are no MI. Biased is high by O(1/n):
 * 0.001 at n = 250. B ≥ 2 (biased) or 4 (unbiased); 0 where a stratum has fewer rows, or four owners. Cost: B²
 * kernels; unbiased two products of B³ where owners are given.
 *
 * `bandwidth: median`: σ² of a side is the median of its squared distances over the batch, detached, so that the encoder
 * cannot widen the kernel; see {@link squaredBandwidth}. With a number, standardised features are read by it.
 *
 * Owners: `unbiased` pairs different owners only; `biased` counts rows of one owner as it does the diagonal. Strata
 * (ours): mean over strata of the value within, weighted by rows; one bandwidth for all. Weights (ours, biased only): row i
 * is drawn with probability w_i / Σ w. Constant features: all kernels are 1, value and gradient are 0.
 *
 * @source Gretton et al. 2005, eq. 9 (there divided by (n − 1)²; ours by n², the V-statistic of 2008); Song et al. 2012,
 * eq. 5.
 * @throws ConfigError for `unbiased` with weights, or where a matrix would take more than 1.2 GB.
 */
export function hsic(shape: PairShape, options: HsicOptions): DependenceMeasure {
  const unbiased = options.estimator === "unbiased";
  requireShape("hsic", shape, {
    smallestBatch: unbiased ? 4 : 2,
    withoutWeights: unbiased ? "Use estimator: biased, which has one." : null,
    rightSides: null,
  });
  requireMatrixMemory("hsic", shape);
  const standardised = { left: options.standardise, right: options.standardise };
  const covariance = unbiased ? unbiasedCovariance : biasedCovariance;
  return {
    name: "hsic",
    unit: "none",
    range: unbiased ? [-2, 2] : [0, 1],
    critic: null,
    penalty: (_, pair) => {
      const counted = countRows("hsic", pair, shape, standardised);
      const kernel = (side: Tensor) => {
        const distances = pairwiseSquaredDistances(side, side);
        const bandwidth = squaredBandwidth(options.bandwidth, side, counted.valid);
        return gaussianKernel(distances, bandwidth);
      };
      const { between, mass } = covariance(rowPairs(counted), [
        kernel(counted.left),
        kernel(counted.right),
      ]);
      return weightedMean(between(0, 1), mass);
    },
    criticLoss: () => null,
  };
}
