import { at } from "../../base/ndarray.js";
import { checkFinite, checkIndices, rowCount, weightsOrOnes } from "../columns.js";
import { correctBias } from "../numbers/bias-correction.js";
import type { NumberTestPredictions } from "./cell.js";
import { resampledCorrelation } from "./resample-correlation.js";
import { subjectPlaces } from "./subject-places.js";
import type { ResampleTable, TableOptions } from "./yardstick.js";

/** Errors of predictions in one resample; NaN where the drawn rows have no value. */
export interface ResampledErrors {
  readonly mae: number;
  readonly r2: number;
  readonly worst_group_mae: number;
}

/** Metrics of one resample of a number. Inside the bootstrap only. */
export interface ResampledNumbers extends ResampledErrors {
  /** Of corrected predictions; NaN without a correction. */
  readonly corrected: ResampledErrors;
  /** By attribute; empty where no metric reads it. */
  readonly error_correlation: Readonly<Record<string, number>>;
}

const noErrors: ResampledErrors = { mae: NaN, r2: NaN, worst_group_mae: NaN };

/**
 * Prepare one run's predictions of a number for resampling by subject: a row weighs (its weight)·multiplicity[its subject].
 * Each metric is the evaluation's on the rows repeated; groups that were not drawn are not the worst. The line of the
 * correction stays as the run fitted it.
 * @throws DataError when columns differ in length, a number is not finite, a group is out of range, or a subject is empty or
 * unknown.
 */
export function createNumberTable(
  where: string,
  predictions: NumberTestPredictions,
  { subjectOrder, metrics }: TableOptions,
): ResampleTable<ResampledNumbers> {
  checkPredictions(where, predictions);
  const { subject, targets, correction, attributes } = predictions;
  const weight = weightsOrOnes(where, predictions.weights, targets.length);
  const place = subjectPlaces(where, subject, subjectOrder);
  const rows = { place, weight, targets, group: predictions.group };
  const subjects = subjectOrder.size;
  const groups = predictions.groupNames.length;
  const errorsOf = (values: Float64Array) => values.map((value, row) => value - at(targets, row));
  const errors = errorsOf(predictions.predictions);
  const raw = resampledErrors({ ...rows, errors }, subjects, groups);
  const corrected =
    "reason" in correction
      ? () => noErrors
      : resampledErrors(
          { ...rows, errors: errorsOf(correctBias(predictions.predictions, correction)) },
          subjects,
          groups,
        );
  const isCorrelated = metrics.some((metric) => metric.includes("error_correlation"));
  const correlations = Object.entries(isCorrelated ? attributes : {}).map(
    ([name, attribute]) =>
      [name, resampledCorrelation({ ...rows, errors }, attribute, subjects)] as const,
  );
  return {
    metricsOf: (multiplicity) => ({
      ...raw(multiplicity),
      corrected: corrected(multiplicity),
      error_correlation: Object.fromEntries(
        correlations.map(([name, correlation]) => [name, correlation(multiplicity)]),
      ),
    }),
  };
}

function checkPredictions(where: string, predictions: NumberTestPredictions): void {
  const { id, subject, targets, group, groupNames, attributes } = predictions;
  const values = Object.entries(attributes).map(([name, own]) => [name, own.values] as const);
  rowCount(where, {
    ...{ targets, predictions: predictions.predictions, group },
    ...{ id: { length: id.length }, subject: { length: subject.length } },
    ...Object.fromEntries(values),
  });
  checkFinite(where, "target", targets);
  checkFinite(where, "prediction", predictions.predictions);
  const shifted = Int32Array.from(group, (own) => own + 1);
  checkIndices(where, "group, plus one,", shifted, groupNames.length + 1);
}

interface ErrorRows {
  readonly place: Int32Array;
  readonly weight: Float64Array;
  readonly targets: Float64Array;
  readonly errors: Float64Array;
  readonly group: Int32Array;
}

/** Sums of each subject, then the metrics of sums of sums. */
function resampledErrors(
  { place, weight, targets, errors, group }: ErrorRows,
  subjects: number,
  groups: number,
): (multiplicity: Int32Array) => ResampledErrors {
  const centre = targets.reduce((sum, value) => sum + value, 0) / targets.length;
  // By subject: Σ w, Σ w·t, Σ w·t², Σ w·e², Σ w·|e|, then Σ w and Σ w·|e| of each group.
  const size = 5 + 2 * groups;
  const sums = new Float64Array(subjects * size);
  for (const [row, subject] of place.entries()) {
    const [own, target, error] = [at(weight, row), at(targets, row) - centre, at(errors, row)];
    const add = (column: number, value: number) => {
      const entry = subject * size + column;
      sums[entry] = at(sums, entry) + own * value;
    };
    for (const [column, value] of [1, target, target ** 2, error ** 2, Math.abs(error)].entries()) {
      add(column, value);
    }
    const member = at(group, row);
    if (member >= 0) {
      add(5 + 2 * member, 1);
      add(6 + 2 * member, Math.abs(error));
    }
  }
  const total = new Float64Array(size);
  return (multiplicity) => {
    total.fill(0);
    for (const [subject, drawn] of multiplicity.entries()) {
      if (drawn === 0) continue;
      for (let column = 0; column < size; column++) {
        total[column] = (total[column] ?? 0) + drawn * (sums[subject * size + column] ?? 0);
      }
    }
    return errorsOfSums(total);
  };
}

function errorsOfSums(total: Float64Array): ResampledErrors {
  const [all = 0, first = 0, second = 0, squares = 0, absolute = 0] = total;
  if (!(all > 0)) return noErrors;
  const spread = second - first ** 2 / all;
  let worst = -Infinity;
  for (let column = 5; column < total.length; column += 2) {
    const own = total[column] ?? 0;
    if (own > 0) worst = Math.max(worst, (total[column + 1] ?? 0) / own);
  }
  return {
    mae: absolute / all,
    // What is left of equal targets is rounding.
    r2: spread > 1e-12 * second ? 1 - squares / spread : NaN,
    worst_group_mae: worst === -Infinity ? NaN : worst,
  };
}
