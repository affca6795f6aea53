import { z } from "zod";
import { classifier } from "./classifier.js";
import { balancedWeights, weightedCrossEntropy } from "./group-weights.js";
import { defineMethod } from "./method.js";

/**
 * Class-balanced loss over cells (label × all attributes):
 *
 *   L = mean over rows of w_g · cross-entropy,  w_g = G · v_g / Σ v,  v_g = 1/n_g or (1 − β) / (1 − β^{n_g})
 *
 * n_g are the rows of a cell that an epoch shows. The mean weight of a cell is 1. Rows without a cell weigh 0.
 * β = 0 is `erm`, byte for byte; β null is inverse frequency, `reweight` up to the scale.
 *
 * Defaults: β null; Cui et al. 2019 choose β among 0.9, 0.99, 0.999 and 0.9999.
 */
export const cellWeighted = defineMethod({
  name: "cell-weighted",
  title: "Cell-balanced loss",
  source: {
    work: "Cui et al. 2019, CVPR (class-balanced loss)",
    differs: "Weights belong to cells, label × attributes, instead of classes.",
  },
  needs: ["label-classes", "attribute-labels", "group-counts"],
  config: z.strictObject({
    name: z.literal("cell-weighted"),
    beta: z
      .number()
      .min(0)
      .lt(1)
      .nullable()
      .default(null)
      .describe("memory of the effective number of rows; null: inverse frequency; 0 is erm"),
  }),
  build: ({ beta }, context) => {
    if (beta === 0) return classifier(context);
    const weights = balancedWeights(context.epochGroups, beta);
    return classifier(context, {
      objective: ({ logits, label, group }) => {
        const loss = weightedCrossEntropy(logits, label, weights, group);
        return { loss, terms: { reweighted: loss } };
      },
    });
  },
});
