import { z } from "zod";
import { mine, mineDefaults } from "../dependence/mine.js";
import { clipScaling, noScaling } from "./gradient-scaling.js";
import { latentSplit } from "./latent-split.js";
import { defineMethod } from "./method.js";
import { pairTerms } from "./pair-terms.js";
import { meanOfTerms } from "./term-weighting.js";

/**
 * Mutual Information Minimization Model.
 *
 *   L = mean over label and attributes of cross-entropy + λ · mean over pairs of Î(F_i; F_j)
 *
 * Î is MINE (nats). `criticSteps` updates of the critics, with the features cut, for each update of the
 * encoder: on the encoder's batch, with the features of its forward pass (`shared`), or on batches of their
 * own (`own`, as published). Each player has its own Adam moments. λ rises linearly from 0 over the first `warmUp` share of the
 * run. With one attribute this is MIMM; with more, all pairs are penalised (Mohan 2024). λ = 0 removes the
 * term, its phase and its critics: the run is then `multitask`, byte for byte.
 *
 * Defaults: from our own runs (experiments/morpho-mnist-mimm); published: λ 0.3–0.5 on the SUM of two
 * losses (0.15–0.25 here), all pairs, width 400, 2–4 critic batches of their own at the encoder's learning
 * rate, Adam 1e-5, no warm-up.
 */
export const mimm = defineMethod({
  name: "mimm",
  title: "Mutual Information Minimization Model",
  source: {
    work: "Fay et al. 2023, IEEE Access 11:64070",
    differs:
      "The loss is the mean of the task losses (published: their sum); rows of one subject are never paired as independent; the sum over product samples is divided by the number of its terms (published: by N); the critics' scores are bounded. Everything else beyond the published method is an option: the settings of the run say which are on, and docs/methods/mimm.md what was published.",
  },
  needs: ["attribute-labels"],
  config: z.strictObject({
    name: z.literal("mimm"),
    lambda: z.number().nonnegative().default(1).describe("weight of the MI penalty, per nat"),
    encoderSteps: z
      .int()
      .positive()
      .default(1)
      .describe("encoder updates in a row, each on a batch of its own, before the critics'"),
    criticSteps: z.int().positive().default(3).describe("critic updates for each encoder update"),
    criticBatches: z
      .enum(["own", "shared"])
      .default("shared")
      .describe(
        "own: critic updates have batches of their own, as published; shared: they use the features of the encoder's batch, so that every batch is an encoder step",
      ),
    warmUp: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe("share of the run over which lambda rises linearly from 0"),
    criticLearningRate: z
      .number()
      .positive()
      .default(3)
      .describe("learning rate of the critics as a multiple of the run's"),
    gradientScaling: z
      .enum(["none", "clip"])
      .default("clip")
      .describe(
        "clip: the penalty's gradient is never longer than that of the tasks; none: as it is",
      ),
    pairs: z
      .union([z.literal("all"), z.int().positive()])
      .default(mineDefaults.pairs)
      .describe("product samples: all B(B-1) combinations, or K shifts of the batch"),
    normaliser: z
      .enum(["batch", "per-sample"])
      .default(mineDefaults.normaliser)
      .describe("Donsker–Varadhan over the batch, or a normaliser for each sample"),
    emaDecay: z
      .number()
      .gt(0)
      .lt(1)
      .nullable()
      .default(mineDefaults.emaDecay)
      .describe("memory of the EMA-corrected critic gradient; null for the plain one"),
    hidden: z.int().positive().default(mineDefaults.hidden).describe("width of the critic"),
    standardise: z
      .boolean()
      .default(mineDefaults.standardise)
      .describe("standardise features over the batch before the critic"),
    clampPenalty: z
      .boolean()
      .default(mineDefaults.clampPenalty)
      .describe("penalise max(estimate, 0) instead of the estimate"),
  }),
  build: (config, context) => {
    const {
      lambda,
      encoderSteps,
      criticSteps,
      criticBatches,
      warmUp,
      criticLearningRate,
      gradientScaling,
      ...options
    } = config;
    return latentSplit(context, {
      attributeHeads: true,
      penalty:
        lambda === 0
          ? null
          : {
              terms: pairTerms(context, (shape) => mine(shape, options)),
              weighting: meanOfTerms,
              given: "none",
              balanced: false,
              weight: ({ fraction }) =>
                lambda * (warmUp === 0 ? 1 : Math.min(1, fraction / warmUp)),
              encoderSteps,
              criticSteps,
              criticBatches,
              criticLearningRate,
              scaling: gradientScaling === "clip" ? clipScaling : noScaling,
            },
    });
  },
});
