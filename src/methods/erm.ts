import { z } from "zod";
import { latentSplit } from "./latent-split.js";
import { defineMethod } from "./method.js";

/**
 * Empirical risk minimisation: the primary head alone, L = task loss of the label (`latentSplit`): cross-entropy, or
 * squared error of a number. Knows no attributes: the baseline that falls for shortcuts.
 */
export const erm = defineMethod({
  name: "erm",
  title: "Empirical risk minimisation",
  source: { work: "Vapnik 1992", differs: null },
  needs: [],
  config: z.strictObject({ name: z.literal("erm") }),
  build: (_, context) => latentSplit(context, { attributeHeads: false, penalty: null }),
});
