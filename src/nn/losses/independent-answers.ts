import { ConfigError } from "../../base/errors.js";
import { sigmoid, softplus } from "../../base/logistic.js";
import { add, exp, mul, sub } from "../../graph/ops/elementwise.js";
import { matmul } from "../../graph/ops/matmul.js";
import { cast, minimum, where } from "../../graph/ops/select.js";
import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import { binaryAnswers } from "./binary-answers.js";
import { binaryCrossEntropyWithLogits } from "./binary-cross-entropy.js";
import { reduceLoss, requireShape, type LossOptions } from "./reduce.js";

/** What the answers of a set tell of each other, K labels. */
export interface AnswersGivenOthers {
  /** log P(y_k = 1) / P(y_k = 0), [K]. */
  readonly logOdds: readonly number[];
  /** b, [K]: log odds of y_k where every other answer is at its mean. */
  readonly bias: readonly number[];
  /** w, [K, K] in C order, 0 on the diagonal: log odds ratios of y_k by y_j given the rest. */
  readonly weights: readonly number[];
}

/** Options of {@link independentAnswers}. */
export interface IndependentAnswersOptions extends LossOptions {
  readonly given: AnswersGivenOthers;
  /** a, 0..1: 0 is cross-entropy, 1 (default) makes answers independent. */
  readonly power?: number;
  /** Largest weight, at least 1; default 20. */
  readonly largest?: number;
}

/**
 * Cross-entropy of labels as if answers were independent: each answer is weighed by how much rarer it is beside the other
 * answers of its row than by itself, a stabilised inverse probability weight; in nats, in [0, ∞):
 *
 *   l = min(c, (P(y_k) / P(y_k | others))^a) · cross-entropy,   P(y_k = 1 | others) = σ(b_k + Σ_j w_kj (y_j − P(y_j = 1)))
 *
 * A label that mostly comes with another then learns nothing from that other: with a = 1, no weight above c, and as far as P(y_k | others) is that of
 * the rows that are shown, rows so weighed have y_k independent of the others, each as frequent as before, and weights have mean 1. A missing other answer is taken at its mean.
 *
 * logits float32 [B, K]; answers int32 [B, K]: 1, 0, or -1 for missing: exactly zero loss and gradient. -> [] (or [B, K] with
 * `none`). The mean is over known answers, not over weights; 0 where there is none. a = 0 is cross-entropy.
 * @throws ConfigError for a power outside 0..1, or a largest weight below 1. @throws ShapeError where operands do not fit.
 * @source Robins, Hernán & Brumback 2000 (stabilised weights); rows by label and attribute so weighed as in `reweight`. One answer given the other answers is ours.
 */
export function independentAnswers(
  logits: Tensor,
  answers: Tensor,
  options: IndependentAnswersOptions,
): Tensor {
  const { given, power = 1, largest = 20, ...reduction } = options;
  checkOptions(power, largest);
  const labels = given.logOdds.length;
  requireShape("independentAnswers", "labels that were fitted", logits.shape.slice(1), [labels]);
  const { yes, known } = binaryAnswers("independentAnswers", logits, answers);
  const row = (values: readonly number[]) => constant(values, [labels]);
  const means = given.logOdds.map(sigmoid);
  const others = where(known, sub(cast(yes, "float32"), row(means)), 0);
  const weights = constant(given.weights, [labels, labels]);
  const told = add(matmul(others, weights, { transposeRight: true }), row(given.bias));
  // −log P(y | others) and −log P(y), each the cross-entropy of its log odds.
  const surprise = binaryCrossEntropyWithLogits(told, answers, { reduction: "none" });
  const alone = where(
    yes,
    row(given.logOdds.map((x) => softplus(-x))),
    row(given.logOdds.map(softplus)),
  );
  const logWeights = minimum(mul(sub(surprise, alone), power), Math.log(largest));
  const losses = binaryCrossEntropyWithLogits(logits, answers, { reduction: "none" });
  return reduceLoss("independentAnswers", mul(losses, exp(logWeights)), known, reduction);
}

function checkOptions(power: number, largest: number): void {
  if (!(power >= 0 && power <= 1)) {
    throw new ConfigError("independentAnswers", "power", { expected: "0..1", got: power });
  }
  if (!(largest >= 1)) {
    throw new ConfigError("independentAnswers", "largest weight", {
      expected: "1 or more",
      got: largest,
    });
  }
}
