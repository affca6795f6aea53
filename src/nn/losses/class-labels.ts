import { DTypeError, ShapeError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { mul, sub } from "../../graph/ops/elementwise.js";
import { oneHot } from "../../graph/ops/gather.js";
import { logSumExp, min, sum } from "../../graph/ops/reduce.js";
import { and, cast, greaterOrEqual, less, not, or, where } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import { maskRows, requireShape } from "./reduce.js";

/** What the losses over classes need of a batch. */
export interface LabelledRows {
  /** log p of the label, [B], in (−∞, 0]; 0 logits stand in for masked rows. NaN for a label that is no class. */
  readonly logLikelihood: Tensor;
  /** bool [B]; false where the label is missing. */
  readonly valid: Tensor;
}

/**
 * Log-probability that softmax(logits) gives to each row's label.
 * @param logits float32 [B, K].
 * @param labels int32 or int64 [B] in −1..K − 1, where −1 is missing; or float32 [B, K], one-hot or class
 * probabilities that sum to 1, where any negative entry makes the row missing.
 * @throws ShapeError, DTypeError where operands do not fit. A label of K or more, or below −1, makes the loss
 * NaN, on which training stops.
 */
export function labelledRows(where_: string, logits: Tensor, labels: Tensor): LabelledRows {
  if (logits.shape.length !== 2) {
    throw new ShapeError(where_, "logits must be [B, K]", { got: logits.shape });
  }
  const [rows, classes] = [at(logits.shape, 0), at(logits.shape, 1)];
  if (labels.dtype === "float32") {
    requireShape(where_, "one-hot labels", logits.shape, labels.shape);
    const valid = greaterOrEqual(min(labels, { axes: [1] }), 0);
    return { valid, logLikelihood: likelihood(logits, maskRows(labels, valid), valid) };
  }
  if (labels.dtype !== "int32" && labels.dtype !== "int64") {
    throw new DTypeError(where_, "labels", {
      expected: "int32, int64 or float32 (one-hot)",
      got: labels.dtype,
    });
  }
  requireShape(where_, "labels", [rows], labels.shape);
  const index = cast(labels, "int64");
  const valid = greaterOrEqual(index, 0);
  const known = and(greaterOrEqual(index, -1), less(index, classes));
  const value = likelihood(logits, oneHot(index, classes), valid);
  // An unknown class is an error: it must count as valid, or the mask would hide it.
  return {
    valid: or(valid, not(known)),
    logLikelihood: where(known, value, NaN),
  };
}

/** Σ target · logits − logSumExp(logits), with the logits of masked rows replaced by 0. */
function likelihood(logits: Tensor, target: Tensor, valid: Tensor): Tensor {
  const safe = maskRows(logits, valid);
  const picked = sum(mul(safe, target), { axes: [1] });
  return sub(picked, logSumExp(safe, { axes: [1] }));
}
