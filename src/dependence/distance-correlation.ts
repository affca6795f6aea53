import { z } from "zod";
import { div, mul, sqrt } from "../graph/ops/elementwise.js";
import { pairwiseDistances } from "../graph/ops/distance.js";
import { and, greater, maximum, where } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import { estimatorSetting } from "./closed-form-settings.js";
import { countRows } from "./counted-pair.js";
import { biasedCovariance, unbiasedCovariance } from "./kernel-covariance.js";
import type { DependenceMeasure, PairShape } from "./measure.js";
import { requireMatrixMemory, requireShape } from "./requirements.js";
import { rowPairs } from "./row-pairs.js";
import { weightedMean } from "./score-means.js";

/** Settings of {@link distanceCorrelation}. */
export const distanceCorrelationConfig = z.strictObject({
  name: z.literal("distance-correlation").describe("correlation of pairwise distances"),
  estimator: estimatorSetting,
});

/** Settings without their name. */
export type DistanceCorrelationOptions = Readonly<
  Omit<z.infer<typeof distanceCorrelationConfig>, "name">
>;

/** A distance variance up to this is that of a constant: features that differ by less than about 10⁻⁶. */
const varianceFloor = 1e-12;
/** Below this squared correlation the root goes on as a straight line, so that its slope stays finite. */
const rootFloor = 1e-6;

/**
 * Distance correlation of the rows' Euclidean distances A, B. With dCov² the covariance of A and B as in
 * {@link biasedCovariance} or {@link unbiasedCovariance}:
 *
 *   R² = dCov²(x, y) / √( dCov²(x, x) · dCov²(y, y) )
 *   biased:    R = √R², in [0, 1], the V-statistic
 *   unbiased:  R² itself, U-centred, in [−1, 1]: negative near independence
 *
 * No unit. In the limit 0 exactly for independent sides; blind to shift, rotation and a common scale of a side, so
 * features are not standardised. dCor(x, x) = 1. The biased form is high for small batches and wide sides: for
 * independent normals 0.11 at B = 250 and one feature, 0.49 with 20, and towards 1 where features outnumber rows. `unbiased` may
 * leave [−1, 1] a little where rows share owners. B ≥ 2 (biased) or 4 (unbiased, with four owners in the stratum). Cost:
 * B² distances; unbiased three products of B³ where owners are given.
 *
 * Slope: below R² = 10⁻⁶ the root is R²/10⁻³, a line, since √ has no slope at 0; equal rows have distance and gradient
 * 0. Constant features (distance variance below 10⁻¹²): value and gradient are 0 by definition.
 *
 * Owners, strata, weights (biased only) as in {@link hsic}.
 *
 * @source Székely, Rizzo & Bakirov 2007, def. 4 and 5; Székely & Rizzo 2014, eq. 2.4 to 2.6; benchmark of Müller et al.
 * 2024 uses the biased form.
 * @throws ConfigError for `unbiased` with weights, or where a matrix would take more than 1.2 GB.
 */
export function distanceCorrelation(
  shape: PairShape,
  options: DistanceCorrelationOptions,
): DependenceMeasure {
  const unbiased = options.estimator === "unbiased";
  requireShape("distance-correlation", shape, {
    smallestBatch: unbiased ? 4 : 2,
    withoutWeights: unbiased ? "Use estimator: biased, which has one." : null,
    rightSides: null,
  });
  requireMatrixMemory("distance-correlation", shape);
  const covariance = unbiased ? unbiasedCovariance : biasedCovariance;
  return {
    name: "distance-correlation",
    unit: "none",
    range: unbiased ? [-1, 1] : [0, 1],
    critic: null,
    penalty: (_, pair) => {
      const counted = countRows("distance-correlation", pair, shape, raw);
      const { left, right } = counted;
      const { between, mass } = covariance(rowPairs(counted), [
        pairwiseDistances(left, left),
        pairwiseDistances(right, right),
      ]);
      const squared = correlation(between(0, 1), between(0, 0), between(1, 1));
      return weightedMean(unbiased ? squared : guardedRoot(squared), mass);
    },
    criticLoss: () => null,
  };
}

const raw = { left: false, right: false };

/** covariance / √(variances), 0 where one of them is that of a constant. */
function correlation(covariance: Tensor, left: Tensor, right: Tensor): Tensor {
  const varies = and(greater(left, varianceFloor), greater(right, varianceFloor));
  const safe = (variance: Tensor) => sqrt(where(varies, variance, 1));
  return where(varies, div(covariance, mul(safe(left), safe(right))), 0);
}

/** √x for x > 10⁻⁶, x/10⁻³ below. */
function guardedRoot(x: Tensor): Tensor {
  return div(x, sqrt(maximum(x, rootFloor)));
}
