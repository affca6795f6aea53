import { ConfigError } from "../../base/errors.js";
import { mean, reshape } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import { applyPart, specsOfParts } from "../../nn/layer.js";
import {
  classQueryAttention,
  type ClassQueryAttention,
} from "../../nn/layers/class-query-attention.js";
import { classScores } from "../../nn/layers/class-scores.js";
import type { ClassHead, ClassHeadPlace } from "./class-head.js";

/** Settings of {@link classQueryHead}. */
export interface ClassQuerySettings {
  /** H; divides `width`. */
  readonly heads: number;
  /** D, features of a label. */
  readonly width: number;
}

/** v [B, K, D] -> [v_1 | … | v_K], [B, K · D]. */
export function joined(features: Tensor): Tensor {
  const [batch = 0, labels = 0, width = 0] = features.shape;
  return reshape(features, [batch, labels * width]);
}

/**
 * The attention of one learnt query a label over the places.
 * @throws ConfigError where heads do not divide the width.
 */
export function classQueries(
  { heads, width }: ClassQuerySettings,
  { labels, channels }: Pick<ClassHeadPlace, "labels" | "channels">,
): ClassQueryAttention {
  if (width % heads !== 0) {
    throw new ConfigError("method.heads", "does not divide method.width", {
      expected: `a divisor of ${width}`,
      got: heads,
    });
  }
  return classQueryAttention({
    ...{ classes: labels, heads },
    ...{ inFeatures: channels, features: width },
  });
}

/**
 * One learnt query a label looks over the places by multi-head attention, s_k = w_k · v_k + b_k: see
 * class-query-attention.ts and class-scores.ts. The attention that is shown is the mean over the heads.
 */
export function classQueryHead(
  settings: ClassQuerySettings,
  place: Pick<ClassHeadPlace, "labels" | "channels">,
): ClassHead {
  const { width } = settings;
  const { labels } = place;
  const query = classQueries(settings, place);
  const scores = classScores({ classes: labels, features: width });
  return {
    ...specsOfParts({ query, scores }),
    width: labels * width,
    read(context, tokens) {
      const { attention, features } = query.attend(context.child("query"), tokens);
      return {
        features: joined(features),
        scores: applyPart(context, "scores", scores, features),
        attention: mean(attention, { axes: [2] }),
      };
    },
  };
}
