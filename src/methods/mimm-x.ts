import { z } from "zod";
import { confounderPenalty, confounderPenaltySettings } from "./confounder-penalty.js";
import { latentSplit } from "./latent-split.js";
import { defineMethod } from "./method.js";

/**
 * Mutual information minimisation over several spurious factors, with a Confounder Attention Weighter and dynamic
 * loss scaling.
 *
 *   L = mean over label and K factors of task loss + λ · scale · L_MI
 *
 *   attention features (A): L_MI = mean of Î(F_0; S) and Î(F_i; F_j), i < j,  S = attention over F_1 … F_K
 *   attention weights (B):  L_MI = mean of K · a_j · Î(F_0; F_j) and Î(F_i; F_j), i < j
 *   attention none:         L_MI = mean over all pairs of Î (mimm with the same options)
 *
 * Î is MINE by default; `measure` chooses another. Extensions of ours: `given: label` measures dependence given the
 * label, `distribution: independent` under weights that make label and factors independent, both without the floor that
 * correlated labels put under the plain form. `distribution: natural` measures it as the training set is while the tasks
 * learn from rebalanced rows: the floor is back, and λ sets how far the penalty leans against the association.
 *
 * `partPairs: primary` leaves out the pairs i < j of factors. With K = 1 (and identity values) all three are mimm,
 * byte for byte. Who is updated when is as in mimm; attention belongs to the critics' side. λ = 0 gives `multitask`.
 *
 * RECONSTRUCTION: of MIMM-X only names and ideas are public (several factors, a Confounder Attention Weighter, loss
 * scaling inspired by GradNorm). Variants A and B, the scalings `ratio` and `gradnorm` and all defaults are ours;
 * `clip` and the pairs of factors are those of its precursor (Mohan 2024).
 */
export const mimmX = defineMethod({
  name: "mimm-x",
  title: "MIMM-X (reconstruction)",
  source: {
    work: "Fay et al. 2025, LNCS 15976 (names and ideas); Mohan 2024, thesis (pairs, clipping)",
    differs:
      "A reconstruction: attention, scaling and settings of MIMM-X are not public; given: label and distribution: natural or independent are ours. docs/methods/mimm-x.md says what is published and what is ours.",
  },
  needs: ["attribute-labels"],
  config: z.strictObject({ name: z.literal("mimm-x"), ...confounderPenaltySettings }),
  notes: ({ lambda, distribution }, { isRebalanced }) =>
    lambda > 0 && isRebalanced && distribution === "shown"
      ? [
          "with sampling rebalance and distribution shown mimm-x has little left to penalise; method.distribution=natural measures dependence as it is in the training set (docs/methods/mimm-x.md)",
        ]
      : [],
  build: (options, context) =>
    latentSplit(context, {
      attributeHeads: true,
      penalty: confounderPenalty(options, context),
    }),
});
