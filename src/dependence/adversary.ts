import { z } from "zod";
import { div, log, mul, neg, sub } from "../graph/ops/elementwise.js";
import { logSumExp, mean, reshape, sum } from "../graph/ops/reduce.js";
import { greater, maximum, where } from "../graph/ops/select.js";
import type { Tensor } from "../graph/tensor.js";
import { relu } from "../nn/layers/activation.js";
import { linear } from "../nn/layers/linear.js";
import { applyPart, sequential, specsOfParts, type ApplyContext, type Layer } from "../nn/layer.js";
import { countRows, widthWithGiven, withGiven, type CountedPair } from "./counted-pair.js";
import { criticSettings } from "./critic-settings.js";
import type { DependenceMeasure, FeaturePair, PairShape } from "./measure.js";
import { requireCriticMemory, requireShape } from "./requirements.js";
import { positive, weightedMean } from "./score-means.js";

/** Settings of {@link adversary}. */
export const adversaryConfig = z.strictObject({
  name: z.literal("adversary").describe("a network that predicts the right side from the left"),
  hidden: criticSettings.hidden,
  standardise: criticSettings.standardise,
  clampPenalty: criticSettings.clampPenalty
    .default(false)
    .describe("penalise max(value, 0): stop where the adversary is no better than chance"),
});

/** Settings without their name. */
export type AdversaryOptions = Readonly<Omit<z.infer<typeof adversaryConfig>, "name">>;

/**
 * How much better than chance a network A predicts the right-hand side from the left one. The encoder ascends the
 * adversary's loss, which is what a gradient-reversal layer does; the value is shifted so that 0 means independent.
 *
 *   classes, in nats:       V = H(right) − mean_i CE( A(x_i), right_i )
 *   features, continuous:   V = mean over columns of ( Var(right) − mean_i (A(x_i) − right_i)² ), no unit
 *
 * H is the entropy of the class frequencies of the batch, in nats: V bounds I(x; right) from below in expectation,
 * V ≤ log K. Real-valued sides are brought to variance 1 first, so that V is the share of variance that A explains,
 * V ≤ 1; only the mean is predicted, so that dependence in the spread alone is not seen. Range (−∞, log K] or
 * (−∞, 1]. 0 means that A does no better than the frequencies or the mean, and is the value without a row that
 * counts. Biased low by what A has not learnt. B ≥ 2. Cost: B rows through A. Owners play no part: no rows are paired.
 *
 * **Below chance is not independent.** V < 0 says that A is systematically wrong, which a fresh adversary turns into a
 * right prediction: the encoder has fooled this A, not lost the information. Read V beside a fresh probe; with
 * `clampPenalty` the encoder gets nothing for V < 0.
 *
 * Conditional form: with strata (the label) A reads the one-hot stratum beside the left side, and H or Var is taken
 * within strata: V bounds I(x; right | label). Weights (ours): w_i in every mean and frequency.
 *
 * Constant features: standardised they are 0; A then predicts one law for all rows, and V ≤ 0.
 *
 * @source Ganin et al. 2016, eq. 9 and 10; label given as in Zhao et al. 2020 (conditional adversary). A is ours: two
 * hidden layers with ReLU. Deviations: steps of A alternate with the encoder's (published: one step for both),
 * standardised input, and the shift by H, which has no gradient where the right side is an attribute.
 */
export function adversary(shape: PairShape, options: AdversaryOptions): DependenceMeasure {
  requireShape("adversary", shape, { smallestBatch: 2, withoutWeights: null, rightSides: null });
  requireCriticMemory(shape, 1, options.hidden);
  const classes = shape.rightSide === "classes";
  const critic = predictor(widthWithGiven(shape), options.hidden, shape.right);
  // Class probabilities are left as they are; numbers get the scale that the squared error is read in.
  const standardised = { left: options.standardise, right: !classes };
  const terms = (context: ApplyContext, pair: FeaturePair) => {
    const counted = countRows("adversary", pair, shape, standardised);
    const prediction = critic.apply(context, withGiven(counted));
    const losses = classes
      ? crossEntropies(prediction, counted.right)
      : squaredErrors(prediction, counted.right);
    return { counted, loss: weightedMean(losses, counted.rows) };
  };
  return {
    name: "adversary",
    unit: classes ? "nats" : "none",
    range: [-Infinity, classes ? Math.log(shape.right) : 1],
    critic,
    penalty: (context, pair) => {
      const { counted, loss } = terms(context, pair);
      const value = sub(classes ? entropyWithin(counted) : varianceWithin(counted), loss);
      return options.clampPenalty ? maximum(value, 0) : value;
    },
    criticLoss: (context, pair) => terms(context, pair).loss,
  };
}

function predictor(inputs: number, hidden: number, outputs: number): Layer {
  const network = sequential({
    hidden1: linear({ inFeatures: inputs, outFeatures: hidden }),
    relu1: relu,
    hidden2: linear({ inFeatures: hidden, outFeatures: hidden }),
    relu2: relu,
    out: linear({ inFeatures: hidden, outFeatures: outputs }),
  });
  return {
    ...specsOfParts({ network }),
    apply: (context, x) => applyPart(context, "network", network, x),
  };
}

/** Cross-entropy of each row, nats: logits [B, K], probabilities [B, K] -> [B]. */
function crossEntropies(logits: Tensor, probabilities: Tensor): Tensor {
  const total = sum(probabilities, { axes: [1] });
  const picked = sum(mul(logits, probabilities), { axes: [1] });
  return sub(mul(logSumExp(logits, { axes: [1] }), total), picked);
}

/** Squared error of each row, mean over columns: [B, F] twice -> [B]. */
function squaredErrors(prediction: Tensor, values: Tensor): Tensor {
  const residual = sub(prediction, values);
  return mean(mul(residual, residual), { axes: [1] });
}

/** Σ_s π_s H(p_s), p_s the class frequencies of the rows of a stratum; 0 · log 0 = 0. */
function entropyWithin(pair: CountedPair): Tensor {
  const { means, mass } = stratumColumns(pair, pair.right);
  const terms = mul(means, log(positive(means)));
  return weightedMean(neg(sum(where(greater(means, 0), terms, 0), { axes: [1] })), mass);
}

/** Σ_s π_s of the variance of the rows of a stratum, mean over columns. */
function varianceWithin(pair: CountedPair): Tensor {
  const { right } = pair;
  const squares = stratumColumns(pair, mul(right, right));
  const { means, mass } = stratumColumns(pair, right);
  const spread = sub(squares.means, mul(means, means));
  return weightedMean(mean(spread, { axes: [1] }), mass);
}

/** Weighted column means of each stratum [S, F], and the weight of the strata [S]. */
function stratumColumns({ membership, rows }: CountedPair, x: Tensor) {
  const inStratum = mul(membership, rows);
  const mass = sum(inStratum, { axes: [1] });
  const [strata, batch] = [membership.shape[0] ?? 1, membership.shape[1] ?? 1];
  const weighted = mul(reshape(inStratum, [strata, batch, 1]), x);
  return {
    mass,
    means: div(sum(weighted, { axes: [1] }), reshape(positive(mass), [strata, 1])),
  };
}
