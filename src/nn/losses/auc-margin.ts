import { ConfigError } from "../../base/errors.js";
import { add, mul, neg, sigmoid, sub } from "../../graph/ops/elementwise.js";
import { relu, scaleGradient, stopGradient, where } from "../../graph/ops/select.js";
import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import { constantInit, type ApplyContext, type SpecTree } from "../layer.js";
import { binaryAnswers } from "./binary-answers.js";
import { reduceLoss, requireShape, type LossOptions } from "./reduce.js";

/** Options of {@link aucMargin}. */
export interface AucMarginOptions {
  /** Share p_k of answers 1 among the known answers of the training set, one a class, each inside 0..1. */
  readonly prevalence: readonly number[];
  /** Margin m by which mean scores of yes should lead those of no, in probability; default 1. */
  readonly margin?: number;
}

/** A loss with parameters of its own. */
export interface AucMargin {
  readonly parameters: SpecTree;
  /** logits float32 [B, K], answers int32 [B, K] -> [] (or [B, K] with `none`). */
  loss(context: ApplyContext, logits: Tensor, answers: Tensor, options?: LossOptions): Tensor;
}

/**
 * AUC-margin loss (AUCM) over labels of their own as min-max problem, h = sigmoid(x), for each class with its p, a, b, α:
 *
 *   answer 1: (1 − p)(h − a)² − 2α⁺(1 − p)h + c;   answer 0: p(h − b)² + 2α⁺·p·h + c
 *   c = 2α⁺·p(1 − p)m − p(1 − p)α⁺²,   α⁺ = max(α, 0)
 *
 * whose mean, at its optimum in a, b and α, is p(1 − p)·[ Var(h | yes) + Var(h | no) + max(0, m − E(h | yes) + E(h | no))² ].
 * The model, a and b descend; α *ascends*: its gradient comes out with the sign turned, so that one optimiser minimises all.
 * α is not cut off at 0 but its gradient is that without the cut, so that it can return from below; only α⁺ reaches the model.
 *
 * answers: 1, 0, or -1 for missing: exactly zero loss and gradient. The mean is over known answers; 0 where there is none.
 * Parameters `positiveMean` a, `negativeMean` b, `alpha` α, each [K], 0 at the start; no weight decay belongs on them.
 * @throws ConfigError for a prevalence outside 0 < p < 1. @throws ShapeError where operands do not fit.
 * @source Yuan et al. 2021 (ICCV), as in LibAUC's AUCMLoss "v1" with p of the training set. α's way back from
 * below 0 instead of a projection, and ordinary optimisers instead of PESG, are ours.
 */
export function aucMargin({ prevalence, margin = 1 }: AucMarginOptions): AucMargin {
  for (const share of prevalence) {
    if (!(share > 0 && share < 1)) {
      throw new ConfigError("aucMargin", "prevalence", { expected: "0 < p < 1", got: share });
    }
  }
  const shape = [prevalence.length];
  const perClass = (value: (share: number) => number) => constant(prevalence.map(value), shape);
  const spec = { shape, init: constantInit(0) };
  return {
    parameters: { positiveMean: spec, negativeMean: spec, alpha: spec },
    loss: (context, logits, answers, options = {}) => {
      requireShape("aucMargin", "classes", shape, logits.shape.slice(1));
      const { logits: x, yes, known } = binaryAnswers("aucMargin", logits, answers);
      const [p, q, both] = [
        perClass((share) => share),
        perClass((share) => 1 - share),
        perClass((share) => share * (1 - share)),
      ];
      const h = sigmoid(x);
      const away = where(
        yes,
        mul(q, squared(sub(h, context.parameter("positiveMean")))),
        mul(p, squared(sub(h, context.parameter("negativeMean")))),
      );
      const lead = add(where(yes, neg(mul(q, h)), mul(p, h)), mul(both, margin));
      const dual = (alpha: Tensor, gap: Tensor) =>
        sub(mul(mul(alpha, 2), gap), mul(both, squared(alpha)));
      const alpha = context.parameter("alpha");
      const seen = dual(stopGradient(relu(alpha)), lead);
      const ascent = dual(scaleGradient(alpha, -1), stopGradient(lead));
      const losses = add(add(away, seen), sub(ascent, stopGradient(ascent)));
      return reduceLoss("aucMargin", losses, known, options);
    },
  };
}

function squared(x: Tensor): Tensor {
  return mul(x, x);
}
