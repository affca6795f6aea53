import { at } from "../../base/ndarray.js";
import { mul } from "../../graph/ops/elementwise.js";
import { transpose } from "../../graph/ops/movement.js";
import { mean } from "../../graph/ops/reduce.js";
import { functionLayer, sequential } from "../layer.js";
import { linear } from "./linear.js";
import { mapRows } from "./map-rows.js";
import type { PlaceScores } from "./place-scores.js";

/** Options of {@link pooledScores}. */
export interface PooledScoresOptions {
  /** Number of classes K. */
  readonly classes: number;
  /** Features C of a token. */
  readonly inFeatures: number;
}

/**
 * The plain head: mean over places, then one linear layer for all classes, tokens [B, N, C] -> logits [B, K]. Every class looks
 * at all places alike: the baseline of attention for each class. Parameters `head.weight` [K, C], `head.bias` [K]. By place:
 * w_k·x_n / N.
 * @throws ShapeError where the last axis is not C (from the linear layer).
 */
export function pooledScores({ classes, inFeatures }: PooledScoresOptions): PlaceScores {
  return {
    ...sequential({
      pool: functionLayer((tokens) => mean(tokens, { axes: [1] })),
      head: linear({ inFeatures, outFeatures: classes }),
    }),
    byPlace: (context, tokens) => {
      const scores = mapRows(tokens, context.child("head").parameter("weight"), null);
      return mul(transpose(scores, [0, 2, 1]), 1 / at(tokens.shape, 1));
    },
  };
}
