import { z } from "zod";
import {
  distanceCorrelation,
  distanceCorrelationConfig,
} from "../dependence/distance-correlation.js";
import { clipScaling, noScaling } from "./gradient-scaling.js";
import { latentSplit } from "./latent-split.js";
import { defineMethod } from "./method.js";
import { pairTerms } from "./pair-terms.js";
import { plainPenalty, risingWeight, warmUpSetting } from "./split-penalty.js";

/**
 * Distance correlation between the parts of split features; no critic, any number of factors.
 *
 *   L = mean over label and attributes of task loss + λ · mean over pairs of dCor(F_i; F_j)
 *
 * λ rises linearly from 0 over the first `warmUp` share of the run. λ = 0 is `multitask`, byte for byte.
 * Defaults: λ 0.5 and a tenth of the run without full penalty, as published.
 */
export const dcor = defineMethod({
  name: "dcor",
  title: "Distance correlation of feature parts",
  source: {
    work: "Müller et al. 2024, MLMI; measure: Székely, Rizzo, Bakirov 2007",
    differs:
      "λ rises linearly (published: off, then full); several attributes: all pairs, their mean; one linear layer a head.",
  },
  needs: ["attribute-labels"],
  config: z.strictObject({
    name: z.literal("dcor"),
    lambda: z.number().nonnegative().default(0.5).describe("weight of the penalty"),
    warmUp: warmUpSetting(0.1),
    gradientScaling: z
      .enum(["none", "clip"])
      .default("none")
      .describe(
        "clip: the penalty's gradient is never longer than that of the tasks; none: as it is",
      ),
    estimator: distanceCorrelationConfig.shape.estimator,
  }),
  build: ({ lambda, warmUp, gradientScaling, estimator }, context) =>
    latentSplit(context, {
      attributeHeads: true,
      penalty:
        lambda === 0
          ? null
          : {
              ...plainPenalty,
              terms: pairTerms(context, (shape) => distanceCorrelation(shape, { estimator })),
              weight: risingWeight(lambda, warmUp),
              scaling: gradientScaling === "clip" ? clipScaling : noScaling,
            },
    }),
});
