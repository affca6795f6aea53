import { z } from "zod";
import { add, mul } from "../graph/ops/elementwise.js";
import { entanglement } from "../nn/losses/entanglement.js";
import { classifier, plainCrossEntropy } from "./classifier.js";
import { defineMethod } from "./method.js";

/**
 * Entangling and disentangling:
 *
 *   L = cross-entropy + α · R⊥ + β · R∥
 *
 * on the features of the batch (see `entanglement`): R⊥ is the mean |cosine| of pairs that share their
 * attributes, R∥ the mean (1 − cosine) / 2 of pairs that share the label and not the attributes. The bias of a
 * row is its combination of all attributes; rows without it are in no pair. α = β = 0 is `erm`, byte for byte;
 * a term of weight 0 is left out.
 *
 * Defaults: α 0.1, β 0.1, the example of the authors' code; the paper tunes both for each data set.
 */
export const end = defineMethod({
  name: "end",
  title: "EnD: entangling and disentangling",
  source: {
    work: "Tartaglione et al. 2021, CVPR",
    differs:
      "The mean of |cosine| over pairs (their code: |sum of cosines| of each bias); the head reads the features as they are (theirs: normalised).",
  },
  needs: ["label-classes", "attribute-labels"],
  config: z.strictObject({
    name: z.literal("end"),
    alpha: z
      .number()
      .nonnegative()
      .default(0.1)
      .describe("weight of disentangling rows that share their attributes"),
    beta: z
      .number()
      .nonnegative()
      .default(0.1)
      .describe("weight of entangling rows that share the label and not the attributes"),
  }),
  build: ({ alpha, beta }, context) => {
    if (alpha === 0 && beta === 0) return classifier(context);
    return classifier(context, {
      objective: (pass) => {
        const found = entanglement(pass.features, pass.label, pass.environment);
        const weighted = [
          ["end.disentangling", alpha, found.disentangling],
          ["end.entangling", beta, found.entangling],
        ] as const;
        const used = weighted.filter(([, weight]) => weight > 0);
        return {
          loss: used.reduce(
            (loss, [, weight, term]) => add(loss, mul(term, weight)),
            plainCrossEntropy(pass).loss,
          ),
          terms: Object.fromEntries(used.map(([name, , term]) => [name, term])),
        };
      },
    });
  },
});
