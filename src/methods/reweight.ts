import { z } from "zod";
import { classifier } from "./classifier.js";
import { inverseFrequency, scaleWeights, weightedCrossEntropy } from "./group-weights.js";
import { defineMethod } from "./method.js";

/**
 * Loss weights by group (label × all attributes):
 *
 *   L = mean over rows of w_g · cross-entropy,  w_g ∝ n_g^(−power)
 *
 * n_g are the rows of a group that an epoch shows: with `rebalance` or `undersample` they are equal, and so are
 * the weights. Scaled over the training rows (see `scaleWeights`), not inside a batch. Rows without a group
 * weigh 0. power 0 is `erm`, byte for byte.
 *
 * Defaults: power 1 (inverse frequency, the usual form; 0.5 is the square root of Yang et al. 2023). scale
 * `kish` is ours: weights of a rare group multiply its gradient noise, and this shortens the step by as much.
 */
export const reweight = defineMethod({
  name: "reweight",
  title: "Group reweighting",
  source: {
    work: "Shimodaira 2000; groups as in Sagawa et al. 2020 (upweighting)",
    differs:
      "Weights are scaled to Kish's effective number of rows by default (published: to a mean of 1); rows whose group is unknown weigh 0.",
  },
  needs: ["label-classes", "attribute-labels", "group-counts"],
  config: z.strictObject({
    name: z.literal("reweight"),
    power: z
      .number()
      .min(0)
      .max(2)
      .default(1)
      .describe("weight of a group is its number of rows to minus this power; 0 is erm"),
    scale: z
      .enum(["kish", "rows"])
      .default("kish")
      .describe("mean weight of a row: share of effective rows, or 1"),
  }),
  build: ({ power, scale }, context) => {
    if (power === 0) return classifier(context);
    const counts = context.epochGroups;
    const weights = scaleWeights(inverseFrequency(counts, power), counts, scale);
    return classifier(context, {
      objective: ({ logits, label, group }) => {
        const loss = weightedCrossEntropy(logits, label, weights, group);
        return { loss, terms: { reweighted: loss } };
      },
    });
  },
});
