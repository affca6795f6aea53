import { z } from "zod";
import { buildMeasure, measureConfig } from "../dependence/registry.js";
import { confounderAttention } from "./confounder-attention.js";
import { clipScaling, noScaling, type LossScaling } from "./gradient-scaling.js";
import { gradNormScaling } from "./grad-norm-scaling.js";
import { distributionWeights, rowDistributions } from "./group-weights.js";
import type { MethodContext } from "./method.js";
import { attendedTerms, pairTerms, partPairs, type MeasureMaker } from "./pair-terms.js";
import { ratioScaling } from "./ratio-scaling.js";
import { sharedClipScaling } from "./shared-clip-scaling.js";
import {
  criticScheduleSettings,
  risingWeight,
  warmUpSetting,
  type SplitPenalty,
} from "./split-penalty.js";
import { confounderWeights, meanOfTerms } from "./term-weighting.js";

const attention = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("none").describe("every pair of parts has its own critic, equal weights"),
  }),
  z.strictObject({
    name: z
      .literal("features")
      .describe("variant A: one critic on an attention over the factors' parts"),
    query: z
      .enum(["learned", "batch", "primary"])
      .default("learned")
      .describe(
        "where the query comes from; primary lets the label's part leak into its counterpart",
      ),
    combine: z
      .enum(["weigh", "summarise"])
      .default("weigh")
      .describe("weigh: weighted parts side by side; summarise: their sum"),
    values: z
      .enum(["linear", "identity"])
      .default("identity")
      .describe("linear: parts are projected before they are weighed; identity: as they are"),
    width: z.int().positive().default(8).describe("width of queries and keys"),
  }),
  z.strictObject({
    name: z.literal("weights").describe("variant B: a weight for each factor's estimate"),
    update: z
      .enum(["detached", "ascended"])
      .default("detached")
      .describe("detached: follow the estimates; ascended: learnt by the critics' phase"),
    temperature: z
      .number()
      .positive()
      .default(0.1)
      .describe("nats; small puts all weight on the worst factor, large shares it"),
    memory: z.number().gt(0).lt(1).default(0.9).describe("memory of the average of the estimates"),
  }),
]);

/** Settings of {@link confounderPenalty} in a run file. */
export const confounderPenaltySettings = {
  lambda: z.number().nonnegative().default(1).describe("weight of the dependence penalty"),
  attention: attention
    .default({ name: "features", query: "learned", combine: "weigh", values: "identity", width: 8 })
    .describe("how the factors are weighed against each other"),
  partPairs: z
    .enum(partPairs)
    .default("all")
    .describe("all: factors are also parted from each other; primary: the label's pairs only"),
  warmUp: warmUpSetting(0.5),
  ...criticScheduleSettings,
  gradientScaling: z
    .enum(["clip", "clip-shared", "ratio", "gradnorm", "none"])
    .default("clip")
    .describe(
      "how the penalty's gradient is brought to scale beside that of the tasks; clip: never longer, over all parameters; clip-shared: never longer, at the last shared weight (less time)",
    ),
  ratio: z
    .strictObject({
      memory: z.number().gt(0).lt(1).default(0.9).describe("memory of the average ratio"),
      largest: z.number().positive().default(10).describe("largest factor on lambda"),
    })
    .prefault({})
    .describe("options of gradientScaling ratio"),
  gradnorm: z
    .strictObject({
      asymmetry: z
        .number()
        .nonnegative()
        .default(1.5)
        .describe("pull towards equal training rates"),
      rate: z.number().positive().default(0.025).describe("step of the loss weights"),
    })
    .prefault({})
    .describe("options of gradientScaling gradnorm"),
  measure: measureConfig
    .prefault({ name: "mine" })
    .describe("how dependence of two parts is measured"),
  given: z
    .enum(["none", "label"])
    .default("none")
    .describe("label: dependence given the label, which has no floor (ours, not published)"),
  distribution: z
    .enum(rowDistributions)
    .default("shown")
    .describe(
      "on which distribution of rows dependence is measured. shown: as sampling shows them; natural: weighed as in the training set, whatever sampling shows; independent: weighed so that label and factors are independent (the last two are ours, not published)",
    ),
};

/** Settings of {@link confounderPenalty}. */
export type ConfounderPenaltyConfig = z.infer<
  z.ZodObject<typeof confounderPenaltySettings, z.core.$strict>
>;

/**
 * MIMM-X's penalty between the label's part of the features and those of K attributes, mimm-x.ts: which pairs, how they are
 * weighed, scaled and measured, when critics learn.
 * @param primary features of the label's part; those of an attribute are `context.features`.
 * @returns null where λ is 0: no term, no critic.
 */
export function confounderPenalty(
  options: ConfounderPenaltyConfig,
  context: MethodContext,
  primary = context.features,
): SplitPenalty | null {
  if (options.lambda === 0) return null;
  const groupWeights = distributionWeights(options.distribution, context);
  const measure: MeasureMaker = (shape) =>
    buildMeasure(
      {
        ...shape,
        ...(options.given === "label" ? { strata: context.label.classes } : {}),
        ...(groupWeights === null ? {} : { weighted: true }),
      },
      options.measure,
    );
  return {
    ...weighedTerms(options, context, measure, primary),
    given: options.given,
    groupWeights,
    weight: risingWeight(options.lambda, options.warmUp),
    critics: options,
    scaling: scalingOf(options, 1 + context.attributes.length),
  };
}

/** Terms and their weights. With one factor there is nothing to weigh. */
function weighedTerms(
  { attention, partPairs: pairs }: ConfounderPenaltyConfig,
  context: MethodContext,
  measure: MeasureMaker,
  primary: number,
) {
  const factors = context.attributes.length;
  const one = factors === 1;
  if (attention.name === "features" && !(one && attention.values === "identity")) {
    const layer = confounderAttention({
      ...attention,
      ...{ factors, primary, features: context.features },
    });
    return {
      terms: attendedTerms(context, measure, pairs, layer, primary),
      weighting: meanOfTerms,
    };
  }
  return {
    terms: pairTerms(context, measure, pairs, primary),
    weighting:
      attention.name === "weights" && !one
        ? confounderWeights({ ...attention, factors })
        : meanOfTerms,
  };
}

function scalingOf(
  { gradientScaling, ratio, gradnorm }: ConfounderPenaltyConfig,
  tasks: number,
): LossScaling {
  switch (gradientScaling) {
    case "none":
      return noScaling;
    case "clip":
      return clipScaling;
    case "clip-shared":
      return sharedClipScaling;
    case "ratio":
      return ratioScaling(ratio);
    case "gradnorm":
      return gradNormScaling(gradnorm, tasks);
  }
}
