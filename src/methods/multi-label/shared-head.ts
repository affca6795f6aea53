import { mean } from "../../graph/ops/reduce.js";
import { applyPart, specsOfParts, type Layer } from "../../nn/layer.js";
import type { ClassHead, ClassHeadPlace } from "./class-head.js";

/** A head whose labels share the mean of the places, [B, C], as their features: it has no attention of its own to show. */
export function sharedHead(scores: Layer, { channels }: ClassHeadPlace): ClassHead {
  return {
    ...specsOfParts({ scores }),
    width: channels,
    read: (context, tokens) => ({
      features: mean(tokens, { axes: [1] }),
      scores: applyPart(context, "scores", scores, tokens),
      attention: null,
    }),
  };
}
