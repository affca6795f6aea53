import { ShapeError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { mul } from "../../graph/ops/elementwise.js";
import { matmul } from "../../graph/ops/matmul.js";
import { slice, transpose } from "../../graph/ops/movement.js";
import { reshape, softmax } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import { kaimingUniform, xavierUniform } from "../init.js";
import { constantInit, type ApplyContext, type Layer } from "../layer.js";
import { mapRows } from "./map-rows.js";
import { placeOf } from "./place.js";

/** Options of {@link multiHeadAttention}. */
export interface AttentionOptions {
  /** Features F of queries, keys, values and result. */
  readonly features: number;
  /** Number of heads; divides `features`. */
  readonly heads: number;
}

/** What attention gives beside its result. */
export interface AttentionResult {
  /** [B, Q, F] */
  readonly output: Tensor;
  /** Weights of each head, [B, heads, Q, M]; each row sums to 1. */
  readonly weights: Tensor;
}

/** A layer (self-attention: x [B, Q, F] is query and memory) that can also look at another memory. */
export interface AttentionLayer extends Layer {
  /**
   * Cross-attention: query [B, Q, F] looks at key and value [B, M, F].
   * @throws ShapeError where axes, batch or features do not fit.
   */
  attend(context: ApplyContext, query: Tensor, key: Tensor, value: Tensor): AttentionResult;
}

/**
 * Scaled dot-product attention in `heads` parts: head h of the projected query q, key k, value v gives
 * softmax(q·kᵀ / √(F/heads))·v; the heads side by side are projected once more.
 *
 * Parameters in PyTorch's layout: `inWeight` [3F, F] (rows of query, key, value; Xavier uniform), `inBias`
 * [3F] (zeros), `outWeight` [F, F] (PyTorch's default for linear layers), `outBias` [F] (zeros). No dropout,
 * no mask, so training and evaluation do not differ. Batch first.
 * @throws ShapeError where heads do not divide the features.
 * @source torch.nn.MultiheadAttention(batch_first=True); Vaswani et al. 2017.
 */
export function multiHeadAttention({ features, heads }: AttentionOptions): AttentionLayer {
  if (features % heads !== 0) {
    throw new ShapeError("multiHeadAttention", "heads do not divide the features", {
      features,
      heads,
    });
  }
  const attend: AttentionLayer["attend"] = (context, query, key, value) => {
    checkOperands(context, features, query, key, value);
    const headsOf = (x: Tensor, part: number) =>
      splitHeads(project(context, x, part, features), heads);
    const scaled = mul(headsOf(query, 0), Math.sqrt(heads / features));
    const weights = softmax(matmul(scaled, headsOf(key, 1), { transposeRight: true }));
    const mixed = transpose(matmul(weights, headsOf(value, 2)), [0, 2, 1, 3]);
    const joined = reshape(mixed, query.shape);
    const output = mapRows(joined, context.parameter("outWeight"), context.parameter("outBias"));
    return { output, weights };
  };
  return {
    parameters: {
      inWeight: { shape: [3 * features, features], init: xavierUniform },
      inBias: { shape: [3 * features], init: constantInit(0) },
      outWeight: { shape: [features, features], init: kaimingUniform },
      outBias: { shape: [features], init: constantInit(0) },
    },
    buffers: {},
    attend,
    apply: (context, x) => attend(context, x, x, x).output,
  };
}

/** x [B, N, F] times part 0, 1 or 2 (query, key, value) of the packed projection, plus its bias. */
function project(context: ApplyContext, x: Tensor, part: number, features: number): Tensor {
  const rows = { axis: 0, start: part * features, end: (part + 1) * features };
  const weight = slice(context.parameter("inWeight"), [rows]);
  const bias = slice(context.parameter("inBias"), [rows]);
  return mapRows(x, weight, bias);
}

/** [B, N, F] -> [B, heads, N, F/heads]. */
function splitHeads(x: Tensor, heads: number): Tensor {
  const [batch, length, features] = [at(x.shape, 0), at(x.shape, 1), at(x.shape, 2)];
  return transpose(reshape(x, [batch, length, heads, features / heads]), [0, 2, 1, 3]);
}

function checkOperands(
  context: ApplyContext,
  features: number,
  query: Tensor,
  key: Tensor,
  value: Tensor,
): void {
  const [batch, memory] = [query.shape[0], key.shape[1]];
  const fits =
    [query, key, value].every(
      ({ shape }) => shape.length === 3 && shape[0] === batch && shape[2] === features,
    ) && value.shape[1] === memory;
  if (!fits) {
    throw new ShapeError(
      placeOf(context, "multiHeadAttention"),
      "operands must be [B, Q, F], [B, M, F] and [B, M, F]",
      { features, query: query.shape, key: key.shape, value: value.shape },
    );
  }
}
