import { z } from "zod";
import { counterfactuals } from "../../nn/layers/counterfactual-features.js";
import { defineMethod } from "../method.js";
import { attendedMethod, attendedSettings } from "./attended-method.js";
import { causalAttentionHead } from "./causal-attention-head.js";
import { classQuerySettings } from "./class-query.js";

/**
 * Class-query attention that also learns from the effect of its attention: L = ℓ(y, s) + ρ(t) · weight · ℓ(y, s − s under
 * do(A = A_cf)), after CAL. The part of `ibca` that was known before it.
 *
 * Deviations from CAL: attention by class queries and not by convolutions; maps that sum to 1; the weight comes in
 * gradually, as in `ibca`.
 */
export const counterfactualAttentionMethod = defineMethod({
  name: "counterfactual-attention",
  title: "Counterfactual attention learning (like CAL)",
  source: {
    work: "Rao et al. 2021, CAL",
    differs: "On class-query attention instead of attention maps by convolutions, and gradually.",
  },
  needs: ["label-answers"],
  config: z.strictObject({
    name: z.literal("counterfactual-attention"),
    ...classQuerySettings,
    weight: z.number().positive().default(1).describe("weight of the loss of the effect"),
    counterfactual: z
      .enum(counterfactuals)
      .default("shuffled")
      .describe("attention that stands in for a label's own"),
    ...attendedSettings,
  }),
  build: ({ weight, counterfactual, ...options }, context) =>
    attendedMethod(context, options, (place) =>
      causalAttentionHead(
        {
          ...options,
          ...{ bottleneck: null, align: 0, contrast: 0, negatives: [], temperature: 1 },
          ...{ intervene: weight, counterfactuals: [counterfactual] },
          erasing: null,
        },
        place,
      ),
    ),
});
