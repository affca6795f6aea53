import { z } from "zod";
import { at } from "../base/ndarray.js";
import { add, log, neg, sub } from "../graph/ops/elementwise.js";
import { concat } from "../graph/ops/movement.js";
import { logSumExp, reshape } from "../graph/ops/reduce.js";
import { maximum } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import type { ApplyContext } from "../nn/layer.js";
import { countRows, widthWithGiven } from "./counted-pair.js";
import { criticSettings, layersSetting, normSetting, pairsSetting } from "./critic-settings.js";
import type { DependenceMeasure, FeaturePair, PairShape } from "./measure.js";
import { requireCriticMemory, requireShape } from "./requirements.js";
import { countProducts, rowMeans, weightedMean } from "./score-means.js";
import { scorePairs, statisticsNetwork, type Scores } from "./statistics-network.js";

/** Settings of {@link infoNce}. */
export const infoNceConfig = z.strictObject({
  name: z.literal("info-nce").describe("contrastive bound on mutual information"),
  pairs: pairsSetting(16),
  layers: layersSetting,
  norm: normSetting,
  ...criticSettings,
});

/** Settings without their name. */
export type InfoNceOptions = Readonly<Omit<z.infer<typeof infoNceConfig>, "name">>;

/** Scores beyond ±this are cut off, as for MINE. */
const scoreLimit = 50;

/**
 * Mutual information by contrast: how well T tells the partner of y_j among M + 1 candidates, in nats:
 *
 *   Î = mean_j [ T(x_j, y_j) − log( ( e^T(x_j, y_j) + Σ_{product rows with y_j} e^T ) / (1 + rows with y_j) ) ]
 *
 * The joint row is among the candidates, so Î ≤ log(M + 1): 2.83 nats with 16 shifts, log B with `all`. Low
 * variance, but biased low where the MI comes near that cap. Range [−100, log(M + 1)]. 0 means independent as far as T
 * can tell, and is the value without a product row that counts; a row without candidates is left out. B ≥ 2. Cost:
 * B·(M + 1) rows through T.
 *
 * Strata (ours): candidates come from the row's own stratum, T reads it: a bound on I(x; y | stratum); the cap of a
 * row then is the log of its own candidates. No weights: candidates would be drawn from another law than the joint row.
 *
 * Constant features: all candidates score the same, Î = 0.
 *
 * @source van den Oord et al. 2018, eq. 4 and 5; Poole et al. 2019, eq. 11. Critic and product rows as in
 * {@link mine}; M shifts instead of the whole batch is ours.
 * @throws ConfigError with weights, or where the critic would need activations above 1.2 GB.
 */
export function infoNce(shape: PairShape, options: InfoNceOptions): DependenceMeasure {
  requireShape("info-nce", shape, {
    smallestBatch: 2,
    withoutWeights: "Use mine or nwj, which have one.",
    rightSides: null,
  });
  requireCriticMemory(shape, options.pairs, options.hidden);
  const critic = statisticsNetwork(widthWithGiven(shape) + shape.right, options);
  const standardised = { left: options.standardise, right: options.standardise };
  const value = (context: ApplyContext, pair: FeaturePair): Tensor =>
    infoNceEstimate(
      scorePairs(critic, context, countRows("info-nce", pair, shape, standardised), {
        pairs: options.pairs,
        limit: scoreLimit,
      }),
    );
  const candidates = options.pairs === "all" ? shape.batch : options.pairs + 1;
  return {
    name: "info-nce",
    unit: "nats",
    range: [-2 * scoreLimit, Math.log(candidates)],
    critic,
    penalty: (context, pair) =>
      options.clampPenalty ? maximum(value(context, pair), 0) : value(context, pair),
    criticLoss: (context, pair) => neg(value(context, pair)),
  };
}

/** The estimate of the docstring of {@link infoNce}, from scores. */
export function infoNceEstimate(scores: Scores): Tensor {
  const { joint, product, weight } = scores;
  const candidates = concat([reshape(joint, [at(joint.shape, 0), 1]), product], 1);
  const normaliser = sub(logSumExp(candidates, { axes: [1] }), log(add(countProducts(weight), 1)));
  return weightedMean(sub(joint, normaliser), rowMeans(scores).mass);
}
