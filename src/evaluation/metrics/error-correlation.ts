import { at } from "../../base/ndarray.js";
import { checkFinite, rowCount, weightsOrOnes, type Column } from "../columns.js";
import { undefinedMetric, type Metric } from "../metric.js";

/** An attribute, one entry a row: classes 0..K-1, or numbers. */
export type CorrelatedAttribute =
  | { readonly kind: "classes"; readonly values: Column; readonly classes: number }
  | { readonly kind: "number"; readonly values: Column };

/** Share of a column's own sum of squares below which nothing of it is left but rounding. */
const nothing = 1e-12;

/**
 * corr(error, attribute | target): partial correlation of the error, prediction − target, with an attribute, given the
 * target.
 *
 * Error and attribute are each regressed on (1, target) by weighted least squares, and their residuals correlated. A
 * number, or two classes coded 0 and 1: signed, −1..1; above 0 the second class is predicted too high compared with the
 * first at the same target. More classes: multiple correlation R of the error's residual with those of the classes'
 * indicators, 0..1; without any association R² is (classes − 1) / (n − 2) in the mean, not 0. Given the target means a line
 * in the target, not each value of it.
 *
 * A correction (prediction − a) / b with b > 0 leaves it as it is.
 *
 * targets, predictions, attribute, weights [n]; attributes are known (no −1, no NaN): drop other rows before.
 * Undefined with fewer than four rows of weight, or so few that any error is a sum of the classes' indicators (R = 1
 * whatever it is), when all targets are equal, and when error or attribute do not vary given the target.
 * @source partial and multiple correlation as residuals of least squares: Cohen et al. 2003, Applied Multiple
 * Regression/Correlation Analysis, chapter 3; the undefined values are ours.
 * @throws DataError when lengths differ, a number is not finite, or a weight is negative.
 */
export function errorCorrelation(
  targets: Column,
  predictions: Column,
  attribute: CorrelatedAttribute,
  weights?: Column,
): Metric {
  const where = "errorCorrelation";
  const { values } = attribute;
  const rows = rowCount(where, { targets, predictions, attribute: values });
  const weight = weightsOrOnes(where, weights, rows);
  checkFinite(where, "target", targets);
  checkFinite(where, "prediction", predictions);
  checkFinite(where, "attribute", values);
  const kept = [...weight.keys()].filter((row) => at(weight, row) > 0);
  if (kept.length < 4) return undefinedMetric("fewer than four rows");
  // Weighted least squares is least squares of rows times √w.
  const column = (value: (row: number) => number) =>
    Float64Array.from(kept, (row) => Math.sqrt(at(weight, row)) * value(row));
  const given = basis([column(() => 1), column((row) => at(targets, row))], []);
  if (given.length < 2) return undefinedMetric("all targets are equal");
  const own = basis(indicatorsOf(attribute).map(column), given);
  if (own.length === 0) return undefinedMetric("the attribute does not vary given the target");
  if (kept.length - given.length <= own.length) {
    return undefinedMetric("too few rows for the values of the attribute");
  }
  const errors = column((row) => at(predictions, row) - at(targets, row));
  const residual = residualOf(errors, given);
  const left = dot(residual, residual);
  if (!(left > nothing * dot(errors, errors))) {
    return undefinedMetric("the error does not vary given the target");
  }
  const shares = own.map((direction) => dot(residual, direction) / Math.sqrt(left));
  const signed = attribute.kind === "number" || attribute.classes === 2;
  const value = signed ? at(shares, 0) : Math.hypot(...shares);
  return Math.max(-1, Math.min(1, value));
}

/** A number itself; of classes the indicators of all but the first. */
function indicatorsOf(attribute: CorrelatedAttribute): ((row: number) => number)[] {
  const { values } = attribute;
  if (attribute.kind === "number") return [(row) => at(values, row)];
  return Array.from(
    { length: attribute.classes - 1 },
    (_, index) => (row: number) => (at(values, row) === index + 1 ? 1 : 0),
  );
}

/**
 * Orthonormal columns that span, with the orthonormal `before`, what `columns` span with them: Gram–Schmidt, twice against
 * rounding. A column of which nothing is left is dropped.
 */
function basis(columns: readonly Float64Array[], before: readonly Float64Array[]): Float64Array[] {
  const found: Float64Array[] = [];
  for (const column of columns) {
    const all = [...before, ...found];
    const rest = residualOf(residualOf(column, all), all);
    const square = dot(rest, rest);
    if (square > nothing * dot(column, column)) {
      found.push(rest.map((value) => value / Math.sqrt(square)));
    }
  }
  return found;
}

function residualOf(column: Float64Array, directions: readonly Float64Array[]): Float64Array {
  const rest = Float64Array.from(column);
  for (const direction of directions) {
    const length = dot(rest, direction);
    for (const [row, value] of direction.entries()) rest[row] = at(rest, row) - length * value;
  }
  return rest;
}

function dot(left: Float64Array, right: Float64Array): number {
  return left.reduce((sum, value, row) => sum + value * at(right, row), 0);
}
