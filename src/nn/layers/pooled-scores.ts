import { mean } from "../../graph/ops/reduce.js";
import { functionLayer, sequential, type Layer } from "../layer.js";
import { linear } from "./linear.js";

/** Options of {@link pooledScores}. */
export interface PooledScoresOptions {
  /** Number of classes K. */
  readonly classes: number;
  /** Features C of a token. */
  readonly inFeatures: number;
}

/**
 * The plain head: mean over places, then one linear layer for all classes, tokens [B, N, C] -> logits [B, K]. Every class looks
 * at all places alike: the baseline of attention for each class. Parameters `head.weight` [K, C], `head.bias` [K].
 * @throws ShapeError where the last axis is not C (from the linear layer).
 */
export function pooledScores({ classes, inFeatures }: PooledScoresOptions): Layer {
  return sequential({
    pool: functionLayer((tokens) => mean(tokens, { axes: [1] })),
    head: linear({ inFeatures, outFeatures: classes }),
  });
}
