import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { div, mul, sqrt, sub } from "../../graph/ops/elementwise.js";
import { matmul } from "../../graph/ops/matmul.js";
import { concat, transpose } from "../../graph/ops/movement.js";
import { logSumExp, reshape, sum } from "../../graph/ops/reduce.js";
import { equal, greater, where } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import { ownClass } from "./own-class.js";
import { reduceLoss, requireShape } from "./reduce.js";

/** What a class's features are pushed away from; at least one. */
export interface ContrastNegatives {
  /** v_j of the other classes of the same image. */
  readonly otherClasses: boolean;
  /** v_k of the images of the batch whose answer for k is 0. */
  readonly absentImages: boolean;
  /** v_k of the same image pooled with the complement attention, [B, K, D]; null: none. */
  readonly complement: Tensor | null;
}

/** Operands of {@link classContrast}. */
export interface ContrastedFeatures {
  /** v, [B, K, D]. */
  readonly features: Tensor;
  /** v^GM, [B, K, D]: what v_k is drawn to. */
  readonly positives: Tensor;
  /** int32 [B, K]: 1, 0, or -1 for missing. */
  readonly answers: Tensor;
  readonly negatives: ContrastNegatives;
  /** τ, above 0. */
  readonly temperature: number;
}

/** A score that counts as nothing beside cosines, |cos|/τ. */
const nothing = -1e9;

/**
 * Reconstruction: IBCA's contrastive enhancement, in nats, in [0, ∞): mean over pairs (image, class k) with answer 1 of
 *
 *   −log ( e^{cos(v_k, v^GM_k)/τ} / ( e^{cos(v_k, v^GM_k)/τ} + Σ over negatives u of e^{cos(v_k, u)/τ} ) )
 *
 * -> []; 0 where no answer is 1. The negatives are switched by {@link ContrastNegatives}; a pair without any has loss 0. The
 * features of other classes are negatives whatever their answers; images whose answer for k is missing are no negatives.
 * Gradients reach all features that are read, positives and negatives too: cut them outside where that is not wanted. Features of
 * length 0 have cosine 0 with all and no gradient. Memory B·K·(K + B) scores.
 * @throws ShapeError where the operands do not fit. @throws ConfigError for τ that is not above 0, or no kind of negatives.
 * @source Cui et al. 2025 (IBCA, arXiv 2508.08069) for the idea of a contrastive intervention; van den Oord et al. 2018 for
 * the form; positives and negatives are ours.
 */
export function classContrast(operands: ContrastedFeatures): Tensor {
  const { features, positives, answers, negatives, temperature } = operands;
  checkContrast(operands);
  const { shape } = answers;
  const [batch, classes] = [at(shape, 0), at(shape, 1)];
  const own = unitRows(features);
  const scoreOf = (others: Tensor) =>
    div(sum(mul(own, unitRows(others)), { axes: [2], keepAxes: true }), temperature);
  const candidates = [scoreOf(positives)];
  if (negatives.otherClasses) {
    const scores = div(matmul(own, own, { transposeRight: true }), temperature);
    candidates.push(where(ownClass(classes), nothing, scores));
  }
  if (negatives.absentImages) {
    const byClass = transpose(own, [1, 0, 2]);
    const scores = div(matmul(byClass, byClass, { transposeRight: true }), temperature);
    const absent = reshape(transpose(equal(answers, 0), [1, 0]), [classes, 1, batch]);
    candidates.push(transpose(where(absent, scores, nothing), [1, 0, 2]));
  }
  if (negatives.complement !== null) candidates.push(scoreOf(negatives.complement));
  const losses = sub(
    logSumExp(concat(candidates, 2), { axes: [2] }),
    reshape(at(candidates, 0), shape),
  );
  return reduceLoss("classContrast", losses, equal(answers, 1), {});
}

/** x/‖x‖ along the last axis; 0 where x is 0. */
function unitRows(x: Tensor): Tensor {
  const squares = sum(mul(x, x), { axes: [-1], keepAxes: true });
  return div(x, sqrt(where(greater(squares, 0), squares, 1)));
}

function checkContrast({
  features,
  positives,
  answers,
  negatives,
  temperature,
}: ContrastedFeatures): void {
  const where_ = "classContrast";
  requireShape(where_, "positives", features.shape, positives.shape);
  requireShape(where_, "answers", features.shape.slice(0, 2), answers.shape);
  const { otherClasses, absentImages, complement } = negatives;
  if (complement !== null) {
    requireShape(where_, "complement", features.shape, complement.shape);
  }
  if (!otherClasses && !absentImages && complement === null) {
    throw new ConfigError(where_, "negatives", { expected: "one kind or more", got: "none" });
  }
  if (!(temperature > 0)) {
    throw new ConfigError(where_, "temperature", { expected: "above 0", got: temperature });
  }
}
