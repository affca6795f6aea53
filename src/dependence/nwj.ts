import { z } from "zod";
import { exp, neg, sub } from "../graph/ops/elementwise.js";
import { maximum } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import type { ApplyContext } from "../nn/layer.js";
import { countRows, widthWithGiven } from "./counted-pair.js";
import { criticSettings, layersSetting, normSetting, pairsSetting } from "./critic-settings.js";
import type { DependenceMeasure, FeaturePair, PairShape } from "./measure.js";
import { requireCriticMemory, requireShape } from "./requirements.js";
import { stratumMeans, weightedMean } from "./score-means.js";
import { scorePairs, statisticsNetwork, type Scores } from "./statistics-network.js";

/** Settings of {@link nwj}. */
export const nwjConfig = z.strictObject({
  name: z.literal("nwj").describe("Nguyen–Wainwright–Jordan bound on mutual information"),
  pairs: pairsSetting(4),
  layers: layersSetting,
  norm: normSetting,
  ...criticSettings,
});

/** Settings without their name. */
export type NwjOptions = Readonly<Omit<z.infer<typeof nwjConfig>, "name">>;

/** Scores beyond ±this are cut off: the gradient grows with e^T, so less is allowed than for MINE. */
const scoreLimit = 20;

/**
 * Mutual information by the bound of Nguyen, Wainwright and Jordan (the f-MINE of the KL divergence), in nats:
 *
 *   Î = Σ_s π_s [ mean_{i in s} T(x_i, y_i) − e⁻¹ · Σ_{product rows of s} e^T / rows ]
 *
 * Without strata s is the whole batch. A lower bound in expectation whose batch estimate has no bias for a fixed
 * T (there is no log of a mean), at the price of more variance, which grows like e^MI. The best T is
 * 1 + log density ratio, so that a critic that knows nothing gives 0 at T = 1 and less elsewhere. Product rows, their
 * counts, strata, weights and T as in {@link mine}; T is bounded by 20·tanh(T/20). Range [−20 − e¹⁹, 20]. 0 means
 * independent as far as T can tell, and is the value without a product row that counts. B ≥ 2. Cost as MINE.
 *
 * Constant features: T is one number t for all rows, and Î = t − e^(t − 1) ≤ 0.
 *
 * @source Nguyen et al. 2010; Belghazi et al. 2018, eq. 8; Poole et al. 2019, eq. 4. Deviations as in MINE.
 * @throws ConfigError where the critic would need activations above 1.2 GB.
 */
export function nwj(shape: PairShape, options: NwjOptions): DependenceMeasure {
  requireShape("nwj", shape, { smallestBatch: 2, withoutWeights: null, rightSides: null });
  requireCriticMemory(shape, options.pairs, options.hidden);
  const critic = statisticsNetwork(widthWithGiven(shape) + shape.right, options);
  const standardised = { left: options.standardise, right: options.standardise };
  const value = (context: ApplyContext, pair: FeaturePair): Tensor =>
    nwjEstimate(
      scorePairs(critic, context, countRows("nwj", pair, shape, standardised), {
        pairs: options.pairs,
        limit: scoreLimit,
      }),
    );
  return {
    name: "nwj",
    unit: "nats",
    range: [-scoreLimit - Math.exp(scoreLimit - 1), scoreLimit],
    critic,
    penalty: (context, pair) =>
      options.clampPenalty ? maximum(value(context, pair), 0) : value(context, pair),
    criticLoss: (context, pair) => neg(value(context, pair)),
  };
}

/** The estimate of the docstring of {@link nwj}, from scores. Also fed with exact log ratios in tests. */
export function nwjEstimate(scores: Scores): Tensor {
  const { joint, logProduct, mass } = stratumMeans(scores);
  return weightedMean(sub(joint, exp(sub(logProduct, 1))), mass);
}
