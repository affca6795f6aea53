import { z } from "zod";
import { adversary, adversaryConfig } from "../dependence/adversary.js";
import { noScaling } from "./gradient-scaling.js";
import { latentSplit } from "./latent-split.js";
import { defineMethod } from "./method.js";
import { valueTerms } from "./pair-terms.js";
import { sigmoidRamp } from "./sigmoid-ramp.js";
import { plainPenalty } from "./split-penalty.js";

/**
 * Adversarial training: one head for the label, and for each attribute a network that predicts it from the same
 * features, whose gradient is reversed.
 *
 *   encoder and head:  L = task loss(label) − λ(p) · mean over attributes of cross-entropy(attribute)
 *   adversaries:       their own cross-entropy, on the features of the same batch
 *   λ(p) = lambda · (2 / (1 + e^(−gamma · p)) − 1),  p the share of the run
 *
 * `given: label` shows the adversary the label too: it then learns the attribute given the label, and features that
 * carry the label are not punished for what that says of the attribute (Zhang 2018, equalised odds). λ = 0 is `erm`.
 * For a continuous attribute the adversary regresses its standardised number: squared error in place of cross-entropy.
 * An adversary at chance may be a failing one; one below chance is still informative.
 *
 * Defaults: lambda 0.4, gamma 4 (Müller et al. 2024, chest X-rays), adversary of three layers of 64.
 */
export const adversarial = defineMethod({
  name: "adversarial",
  title: "Adversarial training by gradient reversal",
  source: {
    work: "Ganin et al. 2016, JMLR 17; strength as in Müller et al. 2024, MLMI",
    differs:
      "Each player has its own optimiser state (published: one optimiser over a reversed gradient); features are standardised before the adversary; several attributes: the mean of their losses.",
  },
  needs: ["attribute-labels"],
  config: z.strictObject({
    name: z.literal("adversarial"),
    lambda: z
      .number()
      .nonnegative()
      .default(0.4)
      .describe("final strength of the reversed gradient"),
    gamma: z.number().positive().default(4).describe("how fast the strength rises over the run"),
    given: z
      .enum(["none", "label"])
      .default("none")
      .describe("label: the adversary is shown the label as well"),
    criticSteps: z
      .int()
      .positive()
      .default(1)
      .describe("adversary updates for each encoder update"),
    criticLearningRate: z
      .number()
      .positive()
      .default(1)
      .describe("learning rate of the adversary as a multiple of the run's"),
    hidden: adversaryConfig.shape.hidden,
    standardise: adversaryConfig.shape.standardise,
  }),
  build: ({ lambda, gamma, given, criticSteps, criticLearningRate, ...options }, context) => {
    const width =
      context.features * (context.head === "linear" ? 1 + context.attributes.length : 1);
    const strata = given === "label" ? { strata: context.label.classes } : {};
    return latentSplit(context, {
      attributeHeads: false,
      penalty:
        lambda === 0
          ? null
          : {
              ...plainPenalty,
              terms: valueTerms(
                context,
                (shape) => adversary({ ...shape, ...strata }, { ...options, clampPenalty: false }),
                width,
              ),
              given,
              weight: ({ fraction }) => lambda * sigmoidRamp(fraction, gamma),
              critics: { ...plainPenalty.critics, criticSteps, criticLearningRate },
              scaling: noScaling,
            },
    });
  },
});
