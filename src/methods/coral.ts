import { z } from "zod";
import { add, mul } from "../graph/ops/elementwise.js";
import { coral as coralDistance } from "../nn/losses/coral.js";
import { classifier, plainCrossEntropy } from "./classifier.js";
import { countEnvironments, membership } from "./groups.js";
import { defineMethod } from "./method.js";

/**
 * Correlation alignment: features have the same mean and covariance in every environment.
 *
 *   L = cross-entropy + λ · mean over pairs of environments of ‖μ_e − μ_f‖² / F + ‖C_e − C_f‖² / (4 F²)
 *
 * (see the loss `coral`). An environment is a combination of all attributes; rows without one are left out, and
 * so are environments with fewer than two rows in the batch. Where label and attributes go together, equal
 * moments also cost what separates the labels. λ = 0 is `erm`, byte for byte.
 *
 * Defaults: λ 1, as in DomainBed.
 */
export const coral = defineMethod({
  name: "coral",
  title: "Correlation alignment",
  source: {
    work: "Sun & Saenko 2016, ECCV workshops (Deep CORAL)",
    differs:
      "Between every pair of training environments, and means too, as in DomainBed (Gulrajani & Lopez-Paz 2021); both on the features before the head.",
  },
  needs: ["label-classes", "attribute-labels"],
  config: z.strictObject({
    name: z.literal("coral"),
    lambda: z.number().nonnegative().default(1).describe("weight of the alignment"),
  }),
  build: ({ lambda }, context) => {
    if (lambda === 0) return classifier(context);
    const environments = countEnvironments(context);
    return classifier(context, {
      objective: (pass) => {
        const { member } = membership(pass.environment, environments);
        const distance = coralDistance(pass.features, member);
        return {
          loss: add(plainCrossEntropy(pass).loss, mul(distance, lambda)),
          terms: { coral: distance },
        };
      },
    });
  },
});
