import { z } from "zod";
import { mine, mineConfig } from "../dependence/mine.js";
import { clipScaling, noScaling } from "./gradient-scaling.js";
import { latentSplit } from "./latent-split.js";
import { defineMethod } from "./method.js";
import { pairTerms } from "./pair-terms.js";
import { sharedClipScaling } from "./shared-clip-scaling.js";
import {
  criticScheduleSettings,
  plainPenalty,
  risingWeight,
  warmUpSetting,
} from "./split-penalty.js";

const { name: _, ...mineSettings } = mineConfig.shape;

const scalings = { none: noScaling, clip: clipScaling, "clip-shared": sharedClipScaling };

/**
 * Mutual Information Minimization Model.
 *
 *   L = mean over label and attributes of task loss + λ · mean over pairs of Î(F_i; F_j)
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
    ...criticScheduleSettings,
    warmUp: warmUpSetting(0.5),
    gradientScaling: z
      .enum(["none", "clip", "clip-shared"])
      .default("clip")
      .describe(
        "clip: the penalty's gradient is never longer than that of the tasks; clip-shared: the same by norms at the last shared weight (less time); none: as it is",
      ),
    ...mineSettings,
  }),
  build: ({ lambda, warmUp, gradientScaling, ...options }, context) =>
    latentSplit(context, {
      attributeHeads: true,
      penalty:
        lambda === 0
          ? null
          : {
              ...plainPenalty,
              terms: pairTerms(context, (shape) => mine(shape, options)),
              weight: risingWeight(lambda, warmUp),
              scaling: scalings[gradientScaling],
              critics: options,
            },
    }),
});
