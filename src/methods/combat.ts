import { z } from "zod";
import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { adjustedErm, type AdjustmentTables } from "./adjusted-erm.js";
import { shrinkBatch } from "./combat-prior.js";
import { fitBatchDesign } from "./combat-design.js";
import { defineMethod, type MethodContext } from "./method.js";
import { combinationName, rowsByCombination, type FeatureRows } from "./row-values.js";
import type { RowValues } from "./two-stage.js";

const config = z.strictObject({
  name: z.literal("combat"),
  l2: z
    .number()
    .positive()
    .default(1e-3)
    .describe("penalty on the squared weights of the new last layer, features standardised"),
});

/**
 * ComBat on features: train by `erm`; estimate place and spread of each feature in each batch over the training
 * rows by empirical Bayes, the label preserved; take them out, and fit the last layer anew. A batch is a
 * combination of the attributes' values.
 *
 *   f = α + Yβ + γ_b + δ_b·ε,   Z = (f − α − Yβ) / σ,   f' = σ·(Z − γ*_b) / δ*_b + α + Yβ
 *
 * σ² is the mean squared residual of the regression on batch and label, α the mean of the batch effects weighted
 * by rows. γ*, δ*² are posterior means under γ ~ N(γ̄_b, τ_b²) and δ² ~ inverse gamma, whose parameters come from
 * the moments over features.
 *
 * **Where ours differs.** Johnson's corrects a whole table, whose covariates are all known. A classifier does
 * not know the label that it predicts: Y is replaced by its training mean where features are adjusted, on
 * training rows as on others. Each batch is then one affine map, and a difference of place between labels is
 * divided by δ*_b.
 *
 * `predict` needs the attributes. A row with a missing attribute, or of a batch that no training row was in, is
 * left unadjusted; so is a feature without residual variance.
 *
 * @source Johnson, Li & Rabinovic 2007, section 3; parametric prior; numbers agree with neuroCombat 0.2.12.
 */
export const combat = defineMethod({
  name: "combat",
  title: "ComBat on features",
  source: {
    work: "Johnson et al. 2007",
    differs:
      "The label is preserved when batches are estimated, but stands at its training mean when features are adjusted, since it is unknown at prediction; the last layer is then fitted anew. The model needs the attributes at prediction time.",
  },
  needs: ["label-classes", "attribute-labels", "attribute-classes"],
  config,
  build: ({ l2 }, context) => {
    const built = adjustedErm(
      context,
      {
        method: "combat",
        keys: [{ name: "batch", attributes: [...context.attributes.keys()] }],
        fit: (features, rows) => [fitCombat(features, rows, context)],
      },
      l2,
    );
    const { hostFit } = built;
    return hostFit === undefined
      ? built
      : {
          ...built,
          hostFit: {
            ...hostFit,
            check: (sets) => {
              hostFit.check(sets);
              requireBatches(sets.training, context);
            },
          },
        };
  },
});

type Variables = Pick<MethodContext, "label" | "attributes">;

/** Rows of each batch. @throws DataError naming a batch with one row: it has no spread. */
function requireBatches({ label, attributes }: RowValues, context: Variables): number[][] {
  // A row without label is no row of the fit.
  const columns = attributes.map((column) =>
    column.map((value, row) => (at(label, row) < 0 ? -1 : value)),
  );
  const batches = rowsByCombination(columns, context.attributes);
  const single = batches.findIndex((members) => members.length === 1);
  if (single < 0) return batches;
  throw new DataError(
    "method combat, training set",
    `batch ${combinationName(single, context.attributes)} has one row`,
    {
      expected: "none, or 2 and more",
      advice: "Name fewer attributes, or choose another plan.",
    },
  );
}

/**
 * Tables of the affine map of each batch: f' = f/δ* + m − (m + σ·γ*)/δ*, with m = α + mean Y·β.
 * @throws DataError where batch and label cannot be told apart.
 */
export function fitCombat(
  features: FeatureRows,
  rows: RowValues,
  context: Variables,
): AdjustmentTables {
  const { width } = features;
  const all = requireBatches(rows, context);
  const present = all.flatMap((members, batch) => (members.length > 0 ? [{ members, batch }] : []));
  const design = fitBatchDesign(
    features,
    present.map(({ members }) => members),
    rows.label,
    context.label,
  );
  const usable = [...design.variance.keys()].filter((feature) => at(design.variance, feature) > 0);
  const shift = new Float64Array(all.length * width);
  const stretch = new Float64Array(all.length * width);
  for (const { members, batch } of present) {
    const prior = shrinkBatch(
      usable.map((feature) => members.map((row) => at(design.standardised, row * width + feature))),
    );
    for (const [place, feature] of usable.entries()) {
      const { shift: gamma, variance } = at(prior, place);
      const spread = Math.sqrt(variance);
      const sigma = Math.sqrt(at(design.variance, feature));
      const middle = at(design.middle, feature);
      const entry = batch * width + feature;
      stretch[entry] = 1 / spread - 1;
      shift[entry] = middle - (middle + sigma * gamma) / spread;
    }
  }
  return { shift, stretch };
}
