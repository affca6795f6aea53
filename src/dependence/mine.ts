import { z } from "zod";
import { ConfigError } from "../base/errors.js";
import { add, exp, neg, sub } from "../graph/ops/elementwise.js";
import { concat } from "../graph/ops/movement.js";
import { logSumExp, reshape } from "../graph/ops/reduce.js";
import { greater, maximum, stopGradient, where } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import { constantInit, type ApplyContext, type Layer } from "../nn/layer.js";
import { countRows, widthWithGiven } from "./counted-pair.js";
import { criticSettings, layersSetting, normSetting, pairsSetting } from "./critic-settings.js";
import type { DependenceMeasure, FeaturePair, PairShape } from "./measure.js";
import { requireCriticMemory, requireShape } from "./requirements.js";
import { rowMeans, stratumMeans, weightedMean } from "./score-means.js";
import { scorePairs, statisticsNetwork, type Scores } from "./statistics-network.js";

/** Settings of {@link mine} in a run file. */
export const mineConfig = z.strictObject({
  name: z.literal("mine").describe("Donsker–Varadhan bound on mutual information"),
  pairs: pairsSetting(4),
  normaliser: z
    .enum(["batch", "per-sample"])
    .default("batch")
    .describe("Donsker–Varadhan over the batch, or a normaliser for each sample"),
  emaDecay: z
    .number()
    .gt(0)
    .lt(1)
    .nullable()
    .default(null)
    .describe("memory of the EMA-corrected critic gradient (0.99 is slow); null for the plain one"),
  layers: layersSetting,
  norm: normSetting,
  ...criticSettings,
});

/** Choices of the MINE estimator: settings without their name. */
export type MineOptions = Readonly<Omit<z.infer<typeof mineConfig>, "name">>;

const { name: _, ...defaults } = mineConfig.parse({ name: "mine" });
/** Published: pairs all, normaliser per-sample (MIMM) or batch (Mohan 2024), hidden 400, nothing standardised or clamped. */
export const mineDefaults: MineOptions = defaults;

/** Scores beyond ±this are cut off: e^T must stay finite in float32. */
const scoreLimit = 50;

/**
 * Mutual information by a statistics network T (MINE), in nats:
 *
 *   batch:       Î = Σ_s π_s [ mean_{i in s} T(x_i, y_i) − log( Σ_{product rows of s} e^T / rows ) ]
 *   per-sample:  Î = mean_j [ T(x_j, y_j) − log( Σ_{product rows with y_j} e^T / rows with y_j ) ]
 *
 * Without strata s is the whole batch. Product rows pair different owners only; the diagonal is never counted,
 * and sums are divided by the number of rows that were summed (the published code divides N − 1 terms by N). Range
 * [−100, 100], from the bound on T: joint rows are not in the normaliser, so log rows bounds nothing here. 0 means
 * independent as far as T can tell, and is the value without a product row that counts. A lower bound in
 * expectation whose variance grows like e^MI; B ≥ 2. Cost: B·(M + 1) rows through T, M = B for `all`. T: see
 * {@link statisticsNetwork}; bounded smoothly: 50·tanh(T/50).
 *
 * Strata (ours): I(x; y | stratum), π_s the share of the stratum among those that have product rows; T reads the
 * stratum. Weights (ours): w_i for a joint row, w_i·w_j for a product row, in sums and counts.
 *
 * EMA-corrected critic gradient: ∇ of Σe^T/rows is divided by an exponential moving average of itself
 * (updated with the current batch before use; the published thesis keeps only 10 % of the old value, which
 * makes it the plain gradient).
 *
 * Constant features: standardising divides by at least 1e-3, so they are constant for T and Î ≤ 0.
 *
 * @source Belghazi et al. 2018, eq. 5 and 12; networks of Fay 2023 (MIMM) and Mohan 2024. Deviations:
 * shifts instead of all pairs, exclusion of equal owners, standardising, clamped penalty (each an option).
 * @throws ConfigError where the all-pairs critic would need activations above 1.2 GB, or the corrected gradient is
 * asked with a normaliser a row or with strata, for which it is not defined.
 */
export function mine(shape: PairShape, options: MineOptions): DependenceMeasure {
  requireShape("mine", shape, { smallestBatch: 2, withoutWeights: null, rightSides: null });
  requireCriticMemory(shape, options.pairs, options.hidden);
  requirePlainNormaliser(shape, options);
  const network = statisticsNetwork(widthWithGiven(shape) + shape.right, options);
  const critic: Layer =
    options.emaDecay === null
      ? network
      : { ...network, buffers: { logAverage: { shape: [], init: constantInit(0) } } };
  const standardised = { left: options.standardise, right: options.standardise };
  const scored = (context: ApplyContext, pair: FeaturePair): Scores =>
    scorePairs(critic, context, countRows("mine", pair, shape, standardised), {
      pairs: options.pairs,
      limit: scoreLimit,
    });

  return {
    name: "mine",
    unit: "nats",
    range: [-2 * scoreLimit, 2 * scoreLimit],
    critic,
    penalty: (context, pair) => {
      const value = estimate(scored(context, pair), options.normaliser);
      return options.clampPenalty ? maximum(value, 0) : value;
    },
    criticLoss: (context, pair) => {
      const scores = scored(context, pair);
      return neg(
        options.emaDecay === null
          ? estimate(scores, options.normaliser)
          : correctedEstimate(context, scores, options.emaDecay),
      );
    },
  };
}

function requirePlainNormaliser(shape: PairShape, { emaDecay, normaliser }: MineOptions): void {
  if (emaDecay === null) return;
  if (normaliser === "per-sample") {
    throw new ConfigError("method.emaDecay", "the corrected gradient needs normaliser: batch", {
      got: emaDecay,
      advice: "Set normaliser to batch, or emaDecay to null.",
    });
  }
  if ((shape.strata ?? 1) > 1) {
    throw new ConfigError("method.emaDecay", "the corrected gradient has no form with strata", {
      got: emaDecay,
      advice: "Set emaDecay to null.",
    });
  }
}

/** The estimate of the docstring of {@link mine}, from scores. Also fed with exact log ratios in tests. */
export function estimate(scores: Scores, normaliser: MineOptions["normaliser"]): Tensor {
  if (normaliser === "batch") {
    const { joint, logProduct, mass } = stratumMeans(scores);
    return weightedMean(sub(joint, logProduct), mass);
  }
  const { logProduct, mass } = rowMeans(scores);
  return weightedMean(sub(scores.joint, logProduct), mass);
}

function correctedEstimate(context: ApplyContext, scores: Scores, decay: number): Tensor {
  const { joint, logProduct, mass } = stratumMeans(scores);
  const previous = add(context.buffer("logAverage"), Math.log(decay));
  // A batch without product rows leaves the average as it is, but for its decay.
  const fresh = where(greater(mass, 0), stopGradient(logProduct), -1e9);
  const current = add(fresh, Math.log(1 - decay));
  const average = logSumExp(concat([reshape(previous, [1]), current], 0));
  context.updateBuffer("logAverage", average);
  return weightedMean(sub(joint, exp(sub(logProduct, stopGradient(average)))), mass);
}
