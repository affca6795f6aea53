import { z } from "zod";
import { add, mul } from "../graph/ops/elementwise.js";
import type { Tensor } from "../graph/tensor.js";
import { invariancePenalty } from "../nn/losses/invariance-penalty.js";
import { classifier, plainCrossEntropy } from "./classifier.js";
import { countEnvironments, membership } from "./groups.js";
import { defineMethod } from "./method.js";

/**
 * Invariant risk minimisation (IRMv1): the same head should be optimal in every environment.
 *
 *   L = cross-entropy + λ · mean over environments e of (d/dw CE_e(w · logits) at w = 1)²
 *
 * The derivative is written out (see `invariancePenalty`): only first derivatives are needed. An environment
 * is a combination of all attributes; rows without one are left out of the penalty. Before the share `warmUp`
 * of the run the weight is min(1, λ). λ = 0 is `erm`, byte for byte.
 *
 * Defaults: λ 100 after a tenth of the run, as in DomainBed (step 500 of 5000).
 */
export const irm = defineMethod({
  name: "irm",
  title: "Invariant risk minimisation",
  source: {
    work: "Arjovsky et al. 2019 (IRMv1)",
    differs:
      "The risk is the mean over rows, not the sum over environments; the loss is not divided by a weight above 1, and Adam's moments are not reset after the warm-up.",
  },
  needs: ["label-classes", "attribute-labels"],
  config: z.strictObject({
    name: z.literal("irm"),
    lambda: z.number().nonnegative().default(100).describe("weight of the invariance penalty"),
    warmUp: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe("share of the run in which the weight is at most 1"),
  }),
  build: ({ lambda, warmUp }, context) => {
    if (lambda === 0) return classifier(context);
    const environments = countEnvironments(context);
    return classifier(context, {
      scalars: { lambda: ({ fraction }) => (fraction < warmUp ? Math.min(1, lambda) : lambda) },
      objective: (pass) => {
        const { member } = membership(pass.environment, environments);
        const penalty = invariancePenalty(pass.logits, pass.label, member);
        const weight = pass.scalars["lambda"] as Tensor;
        return {
          loss: add(plainCrossEntropy(pass).loss, mul(penalty, weight)),
          terms: { irm: penalty },
        };
      },
    });
  },
});
