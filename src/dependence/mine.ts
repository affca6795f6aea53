import { ConfigError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { add, div, exp, log, mul, neg, sub, tanh } from "../graph/ops/elementwise.js";
import { concat, slice } from "../graph/ops/movement.js";
import { logSumExp, reshape, sum } from "../graph/ops/reduce.js";
import { cast, greater, maximum, stopGradient, where } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import { relu } from "../nn/layers/activation.js";
import { batchNorm } from "../nn/layers/batch-norm.js";
import { linear } from "../nn/layers/linear.js";
import {
  applyPart,
  constantInit,
  sequential,
  specsOfParts,
  type ApplyContext,
  type Layer,
} from "../nn/layer.js";
import type { DependenceMeasure, FeaturePair, PairShape } from "./measure.js";
import { standardise } from "./standardise.js";
import { keepWeighted, samplePairs, type PairSampling } from "./sample-pairs.js";

/** Choices of the MINE estimator. */
export interface MineOptions {
  /** `all`: B(B−1) product rows, as published. K: K shifts of the batch, B·K rows: our default, K = 4. */
  readonly pairs: PairSampling;
  /** `batch`: Donsker–Varadhan. `per-sample`: a normaliser for each right-hand row. */
  readonly normaliser: "batch" | "per-sample";
  /** Memory of the EMA-corrected critic gradient (0.99 is slow), or null for the plain gradient. */
  readonly emaDecay: number | null;
  /** Width of the critic's three hidden layers; published: 400, ours: 64. */
  readonly hidden: number;
  /** Bring each feature to mean 0 and variance 1 over the batch first, so that scale fools no critic. */
  readonly standardise: boolean;
  /** Use max(Î, 0) as the penalty: a negative estimate is a failing critic, not less dependence. */
  readonly clampPenalty: boolean;
}

export const mineDefaults: MineOptions = {
  pairs: 4,
  normaliser: "batch",
  emaDecay: null,
  hidden: 64,
  standardise: true,
  clampPenalty: true,
};

/** Largest activation of a critic that we build, bytes. */
const activationLimit = 1.2e9;
/** Scores beyond ±this are cut off: e^T must stay finite in float32. */
const scoreLimit = 50;

/**
 * Mutual information by a statistics network T (MINE), in nats:
 *
 *   batch:       Î = mean_i T(x_i, y_i) − log( Σ_{product rows} e^T / rows )
 *   per-sample:  Î = mean_i T(x_i, y_i) − mean_j log( Σ_{rows with y_j} e^T / rows of y_j )
 *
 * Product rows pair different owners only; the diagonal is never counted, and sums are divided by the
 * number of rows that were summed (the published code divides N − 1 terms by N). Range [−100, 100], from
 * the bound on T: joint rows are not in the normaliser, so log rows bounds nothing here. 0 means independent
 * as far as T can tell, and is the value without a product row that counts. A lower bound in expectation
 * whose variance grows like e^MI; B ≥ 2. Cost: B·(M + 1) rows through T, M = B for `all`.
 *
 * T: three blocks linear(hidden, no bias) + batch norm + ReLU, then linear(1). Joint and product rows go
 * through batch norm in ONE pass: statistics of separate passes would give the class away. T is
 * bounded smoothly: 50·tanh(T/50).
 *
 * EMA-corrected critic gradient: ∇ of Σe^T/rows is divided by an exponential moving average of itself
 * (updated with the current batch before use; the published thesis keeps only 10 % of the old value, which
 * makes it the plain gradient).
 *
 * Constant features: standardising divides by at least 1e-3, so they are constant for T and Î ≤ 0.
 *
 * @source Belghazi et al. 2018, eq. 5 and 12; networks of Fay 2023 (MIMM) and Mohan 2024. Deviations:
 * shifts instead of all pairs, exclusion of equal owners, standardising, clamped penalty (each an option).
 * @throws ConfigError where the all-pairs critic would need activations above 1.2 GB, or the corrected
 * gradient is asked with a normaliser a row, for which it is not defined.
 */
export function mine(shape: PairShape, options: MineOptions): DependenceMeasure {
  const rows =
    options.pairs === "all" ? shape.batch * (shape.batch + 1) : shape.batch * (options.pairs + 1);
  const bytes = rows * options.hidden * 4;
  if (bytes > activationLimit) {
    throw new ConfigError("method.pairs", "the critic's activations are too large", {
      expected: `at most ${(activationLimit / 1e9).toFixed(1)} GB each`,
      got: `${(bytes / 1e9).toFixed(1)} GB`,
      batch: shape.batch,
      hidden: options.hidden,
      advice: "Use pairs: 4, a smaller batch, or fewer hidden units.",
    });
  }
  if (options.emaDecay !== null && options.normaliser === "per-sample") {
    throw new ConfigError("method.emaDecay", "the corrected gradient needs normaliser: batch", {
      got: options.emaDecay,
      advice: "Set normaliser to batch, or emaDecay to null.",
    });
  }
  const network = statisticsNetwork(shape.left + shape.right, options.hidden);
  const own = specsOfParts({ network });
  const critic: Layer = {
    parameters: own.parameters,
    // The network's running statistics are never read: every pass has its own batch.
    buffers: options.emaDecay === null ? {} : { logAverage: { shape: [], init: constantInit(0) } },
    apply: (context, x) => applyPart(context, "network", network, x),
  };
  const scored = (context: ApplyContext, pair: FeaturePair): Scores =>
    score(
      critic,
      context,
      options.standardise
        ? {
            ...pair,
            left: standardise(pair.left, pair.valid),
            right: standardise(pair.right, pair.valid),
          }
        : pair,
      options.pairs,
    );

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

function statisticsNetwork(inputs: number, hidden: number): Layer {
  const block = (from: number): Layer =>
    sequential({
      linear: linear({ inFeatures: from, outFeatures: hidden, bias: false }),
      norm: batchNorm({ channels: hidden, trackStatistics: false }),
      relu,
    });
  return sequential({
    block1: block(inputs),
    block2: block(hidden),
    block3: block(hidden),
    out: linear({ inFeatures: hidden, outFeatures: 1 }),
  });
}

/** Critic values: joint [B], product [B, M] with those that do not count set to −10⁹, and their weights. */
export interface Scores {
  readonly joint: Tensor;
  readonly jointWeight: Tensor;
  readonly product: Tensor;
  readonly weight: Tensor;
}

function score(
  critic: Layer,
  context: ApplyContext,
  pair: FeaturePair,
  pairs: PairSampling,
): Scores {
  const { joint, jointWeight, product, perRow, weight } = samplePairs(pair, pairs);
  const batch = at(joint.shape, 0);
  const raw = critic.apply(context, concat([joint, product], 0));
  // A smooth cut-off keeps a gradient everywhere: limit · tanh(T / limit) ≈ T for small T.
  const bounded = mul(tanh(div(raw, scoreLimit)), scoreLimit);
  const rows = at(bounded.shape, 0);
  const jointScores = reshape(slice(bounded, [{ axis: 0, start: 0, end: batch }]), [batch]);
  const productScores = reshape(slice(bounded, [{ axis: 0, start: batch, end: rows }]), [
    batch,
    perRow,
  ]);
  return {
    joint: jointScores,
    jointWeight,
    product: keepWeighted(productScores, weight),
    weight,
  };
}

/** The estimate of the docstring of {@link mine}, from scores. Also fed with exact log ratios in tests. */
export function estimate(scores: Scores, normaliser: MineOptions["normaliser"]): Tensor {
  const { product, weight } = scores;
  const joint = jointMean(scores);
  if (normaliser === "batch") {
    return whereSampled(scores, sub(joint, logMeanExp(product, weight)));
  }
  const counts = sum(weight, { axes: [1] });
  const perRow = sub(logSumExp(product, { axes: [1] }), log(maximum(counts, 1)));
  // A row without any product sample has nothing to be normalised by: it is left out of the mean.
  const usable = greater(counts, 0);
  const rows = maximum(sum(cast(usable, "float32")), 1);
  return whereSampled(scores, sub(joint, div(sum(where(usable, perRow, 0)), rows)));
}

/** Mean score of the joint rows that count. */
function jointMean({ joint, jointWeight }: Scores): Tensor {
  return div(sum(mul(joint, jointWeight)), maximum(sum(jointWeight), 1));
}

/** `value`, or 0 where no product row counts: there is nothing to compare with. */
function whereSampled({ weight }: Scores, value: Tensor): Tensor {
  return where(greater(sum(weight), 0), value, 0);
}

function correctedEstimate(context: ApplyContext, scores: Scores, decay: number): Tensor {
  const { product, weight } = scores;
  const logMean = logMeanExp(product, weight);
  const previous = add(context.buffer("logAverage"), Math.log(decay));
  const current = add(stopGradient(logMean), Math.log(1 - decay));
  const average = logSumExp(concat([reshape(previous, [1]), reshape(current, [1])], 0));
  context.updateBuffer("logAverage", average);
  return whereSampled(scores, sub(jointMean(scores), exp(sub(logMean, stopGradient(average)))));
}

/** log( Σ w e^T / Σ w ); 0 rows would be −∞ and are counted as one. */
function logMeanExp(product: Tensor, weight: Tensor): Tensor {
  return sub(logSumExp(product), log(maximum(sum(weight), 1)));
}
