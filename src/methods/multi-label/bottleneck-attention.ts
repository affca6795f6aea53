import { z } from "zod";
import { matmul } from "../../graph/ops/matmul.js";
import { applyPart, specsOfParts } from "../../nn/layer.js";
import { classScores } from "../../nn/layers/class-scores.js";
import { linear } from "../../nn/layers/linear.js";
import { defineMethod } from "../method.js";
import { attendedMethod, attendedSettings } from "./attended-method.js";
import { bottleneck, bottleneckSettings, type BottleneckSettings } from "./bottleneck.js";
import { joined } from "./class-query-head.js";
import type { ClassHead, ClassHeadPlace } from "./class-head.js";

/** Settings of {@link bottleneckHead}. */
interface BottleneckHeadSettings extends BottleneckSettings {
  /** D, features of a label. */
  readonly width: number;
}

/** v_k = Σ over places of A_k · (W x + b), A through the bottleneck alone; s_k = w_k · v_k + b_k. */
function bottleneckHead(settings: BottleneckHeadSettings, place: ClassHeadPlace): ClassHead {
  const { width } = settings;
  const mixture = bottleneck(settings, place);
  const values = linear({ inFeatures: place.channels, outFeatures: width });
  const scores = classScores({ classes: place.labels, features: width });
  return {
    ...specsOfParts({ mixture, values, scores }),
    width: place.labels * width,
    scalars: mixture.scalars,
    read(context, tokens, training) {
      const { attention, shares, price } = mixture.attend(
        context.child("mixture"),
        tokens,
        training?.scalars,
      );
      const features = matmul(attention, applyPart(context, "values", values, tokens));
      return {
        features: joined(features),
        scores: applyPart(context, "scores", scores, features),
        attention,
        maps: shares,
        ...(price && { added: { loss: price.loss, terms: { divergence: price.divergence } } }),
      };
    },
  };
}

/**
 * Attention of each label through an information bottleneck, with nothing else: L = ℓ(y, s) + β(t) · KL. By default that of a
 * single Gaussian (VIB); with more components it is the first step of `ibca` alone.
 */
export const bottleneckAttention = defineMethod({
  name: "bottleneck-attention",
  title: "Attention through an information bottleneck (VIB)",
  source: {
    work: "Alemi et al. 2017, VIB",
    differs: "The bottleneck is in the attention's logits, one a label and place; ours.",
  },
  needs: ["label-answers"],
  config: z.strictObject({
    name: z.literal("bottleneck-attention"),
    width: z.int().positive().default(64).describe("features of a label"),
    components: z.int().positive().default(1).describe("components of the mixture"),
    ...bottleneckSettings,
    ...attendedSettings,
  }),
  build: (options, context) => {
    const settings = { ...options, off: options.components > 1 };
    return attendedMethod(context, options, (place) => bottleneckHead(settings, place));
  },
});
