import { InternalError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { add, mul } from "../../graph/ops/elementwise.js";
import { matmul } from "../../graph/ops/matmul.js";
import { slice } from "../../graph/ops/movement.js";
import { mean, reshape } from "../../graph/ops/reduce.js";
import { relu } from "../../graph/ops/select.js";
import { constant } from "../../graph/ops/source.js";
import { sortNodes } from "../../graph/program.js";
import type { Tensor } from "../../graph/tensor.js";

/** The weights A_l [B, H, N, N] of every self-attention over N tokens that the scores are made of, the first layer first. */
export function selfAttentions(scores: Tensor, tokens: number): Tensor[] {
  return sortNodes([scores]).flatMap((node) => {
    const [type] = node.outputTypes;
    const [, , rows, columns] = type?.shape ?? [];
    const isOne = node.op.name === "softmax" && type?.shape.length === 4;
    return isOne && rows === tokens && columns === tokens
      ? [{ node, index: 0, dtype: "float32" as const, shape: type.shape }]
      : [];
  });
}

/**
 * How much of the class token (the first) comes from each other token by the attention that speaks for the score: with
 * Ā_l = mean over heads of max(0, ∂s/∂A_l ∘ A_l) and R = (I + Ā_L) ⋯ (I + Ā_1) the first row of R without its first column,
 * [B, N − 1], 0 or more. Only that row is computed.
 *
 * Of one score, unlike the rollout of attention alone (Abnar and Zuidema 2020), which is the same for every class.
 * @param attentions A_l [B, H, N, N], the first layer first; one at least. @param gradients ∂s/∂A_l.
 * @source Chefer, Gur and Wolf 2021 ("Generic attention-model explainability"), equations 5 and 6, self-attention.
 */
export function classTokenRelevance(
  attentions: readonly Tensor[],
  gradients: readonly Tensor[],
): Tensor {
  const relevances = attentions.map((attention, layer) =>
    mean(relu(mul(attention, at(gradients, layer))), { axes: [1] }),
  );
  const last = relevances.pop();
  if (last === undefined) throw new InternalError("classTokenRelevance", "no attention");
  const [batch = 0, tokens = 0] = last.shape;
  const first = Float64Array.from({ length: tokens }, (_, token) => Number(token === 0));
  const own = constant(first, [1, 1, tokens]);
  let row = add(slice(last, [{ axis: 1, start: 0, end: 1 }]), own);
  for (const relevance of relevances.reverse()) row = add(row, matmul(row, relevance));
  return reshape(slice(row, [{ axis: 2, start: 1, end: tokens }]), [batch, tokens - 1]);
}
