import { z } from "zod";
import { defineMethod } from "../method.js";
import { counterfactuals } from "../../nn/layers/counterfactual-features.js";
import { attendedMethod, attendedSettings } from "./attended-method.js";
import { bottleneckSettings } from "./bottleneck.js";
import { causalAttentionHead, interventions, negativeKinds } from "./causal-attention-head.js";
import { classQuerySettings } from "./class-query.js";

const config = z.strictObject({
  name: z.literal("ibca"),
  ...classQuerySettings,
  components: z
    .int()
    .nonnegative()
    .default(3)
    .describe("components of the mixture attention; 0: none, 1: a single Gaussian"),
  off: z
    .boolean()
    .default(true)
    .describe(
      "of several components the lowest is fixed and narrow: places that are not looked at",
    ),
  ...bottleneckSettings,
  independence: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe(
      "how far the mixture's scores learn by cross-entropy as if no label told of another (power of train.answersLoss independent), whatever train.answersLoss is; 0: by that",
    ),
  align: z
    .number()
    .nonnegative()
    .default(0.1)
    .describe("weight of drawing each head's attention to the mixture's"),
  contrast: z
    .number()
    .nonnegative()
    .default(0.1)
    .describe("weight of drawing a label's features to the mixture's, away from the negatives"),
  negatives: z
    .array(z.enum(negativeKinds))
    .min(1)
    .default([...negativeKinds])
    .describe(
      "other-labels: other labels of the image; absent-images: the label in images without it; complement: what it did not look at",
    ),
  temperature: z.number().positive().default(0.1).describe("of the contrast, 0.07 to 0.2 is usual"),
  intervene: z
    .number()
    .nonnegative()
    .default(0.5)
    .describe("weight of learning from the effect of the attention alone"),
  counterfactuals: z
    .array(z.enum(interventions))
    .min(1)
    .default([...counterfactuals])
    .describe("attention that stands in for a label's own; the effects are averaged"),
  erase: z
    .number()
    .nonnegative()
    .default(1)
    .describe(
      "weight of looking again without what a label looks at: that label must then be no, the others as they are",
    ),
  eraseShare: z
    .number()
    .gt(0)
    .max(1)
    .default(0.15)
    .describe("share of a batch that is looked at again, at least two images"),
  eraseExtent: z
    .number()
    .positive()
    .default(0.1)
    .describe(
      "how far a look reaches, as a share of the picture: sigma of the window that is taken out",
    ),
  ...attendedSettings,
});

/**
 * Information-bottleneck causal attention (IBCA) for several labels; causal-attention-head.ts has the loss. Every term is
 * switched off by a weight of 0 and the mixture by `components: 0`; all off it is `class-query`, byte for byte.
 *
 * RECONSTRUCTION: of IBCA the idea, the data and some margins are public, no equation and no code. Backbone, where the mixture
 * lives, all losses, their weights and settings are ours; docs/methods/ibca.md.
 */
export const ibca = defineMethod({
  name: "ibca",
  title: "IBCA, information-bottleneck causal attention (reconstruction)",
  source: {
    work: "Cui et al. 2025, MICCAI, arXiv 2508.08069 (idea)",
    differs:
      "A reconstruction: equations, settings and backbone of IBCA are not public. docs/methods/ibca.md says what is published and what is ours.",
  },
  needs: ["label-answers"],
  needsBesides: ({ components, independence }) =>
    components > 0 && independence > 0 ? ["answers-given-others"] : [],
  config,
  build: (
    { components, off, erase: weight, eraseShare: share, eraseExtent: extent, ...options },
    context,
  ) => {
    const mixture = { ...options, components, off: off && components > 1 };
    const settings = {
      ...options,
      bottleneck: components === 0 ? null : mixture,
      erasing: weight === 0 ? null : { weight, share, extent },
    };
    return attendedMethod(context, options, (place) => causalAttentionHead(settings, place));
  },
});
