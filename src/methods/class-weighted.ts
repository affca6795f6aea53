import { z } from "zod";
import { ConfigError } from "../base/errors.js";
import { cast } from "../graph/ops/select.js";
import { classifier } from "./classifier.js";
import { balancedWeights, weightedCrossEntropy } from "./group-weights.js";
import { defineMethod } from "./method.js";

/**
 * Class-balanced loss:
 *
 *   L = mean over rows of w_y · cross-entropy,  w_y = K · v_y / Σ v,  v_y = 1/n_y or (1 − β) / (1 − β^{n_y})
 *
 * n_y are the rows of a class that an epoch shows. Knows no attributes. β = 0 is `erm`, byte for byte.
 *
 * Defaults: β null, inverse frequency; Cui et al. 2019 choose β among 0.9, 0.99, 0.999 and 0.9999.
 * @throws ConfigError where a class has no training rows.
 */
export const classWeighted = defineMethod({
  name: "class-weighted",
  title: "Class-balanced loss",
  source: { work: "Cui et al. 2019, CVPR (class-balanced loss)", differs: null },
  needs: ["label-classes"],
  config: z.strictObject({
    name: z.literal("class-weighted"),
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
    const empty = context.epochLabels.indexOf(0);
    if (empty >= 0) {
      throw new ConfigError("method", "class-weighted needs training rows of every class", {
        got: `none of ${context.label.name} ${empty}`,
      });
    }
    const weights = balancedWeights(context.epochLabels, beta);
    return classifier(context, {
      objective: ({ logits, label }) => {
        const loss = weightedCrossEntropy(logits, label, weights, cast(label, "int64"));
        return { loss, terms: { reweighted: loss } };
      },
    });
  },
});
