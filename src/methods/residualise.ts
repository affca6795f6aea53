import { z } from "zod";
import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { adjustedErm, type AdjustmentTables } from "./adjusted-erm.js";
import { regressOnIndicators } from "./indicator-regression.js";
import { defineMethod, type MethodContext } from "./method.js";
import type { FeatureRows } from "./row-values.js";
import type { RowValues } from "./two-stage.js";

const config = z.strictObject({
  name: z.literal("residualise"),
  l2: z
    .number()
    .positive()
    .default(1e-3)
    .describe("penalty on the squared weights of the new last layer, features standardised"),
});

/**
 * Linear residualisation: train by `erm`; regress each feature on label and attributes over the training rows;
 * take out the attributes' part, and fit the last layer anew.
 *
 *   F = 1·a + Y·C + Z·B + E (least squares),   F' = F − (Z − mean Z)·B
 *
 * Y and Z are indicators of the values of label and attributes, the first value left out. The label stays in
 * the design, so that B is the attributes' effect *given the label*: what an attribute shares with the label is
 * not taken out of it. `predict` needs the attributes. A missing one counts as the mean: nothing is taken
 * out for it. The same holds for a value that no training row has.
 *
 * @source Snoek et al. 2019 (confound regression); Lu et al. 2021 (metadata normalisation: the label in the
 * design). Theirs residualise inputs or every batch; here once, on the last features.
 */
export const residualise = defineMethod({
  name: "residualise",
  title: "Linear residualisation of features",
  source: {
    work: "Snoek et al. 2019; Lu et al. 2021",
    differs:
      "Fitted once, after training, on the last features of the training rows, with the label in the design; the last layer is then fitted anew. The model needs the attributes at prediction time.",
  },
  needs: ["label-classes", "attribute-labels", "attribute-classes"],
  config,
  build: ({ l2 }, context) =>
    adjustedErm(
      context,
      {
        method: "residualise",
        keys: context.attributes.map(({ name }, index) => ({ name, attributes: [index] })),
        fit: (features, rows) => fitResiduals(features, rows, context),
      },
      l2,
    ),
});

/** A column of the design: the indicator of one value of the label (column −1) or of an attribute. */
interface Indicator {
  readonly column: number;
  readonly value: number;
}

/** Tables −(z(value) − mean Z)·B of each attribute. @throws DataError where the design is collinear. */
export function fitResiduals(
  features: FeatureRows,
  rows: RowValues,
  context: Pick<MethodContext, "label" | "attributes">,
): AdjustmentTables[] {
  const { width } = features;
  const indicators = indicatorsOf(rows, context);
  const coefficients = leastSquares(features, rows, indicators, context);
  return context.attributes.map(({ classes }, column) => {
    const shift = new Float64Array(classes * width);
    const own = indicators.flatMap((indicator, index) =>
      indicator.column === column ? [{ value: indicator.value, index: index + 1 }] : [],
    );
    const values = at(rows.attributes, column);
    const shares = Array.from(
      { length: classes },
      (_, value) => values.filter((other) => other === value).length / values.length,
    );
    for (let feature = 0; feature < width; feature++) {
      const effects = new Float64Array(classes);
      for (const { value, index } of own)
        effects[value] = at(coefficients, index * width + feature);
      const mean = effects.reduce((sum, effect, value) => sum + effect * at(shares, value), 0);
      for (let value = 0; value < classes; value++) {
        if (at(shares, value) === 0) continue;
        shift[value * width + feature] = mean - at(effects, value);
      }
    }
    return { shift, stretch: new Float64Array(classes * width) };
  });
}

/** All values that occur but the first of each variable. */
function indicatorsOf(
  rows: RowValues,
  context: Pick<MethodContext, "label" | "attributes">,
): Indicator[] {
  return [context.label, ...context.attributes].flatMap(({ classes }, index) => {
    const values = index === 0 ? rows.label : at(rows.attributes, index - 1);
    const present = Array.from({ length: classes }, (_, value) => value).filter((value) =>
      values.includes(value),
    );
    return present.slice(1).map((value) => ({ column: index - 1, value }));
  });
}

/** [1 + indicators, F]: coefficients of 1 and of each indicator. */
function leastSquares(
  features: FeatureRows,
  rows: RowValues,
  indicators: readonly Indicator[],
  context: Pick<MethodContext, "label" | "attributes">,
): Float64Array {
  const active = Array.from(rows.label, (label, row) => [
    0,
    ...indicators.flatMap(({ column, value }, index) => {
      const own = column < 0 ? label : at(at(rows.attributes, column), row);
      return own === value ? [index + 1] : [];
    }),
  ]);
  const solved = regressOnIndicators(features, active, indicators.length + 1);
  if ("solution" in solved) return solved.solution;
  const { column, value } = at(indicators, solved.dependent - 1);
  const { name } = column < 0 ? context.label : at(context.attributes, column);
  throw new DataError(
    "method residualise, training set",
    `${name} ${value} follows from the other values: their effects cannot be told apart`,
    { advice: "Name fewer attributes, or choose a plan with rows of more groups." },
  );
}
