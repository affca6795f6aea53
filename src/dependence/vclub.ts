import { z } from "zod";
import { at } from "../base/ndarray.js";
import { add, div, exp, mul, neg, sub, tanh } from "../graph/ops/elementwise.js";
import { concat, slice } from "../graph/ops/movement.js";
import { reshape, sum } from "../graph/ops/reduce.js";
import { greater, maximum, where } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import { relu } from "../nn/layers/activation.js";
import { linear } from "../nn/layers/linear.js";
import { applyPart, sequential, specsOfParts, type ApplyContext, type Layer } from "../nn/layer.js";
import { countRows, widthWithGiven, withGiven, type CountedPair } from "./counted-pair.js";
import { criticSettings, pairsSetting } from "./critic-settings.js";
import type { DependenceMeasure, FeaturePair, PairShape } from "./measure.js";
import { requireCriticMemory, requireShape } from "./requirements.js";
import { samplePairs } from "./sample-pairs.js";
import { positive, weightedMean } from "./score-means.js";

/** Settings of {@link vClub}. */
export const vClubConfig = z.strictObject({
  name: z.literal("vclub").describe("variational contrastive log-ratio upper bound"),
  pairs: pairsSetting(4),
  ...criticSettings,
});

/** Settings without their name. */
export type VClubOptions = Readonly<Omit<z.infer<typeof vClubConfig>, "name">>;

/** log σ² lies within ±this: σ between 0.03 and 33 of a standardised feature. */
const logVarianceLimit = 7;

/**
 * Contrastive log-ratio upper bound on mutual information with a learnt conditional q(y | x), in nats:
 *
 *   Î = mean_i log q(y_i | x_i) − Σ_s π_s mean_{product rows of s} log q(y_j | x_i)
 *   q(y | x) = N(y; μ(x), diag σ²(x)),   log σ² = 7 · tanh(·)
 *
 * An upper bound in expectation where q is the true conditional or near it; elsewhere it is no bound, and it may be
 * negative. Loose for strong dependence: with the exact conditional a bivariate normal of correlation ρ gives
 * ρ²/(1 − ρ²), 0.961 at ρ = 0.7, where the MI is 0.337. Range (−∞, ∞). 0 means independent as far as q can tell, and
 * is the value without a product row that counts. Sums over all product rows have no bias for a fixed q. B ≥ 2.
 * Cost: B rows through q, B·(M + 1) densities.
 *
 * The critic minimises −mean_i log q(y_i | x_i) on joint rows (without the constant log 2π / 2 a feature), never the
 * bound itself. Product rows as in {@link mine}. Where both sides are features, q predicts the right from the left;
 * the bound is not symmetric. Strata (ours): q reads the stratum, and product rows keep it. Weights (ours) as in MINE.
 *
 * Constant features: standardised they are 0, q is one law for all rows, Î = 0.
 *
 * @source Cheng et al. 2020 (CLUB), eq. 13 to 15; two networks input–hidden–ReLU–features as in their code, whose
 * log σ² lies in ±1: too narrow for strong dependence. Deviations: M shifts instead of one random negative a row,
 * exclusion of equal owners, standardising, clamped penalty.
 * @throws ConfigError for a right-hand side of classes, which no Gaussian describes, or for lack of memory.
 */
export function vClub(shape: PairShape, options: VClubOptions): DependenceMeasure {
  requireShape("vclub", shape, {
    smallestBatch: 2,
    withoutWeights: null,
    rightSides: ["features", "continuous"],
  });
  requireCriticMemory(shape, options.pairs, Math.max(options.hidden, 3 * shape.right));
  const critic = gaussianNetwork(widthWithGiven(shape), options.hidden, shape.right);
  const standardised = { left: options.standardise, right: options.standardise };
  const counted = (pair: FeaturePair) => countRows("vclub", pair, shape, standardised);
  const law = (context: ApplyContext, pair: CountedPair) => critic.apply(context, withGiven(pair));
  const value = (context: ApplyContext, pair: CountedPair): Tensor =>
    vClubEstimate(pair, law(context, pair), options.pairs);
  return {
    name: "vclub",
    unit: "nats",
    range: [-Infinity, Infinity],
    critic,
    penalty: (context, pair) => {
      const bound = value(context, counted(pair));
      return options.clampPenalty ? maximum(bound, 0) : bound;
    },
    criticLoss: (context, pair) => {
      const own = counted(pair);
      return neg(weightedMean(logDensity(law(context, own), own.right), own.rows));
    },
  };
}

/** x [B, inputs] -> [B, 2·features]: means, then log variances. */
function gaussianNetwork(inputs: number, hidden: number, features: number): Layer {
  const network = () =>
    sequential({
      hidden: linear({ inFeatures: inputs, outFeatures: hidden }),
      relu,
      out: linear({ inFeatures: hidden, outFeatures: features }),
    });
  const [mean, logVariance] = [network(), network()];
  return {
    ...specsOfParts({ mean, logVariance }),
    apply: (context, x) => {
      const raw = applyPart(context, "logVariance", logVariance, x);
      return concat([applyPart(context, "mean", mean, x), mul(tanh(raw), logVarianceLimit)], 1);
    },
  };
}

/**
 * log N(y; μ, σ²) + (log 2π)/2 a feature, summed over features: law [N, 2F] (means, log variances), y [N, F] -> [N].
 */
export function logDensity(law: Tensor, y: Tensor): Tensor {
  const features = at(y.shape, 1);
  const mean = slice(law, [{ axis: 1, start: 0, end: features }]);
  const logVariance = slice(law, [{ axis: 1, start: features, end: 2 * features }]);
  const residual = sub(y, mean);
  const scaled = mul(mul(residual, residual), exp(neg(logVariance)));
  return mul(sum(add(scaled, logVariance), { axes: [1] }), -0.5);
}

/** The bound of the docstring of {@link vClub}; `law` [B, 2F] is q(· | x_i). Also fed with exact laws in tests. */
export function vClubEstimate(
  pair: CountedPair,
  law: Tensor,
  pairs: VClubOptions["pairs"],
): Tensor {
  const [batch, width] = [at(law.shape, 0), at(law.shape, 1)];
  // The law of a row moves with it: no product row goes through the networks.
  const { product, perRow, weight } = samplePairs({ ...pair, left: law }, pairs);
  const end = at(product.shape, 1);
  const part = (start: number, to: number) => slice(product, [{ axis: 1, start, end: to }]);
  const densities = reshape(logDensity(part(0, width), part(width, end)), [batch, perRow]);
  const kept = where(greater(weight, 0), mul(densities, weight), 0);
  const perStratum = (rows: Tensor) => sum(mul(pair.membership, rows), { axes: [1] });
  const total = perStratum(sum(weight, { axes: [1] }));
  const jointMass = perStratum(pair.rows);
  const mass = where(greater(total, 0), jointMass, 0);
  const joint = perStratum(mul(logDensity(law, pair.right), pair.rows));
  const others = perStratum(sum(kept, { axes: [1] }));
  return weightedMean(sub(div(joint, positive(jointMass)), div(others, positive(total))), mass);
}
