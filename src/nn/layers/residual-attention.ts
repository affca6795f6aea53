import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { add, div, mul, sqrt } from "../../graph/ops/elementwise.js";
import { max, mean, softmax, sum } from "../../graph/ops/reduce.js";
import { transpose } from "../../graph/ops/movement.js";
import { cast, equal } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import { kaimingUniform } from "../init.js";
import type { ApplyContext } from "../layer.js";
import { mapRows } from "./map-rows.js";
import type { PlaceScores } from "./place-scores.js";
import { requireTokens } from "./tokens.js";

/** Options of {@link residualAttention}. */
export interface ResidualAttentionOptions {
  /** Number of classes K. */
  readonly classes: number;
  /** Features C of a token. */
  readonly inFeatures: number;
  /** T of each head's softmax over places, above 0; `Infinity` is the largest score. Heads are as many as there are. */
  readonly temperatures: readonly number[];
  /** λ, the share of the spatial part. */
  readonly share: number;
}

/** Temperatures of the published heads, by their number. */
export const residualAttentionHeads = {
  1: [1],
  2: [1, Infinity],
  4: [1, 2, 4, Infinity],
  6: [1, 2, 3, 4, 5, Infinity],
  8: [1, 2, 3, 4, 5, 6, 7, Infinity],
} as const;

/**
 * Class-specific residual attention (CSRA), tokens [B, N, C] -> logits [B, K]: with scores s_kn = w_k·x_n / ‖w_k‖ of head h
 *
 *   logit_k = Σ_h [ mean over n of s_kn + λ·Σ_n softmax over n of (T_h·s_kn) · s_kn ]
 *
 * Parameters `weight0`, `weight1`, … [K, C], one a head, by PyTorch's law for linear layers. No biases. No difference between
 * training and evaluation. By place: Σ_h s_kn · [1/N + λ·softmax over n of (T_h·s_kn)], where T = ∞ shares the largest score
 * among the places that have it.
 * @throws ShapeError where tokens are not [B, N, C]. @throws ConfigError without heads or for a temperature not above 0.
 * @source Zhu & Wu 2021 (ICCV) and their code.
 */
export function residualAttention(options: ResidualAttentionOptions): PlaceScores {
  const { classes, inFeatures, temperatures, share } = options;
  if (temperatures.length === 0 || !temperatures.every((own) => own > 0)) {
    throw new ConfigError("residualAttention", "temperatures", {
      expected: "one or more, each above 0",
      got: temperatures,
    });
  }
  const nameOf = (head: number) => `weight${head}`;
  const spec = { shape: [classes, inFeatures], init: kaimingUniform };
  /** Sum over the heads of what each makes of its scores [B, K, N]. */
  const overHeads = (
    context: ApplyContext,
    tokens: Tensor,
    read: (scores: Tensor, temperature: number) => Tensor,
  ): Tensor => {
    requireTokens(context, "residualAttention", tokens, { C: inFeatures });
    const heads = temperatures.map((temperature, head) => {
      const weight = context.parameter(nameOf(head));
      const length = sqrt(sum(mul(weight, weight), { axes: [1], keepAxes: true }));
      const scores = transpose(mapRows(tokens, div(weight, length), null), [0, 2, 1]);
      return read(scores, temperature);
    });
    return heads.slice(1).reduce((total, head) => add(total, head), at(heads, 0));
  };
  return {
    parameters: Object.fromEntries(temperatures.map((_, head) => [nameOf(head), spec])),
    buffers: {},
    apply: (context, tokens) =>
      overHeads(context, tokens, (scores, temperature) =>
        add(mean(scores, { axes: [2] }), mul(spatialScore(scores, temperature), share)),
      ),
    byPlace: (context, tokens) =>
      overHeads(context, tokens, (scores, temperature) => {
        const attention = mul(spatialAttention(scores, temperature), share);
        return mul(scores, add(attention, 1 / at(scores.shape, 2)));
      }),
  };
}

/** Scores [B, K, N] by their own attention, [B, K]. */
function spatialScore(scores: Tensor, temperature: number): Tensor {
  if (temperature === Infinity) return max(scores, { axes: [2] });
  return sum(mul(spatialAttention(scores, temperature), scores), { axes: [2] });
}

/** That attention, [B, K, N]. */
function spatialAttention(scores: Tensor, temperature: number): Tensor {
  if (temperature < Infinity) return softmax(mul(scores, temperature));
  const largest = cast(equal(scores, max(scores, { axes: [2], keepAxes: true })), "float32");
  return div(largest, sum(largest, { axes: [2], keepAxes: true }));
}
