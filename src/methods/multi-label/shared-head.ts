import { mean } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import { applyPart, specsOfParts } from "../../nn/layer.js";
import type { PlaceScores } from "../../nn/layers/place-scores.js";
import type { ClassHead, ClassHeadPlace } from "./class-head.js";

/**
 * A head whose labels share the mean of the places, or what `pool` makes of them, [B, C], as their features. It looks at no place before another; what is
 * shown is what each adds to a label's logit (class activation map), which may be below 0. A part of an attribute is a linear
 * layer on the mean, so that no penalty could part the two: it acts on the scores.
 */
export function sharedHead(
  scores: PlaceScores,
  { channels, labels }: ClassHeadPlace,
  pool: (tokens: Tensor) => Tensor = (tokens) => mean(tokens, { axes: [1] }),
): ClassHead {
  return {
    ...specsOfParts({ scores }),
    width: channels,
    partWidth: labels,
    read: (context, tokens) => {
      const said = applyPart(context, "scores", scores, tokens);
      return {
        features: pool(tokens),
        scores: said,
        part: said,
        attention: scores.byPlace(context.child("scores"), tokens),
      };
    },
  };
}
