import { z } from "zod";
import { focal as focalLoss } from "../nn/losses/focal.js";
import { classifier } from "./classifier.js";
import { defineMethod } from "./method.js";

/**
 * Focal loss: L = mean over rows of −(1 − p)^γ · log p, p = softmax(logits)[label]. Rows that are already right
 * count less: a guess at what a shortcut makes easy. Knows no attributes. γ = 0 is `erm`, byte for byte.
 *
 * Defaults: γ 2, the paper's best.
 */
export const focal = defineMethod({
  name: "focal",
  title: "Focal loss",
  source: {
    work: "Lin et al. 2017, ICCV",
    differs: "Softmax over classes instead of one sigmoid a class; no class weights α.",
  },
  needs: ["label-classes"],
  config: z.strictObject({
    name: z.literal("focal"),
    gamma: z
      .union([z.literal(0), z.number().min(1)])
      .default(2)
      .describe("focusing exponent; 0 is erm"),
  }),
  build: ({ gamma }, context) => {
    if (gamma === 0) return classifier(context);
    return classifier(context, {
      objective: ({ logits, label }) => {
        const loss = focalLoss(logits, label, { gamma });
        return { loss, terms: { focal: loss } };
      },
    });
  },
});
