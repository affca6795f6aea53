import { z } from "zod";
import { latentSplit } from "./latent-split.js";
import { defineMethod } from "./method.js";

/**
 * All heads, no penalty: L = mean over label and attributes of the task loss (`latentSplit`), each on its own part of the
 * features. The baseline of the MI family: what splitting alone gives.
 */
export const multitask = defineMethod({
  name: "multitask",
  title: "Multi-task learning on split features",
  source: { work: "Fay et al. 2023 (baseline of MIMM)", differs: null },
  needs: ["attribute-labels"],
  config: z.strictObject({ name: z.literal("multitask") }),
  build: (_, context) => latentSplit(context, { attributeHeads: true, penalty: null }),
});
