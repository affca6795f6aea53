import { z } from "zod";
import { confounderPenalty, confounderPenaltySettings } from "../confounder-penalty.js";
import { latentSplit } from "../latent-split.js";
import type { BuiltMethod, MethodContext } from "../method.js";
import { attendedModel } from "./attended-model.js";
import type { ClassHead, ClassHeadPlace } from "./class-head.js";

/** Of several labels none is given, and a row is in no cell of label and attributes. */
const { given: _, ...penaltySettings } = confounderPenaltySettings;

/** What every method over places has in a run file. */
export const attendedSettings = {
  penalty: z
    .strictObject({
      ...penaltySettings,
      distribution: z
        .enum(["shown", "natural"])
        .default("shown")
        .describe(
          "on which distribution of rows dependence is measured. shown: as sampling shows them; natural: weighed as in the training set, whatever sampling shows (ours)",
        ),
    })
    .optional()
    .describe(
      "attributes get parts and heads, and MIMM-X's penalty keeps them and the labels' features apart; absent: no attribute is learnt",
    ),
};

/** {@link attendedSettings} as parsed. */
export type AttendedConfig = z.infer<z.ZodObject<typeof attendedSettings>>;

/**
 * A method that is a class head on the map of the encoder, attended-model.ts. Without `penalty` it learns no attributes.
 *
 * With one every attribute has a part F_j, read from the mean of the places, and a head, and
 *
 *   L = mean over label and K attributes of task loss + λ · scale · L_MI
 *
 * is mimm-x's on F_0 and F_1 … F_K: estimates, attention over factors, scaling and who learns when are those of mimm-x.ts. The
 * label's task loss is all that the method has without a penalty. F_0 is the labels' features whole, [v_1 | … | v_K]: by data
 * processing I(F_0; F_j) is not below any I(v_k; F_j), by one critic a factor (or one for all) in the place of one a label and
 * factor. Where labels share the mean of the places it is their scores, shared-head.ts. λ = 0: parts and heads, no penalty.
 *
 * RECONSTRUCTION: MIMM-X is one, and nobody has published it on features of several labels: that is ours.
 */
export function attendedMethod(
  context: MethodContext,
  { penalty }: AttendedConfig,
  makeHead: (place: ClassHeadPlace) => ClassHead,
): BuiltMethod {
  const attributeHeads = penalty !== undefined;
  const model = attendedModel(context, makeHead, attributeHeads ? context.attributes : []);
  return latentSplit(context, {
    attributeHeads,
    penalty: attributeHeads
      ? confounderPenalty({ ...penalty, given: "none" }, context, model.labelWidth)
      : null,
    model,
  });
}
