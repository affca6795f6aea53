import { ShapeError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { mul } from "../../graph/ops/elementwise.js";
import { matmul } from "../../graph/ops/matmul.js";
import { transpose } from "../../graph/ops/movement.js";
import { expand, mean, reshape, softmax } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import { kaimingUniform, normalInit, xavierUniform } from "../init.js";
import type { ApplyContext, Layer } from "../layer.js";
import { mapRows } from "./map-rows.js";
import { requireTokens } from "./tokens.js";

/** Options of {@link classQueryAttention}. */
export interface ClassQueryAttentionOptions {
  /** Number of classes K, one learnt query each. */
  readonly classes: number;
  /** Number of heads H; divides `features`. */
  readonly heads: number;
  /** Features C of a token. */
  readonly inFeatures: number;
  /** Features D of a class. */
  readonly features: number;
}

/** What the queries see in a batch. */
export interface ClassAttention {
  /** A_kh over the N places, [B, K, H, N]; each row sums to 1. */
  readonly attention: Tensor;
  /** v_k, [B, K, D]. */
  readonly features: Tensor;
  /** v under an even look over the places, of all classes the same: [B, 1, D]. */
  readonly even: Tensor;
  /**
   * v_k under another attention, do(A = A_cf): [B, K, H, N], or 1 in place of B, K or H -> [B, K, D]. With `attention` itself
   * it gives `features`.
   * @throws ShapeError where the shape does not broadcast.
   */
  readonly poolWith: (attention: Tensor) => Tensor;
}

/** A layer (tokens [B, N, C] -> class features [B, K, D]) that also gives its attention. */
export interface ClassQueryAttention extends Layer {
  /** @throws ShapeError where tokens are not [B, N, C]. */
  attend(context: ApplyContext, tokens: Tensor): ClassAttention;
}

/**
 * Reconstruction: IBCA's multi-head attention with one learnt query Q_k a class, in H heads of D/H features:
 *
 *   A_kh = softmax over places n of (Q_k W_q^h)·(X W_k^h)ᵀ / √(D/H),   v_k = [A_k1 X W_v^1 | … | A_kH X W_v^H] W_o
 *
 * Parameters `query` [K, D] (N(0, 1)), `queryWeight` [D, D], `keyWeight` and `valueWeight` [D, C] (Xavier uniform), `outWeight`
 * [D, D] (PyTorch's law for linear layers). No biases: that of the key cancels in the softmax, that of the query is part of
 * Q_k, those of value and output are part of the bias of {@link classScores}. No residual, norm, feed-forward part or
 * dropout, so training and evaluation do not differ.
 * @throws ShapeError where heads do not divide the features.
 * @source Cui et al. 2025 (IBCA, arXiv 2508.08069) for the idea; Liu et al. 2021 (Query2Label) for class queries. The
 * equations of IBCA are not known to us.
 */
export function classQueryAttention(options: ClassQueryAttentionOptions): ClassQueryAttention {
  const { classes, heads, inFeatures, features } = options;
  if (features % heads !== 0) {
    throw new ShapeError("classQueryAttention", "heads do not divide the features", {
      features,
      heads,
    });
  }
  const attend: ClassQueryAttention["attend"] = (context, tokens) => {
    requireTokens(context, "classQueryAttention", tokens, { C: inFeatures });
    const [batch = 0, places = 0] = tokens.shape;
    const project = (x: Tensor, name: string) => mapRows(x, context.parameter(name), null);
    const query = mul(
      project(context.parameter("query"), "queryWeight"),
      Math.sqrt(heads / features),
    );
    const asked = splitHeads(reshape(query, [1, classes, features]), heads);
    const keys = splitHeads(project(tokens, "keyWeight"), heads);
    const values = splitHeads(project(tokens, "valueWeight"), heads);
    const weights = softmax(matmul(asked, keys, { transposeRight: true }));
    const join = (byHead: Tensor) => {
      const mixed = transpose(matmul(byHead, values), [0, 2, 1, 3]);
      return project(reshape(mixed, [batch, classes, features]), "outWeight");
    };
    return {
      attention: transpose(weights, [0, 2, 1, 3]),
      features: join(weights),
      // Linear in the tokens, so that their mean is taken first.
      even: project(
        project(mean(tokens, { axes: [1], keepAxes: true }), "valueWeight"),
        "outWeight",
      ),
      poolWith: (other) =>
        join(transpose(expand(other, [batch, classes, heads, places]), [0, 2, 1, 3])),
    };
  };
  return {
    parameters: {
      query: { shape: [classes, features], init: normalInit(1) },
      queryWeight: { shape: [features, features], init: xavierUniform },
      keyWeight: { shape: [features, inFeatures], init: xavierUniform },
      valueWeight: { shape: [features, inFeatures], init: xavierUniform },
      outWeight: { shape: [features, features], init: kaimingUniform },
    },
    buffers: {},
    attend,
    apply: (context, tokens) => attend(context, tokens).features,
  };
}

/** [B, L, D] -> [B, H, L, D/H]. */
function splitHeads(x: Tensor, heads: number): Tensor {
  const [batch, length, features] = [at(x.shape, 0), at(x.shape, 1), at(x.shape, 2)];
  return transpose(reshape(x, [batch, length, heads, features / heads]), [0, 2, 1, 3]);
}
