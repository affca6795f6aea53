import { z } from "zod";
import { buildMeasure, measureConfig } from "../dependence/registry.js";
import { confounderAttention } from "./confounder-attention.js";
import { clipScaling, noScaling, type LossScaling } from "./gradient-scaling.js";
import { gradNormScaling } from "./grad-norm-scaling.js";
import { distributionWeights, rowDistributions } from "./group-weights.js";
import { latentSplit } from "./latent-split.js";
import { defineMethod, type MethodContext } from "./method.js";
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

const config = z.strictObject({
  name: z.literal("mimm-x"),
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
});
type Config = z.infer<typeof config>;

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
  config,
  build: (options, context) =>
    latentSplit(context, {
      attributeHeads: true,
      penalty: options.lambda === 0 ? null : penaltyOf(options, context),
    }),
});

function penaltyOf(options: Config, context: MethodContext): SplitPenalty {
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
    ...weighedTerms(options, context, measure),
    given: options.given,
    groupWeights,
    weight: risingWeight(options.lambda, options.warmUp),
    critics: options,
    scaling: scalingOf(options, 1 + context.attributes.length),
  };
}

/** Terms and their weights. With one factor there is nothing to weigh. */
function weighedTerms(
  { attention, partPairs: pairs }: Config,
  context: MethodContext,
  measure: MeasureMaker,
) {
  const factors = context.attributes.length;
  const one = factors === 1;
  if (attention.name === "features" && !(one && attention.values === "identity")) {
    const layer = confounderAttention({ ...attention, factors, features: context.features });
    return { terms: attendedTerms(context, measure, pairs, layer), weighting: meanOfTerms };
  }
  return {
    terms: pairTerms(context, measure, pairs),
    weighting:
      attention.name === "weights" && !one
        ? confounderWeights({ ...attention, factors })
        : meanOfTerms,
  };
}

function scalingOf({ gradientScaling, ratio, gradnorm }: Config, tasks: number): LossScaling {
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
