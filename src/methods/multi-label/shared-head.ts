import { mean } from "../../graph/ops/reduce.js";
import { applyPart, specsOfParts } from "../../nn/layer.js";
import type { PlaceScores } from "../../nn/layers/place-scores.js";
import type { ClassHead, ClassHeadPlace } from "./class-head.js";

/**
 * A head whose labels share the mean of the places, [B, C], as their features. It looks at no place before another; what is
 * shown is what each adds to a label's logit (class activation map), which may be below 0.
 */
export function sharedHead(scores: PlaceScores, { channels }: ClassHeadPlace): ClassHead {
  return {
    ...specsOfParts({ scores }),
    width: channels,
    read: (context, tokens) => ({
      features: mean(tokens, { axes: [1] }),
      scores: applyPart(context, "scores", scores, tokens),
      attention: scores.byPlace(context.child("scores"), tokens),
    }),
  };
}
