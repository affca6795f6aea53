import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { regressOnIndicators } from "./indicator-regression.js";
import type { Target } from "./method.js";
import type { FeatureRows } from "./row-values.js";

/** Features without batch means and label, in units of their pooled deviation. */
export interface BatchDesign {
  /** Z = (f − α − Yβ) / σ, [n, F]; 0 for a feature without residual variance. */
  readonly standardised: Float64Array;
  /** σ², [F]: mean squared residual; 0 where the residuals are rounding of the values. */
  readonly variance: Float64Array;
  /** α + mean Y·β, [F] */
  readonly middle: Float64Array;
}

/**
 * Least squares of each feature on batches (all) and label values (all but the first): α is the mean of the
 * batch effects weighted by rows.
 * @param batches rows of each batch, none empty; together all rows.
 * @throws DataError where a label value follows from the batches.
 */
export function fitBatchDesign(
  features: FeatureRows,
  batches: readonly (readonly number[])[],
  labels: Int32Array,
  label: Target,
): BatchDesign {
  const { values, width } = features;
  const rows = labels.length;
  const present = Array.from({ length: label.classes }, (_, value) => value)
    .filter((value) => labels.includes(value))
    .slice(1);
  const columns = columnsOf(batches, labels, present);
  const size = batches.length + present.length;
  const solved = regressOnIndicators(features, columns, size);
  if ("dependent" in solved) throw collinear(label, at(present, solved.dependent - batches.length));
  const effects = solved.solution;
  const labelPart = (row: number, feature: number) => {
    const second = at(columns, row)[1];
    return second === undefined ? 0 : at(effects, second * width + feature);
  };
  const standardised = new Float64Array(rows * width);
  const variance = new Float64Array(width);
  const middle = new Float64Array(width);
  for (let feature = 0; feature < width; feature++) {
    const alpha = batches.reduce(
      (sum, members, batch) => sum + (members.length / rows) * at(effects, batch * width + feature),
      0,
    );
    let squares = 0;
    let square = 0;
    let labelMean = 0;
    for (let row = 0; row < rows; row++) {
      const value = at(values, row * width + feature);
      const part = labelPart(row, feature);
      const batch = at(at(columns, row), 0);
      squares += (value - at(effects, batch * width + feature) - part) ** 2 / rows;
      square += value ** 2 / rows;
      labelMean += part / rows;
    }
    middle[feature] = alpha + labelMean;
    // Residuals of float32 features below this are rounding.
    if (squares <= 1e-13 * square) continue;
    variance[feature] = squares;
    for (let row = 0; row < rows; row++) {
      const place = row * width + feature;
      standardised[place] =
        (at(values, place) - alpha - labelPart(row, feature)) / Math.sqrt(squares);
    }
  }
  return { standardised, variance, middle };
}

/** Columns of the design that are 1 in each row: its batch, then its label's unless that is the first. */
function columnsOf(
  batches: readonly (readonly number[])[],
  labels: Int32Array,
  present: readonly number[],
): number[][] {
  const columns = Array.from(labels, (): number[] => []);
  for (const [batch, members] of batches.entries()) {
    for (const row of members) at(columns, row).push(batch);
  }
  for (const [row, value] of labels.entries()) {
    const place = present.indexOf(value);
    if (place >= 0) at(columns, row).push(batches.length + place);
  }
  return columns;
}

function collinear({ name }: Target, value: number): DataError {
  return new DataError(
    "method combat, training set",
    `${name} ${value} follows from the attributes: it cannot be told from a batch`,
    { advice: "Name fewer attributes, or choose a plan with rows of more groups." },
  );
}
