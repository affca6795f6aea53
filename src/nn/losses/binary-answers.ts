import { mul, sub } from "../../graph/ops/elementwise.js";
import { cast, equal, greaterOrEqual } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import { maskRows, requireShape } from "./reduce.js";

/** Logits and answers of yes-or-no questions, as losses need them; all of the logits' shape. */
export interface BinaryAnswers {
  /** Logits, 0 where the answer is missing. */
  readonly logits: Tensor;
  /** The logit of the right answer: x for yes, −x for no. Its sigmoid is the probability of what is true. */
  readonly ofTruth: Tensor;
  /** bool: the answer is 1. */
  readonly yes: Tensor;
  /** bool: there is an answer. */
  readonly known: Tensor;
}

/**
 * Read logits float32 [B, K] with answers int32 [B, K]: 1, 0, or below 0 for missing. NaN logits of missing answers do not
 * spread.
 * @throws ShapeError where the shapes differ.
 */
export function binaryAnswers(where_: string, logits: Tensor, answers: Tensor): BinaryAnswers {
  requireShape(where_, "answers", logits.shape, answers.shape);
  const known = greaterOrEqual(answers, 0);
  const yes = equal(answers, 1);
  const safe = maskRows(logits, known);
  return { logits: safe, ofTruth: mul(safe, sub(mul(cast(yes, "float32"), 2), 1)), yes, known };
}
