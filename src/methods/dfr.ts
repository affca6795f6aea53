import { z } from "zod";
import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import type { Rng } from "../base/rng.js";
import { erm } from "./erm.js";
import { fitLogistic, type LogisticFit } from "./fit-logistic.js";
import { defineMethod, type MethodContext } from "./method.js";
import { headArrays, requireLinearHead, scaleOf, standardise, unscaled } from "./refit-head.js";
import {
  combinationName,
  featuresOf,
  rowsByCombination,
  takeRows,
  type FeatureRows,
} from "./row-values.js";
import type { ModelRows, RowValues } from "./two-stage.js";

const config = z.strictObject({
  name: z.literal("dfr"),
  penalty: z
    .enum(["l1", "l2"])
    .default("l1")
    .describe("what keeps the new last layer's weights small"),
  inverseStrengths: z
    .array(z.number().positive())
    .nonempty()
    .default([1, 0.7, 0.3, 0.1, 0.07, 0.03, 0.01])
    .describe(
      "candidates for C, the weight of the sum of losses against the penalty; the best worst group on half of validation wins",
    ),
  subsets: z
    .int()
    .positive()
    .default(20)
    .describe("balanced subsets of validation whose fits are averaged"),
});

/** Settings of {@link dfr}. */
export type DfrConfig = z.infer<typeof config>;

/**
 * Deep feature reweighting: train by `erm`, then fit the last layer anew on group-balanced *validation* rows.
 *
 *   min over W, b of  Σ over rows of cross-entropy(W·f̃ + b) + ‖W‖₁ / C,   f̃ = (f − mean) / deviation on training rows
 *
 * Groups are label x all attributes; of each, as many rows as the smallest has. C is the first candidate with
 * the best worst-group accuracy: fitted on a balanced draw of one half of validation (each group is halved),
 * judged on the other. Then `subsets` draws from all of validation are fitted and their W, b averaged.
 * Rows with a missing value take no part.
 *
 * @source Kirichenko, Izmailov & Wilson 2023, section 4 (DFR on validation) and their code (candidates,
 * 20 fits). Differs: halves are drawn within groups, so that each has all of them; liblinear also shrinks the
 * bias a little, this does not; more than two classes are one softmax, not one against the rest.
 */
export const dfr = defineMethod({
  name: "dfr",
  title: "Deep feature reweighting",
  source: {
    work: "Kirichenko et al. 2023",
    differs:
      "The half of validation that chooses the strength is drawn within groups, and the bias is not penalised; validation results are those of rows that the last layer was fitted on.",
  },
  needs: ["label-classes", "attribute-labels"],
  config,
  build: (settings, context) => {
    requireLinearHead("dfr", context);
    return {
      ...erm.build({ name: "erm" }, context),
      hostFit: {
        check: ({ validation }) => void requireGroups(validation, context),
        fit: (_, { training, validation }, rng) =>
          headArrays(context, fitDfr(settings, context, training, validation, rng)),
      },
    };
  },
});

/** @throws DataError naming the first group of validation with fewer than two rows. */
function requireGroups(validation: RowValues, context: MethodContext): number[][] {
  const targets = [context.label, ...context.attributes];
  const groups = rowsByCombination([validation.label, ...validation.attributes], targets);
  const short = groups.findIndex((rows) => rows.length < 2);
  if (short < 0) return groups;
  throw new DataError(
    "set validation",
    `dfr has too few rows of ${combinationName(short, targets)}`,
    {
      expected: "2 or more of every group",
      got: at(groups, short).length,
      advice: "Choose another method, fewer attributes, or a larger validation share (data.split).",
    },
  );
}

/** The new last layer. */
function fitDfr(
  settings: DfrConfig,
  context: MethodContext,
  training: ModelRows,
  validation: ModelRows,
  rng: Rng,
): LogisticFit {
  const groups = requireGroups(validation, context);
  const features = featuresOf(validation);
  const scale = scaleOf(featuresOf(training));
  const problem: Problem = {
    features: { width: features.width, values: standardise(features.values, scale) },
    label: validation.label,
    classes: context.label.classes,
    penalty: settings.penalty,
  };
  const chosen = chooseStrength(settings, problem, groups, rng.child("choose"));
  const fits = Array.from({ length: settings.subsets }, (_, index) =>
    fitBalanced(problem, groups, chosen, rng.child(`subset-${index}`)),
  );
  return unscaled(meanOf(fits), scale);
}

/** Standardised validation rows. */
interface Problem {
  readonly features: FeatureRows;
  readonly label: Int32Array;
  readonly classes: number;
  readonly penalty: "l1" | "l2";
}

function chooseStrength(
  { inverseStrengths }: DfrConfig,
  problem: Problem,
  groups: readonly (readonly number[])[],
  rng: Rng,
): number {
  const halves = groups.map((rows, group) => {
    const order = rng.child(`half-${group}`).permutation(rows.length);
    const shuffled = Array.from(order, (position) => at(rows, position));
    const middle = Math.ceil(rows.length / 2);
    return { fitted: shuffled.slice(0, middle), judged: shuffled.slice(middle) };
  });
  let best = { strength: at(inverseStrengths, 0), worst: -1 };
  for (const strength of inverseStrengths) {
    const fitted = halves.map((half) => half.fitted);
    const fit = fitBalanced(problem, fitted, strength, rng.child("subset"));
    const worst = Math.min(...halves.map(({ judged }) => accuracyOf(problem, fit, judged)));
    if (worst > best.worst) best = { strength, worst };
  }
  return best.strength;
}

/** Fit on equally many rows of every group; sum of losses times C is the mean with strength 1 / (C·n). */
function fitBalanced(
  { features, label, classes, penalty }: Problem,
  groups: readonly (readonly number[])[],
  inverseStrength: number,
  rng: Rng,
): LogisticFit {
  const size = Math.min(...groups.map((rows) => rows.length));
  const rows = groups.flatMap((members, group) => {
    const order = rng.child(`group-${group}`).permutation(members.length).subarray(0, size);
    return Array.from(order, (position) => at(members, position));
  });
  return fitLogistic(
    {
      features: takeRows(features, rows),
      width: features.width,
      labels: Int32Array.from(rows, (row) => at(label, row)),
      classes,
    },
    { penalty, strength: 1 / (inverseStrength * rows.length) },
  );
}

/** Share of `rows` whose largest logit is the label's; ties go to the lower class. */
function accuracyOf(
  { features: { values, width }, label }: Problem,
  { weight, bias }: LogisticFit,
  rows: readonly number[],
): number {
  const right = rows.filter((row) => {
    const logits = bias.map((start, value) => {
      let logit = start;
      for (let feature = 0; feature < width; feature++) {
        logit += at(weight, value * width + feature) * at(values, row * width + feature);
      }
      return logit;
    });
    return logits.indexOf(Math.max(...logits)) === at(label, row);
  });
  return right.length / rows.length;
}

function meanOf(fits: readonly LogisticFit[]): LogisticFit {
  const mean = (pick: (fit: LogisticFit) => Float64Array) =>
    pick(at(fits, 0)).map((_, index) =>
      fits.reduce((total, fit) => total + at(pick(fit), index) / fits.length, 0),
    );
  return { weight: mean(({ weight }) => weight), bias: mean(({ bias }) => bias) };
}
