import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { pick, presentRows } from "../attribute-results.js";
import { rowCount } from "../columns.js";
import { resampledCorrelation } from "../comparison/resample-correlation.js";
import { bootstrapInterval } from "../intervals/bootstrap.js";
import type { Interval } from "../intervals/interval.js";
import { undefinedMetric, type Undefined } from "../metric.js";
import type { CorrelatedAttribute } from "../metrics/error-correlation.js";
import { meanError } from "../metrics/mean-error.js";
import { correctBias, type BiasCorrection } from "../numbers/bias-correction.js";
import type { NumberPredictionTable } from "../numbers/number-predictions.js";
import type { NumberSetResult } from "../numbers/number-results.js";
import type { ErrorMeasures, LabelSpread, MeasuredNumberSet } from "./number-external-results.js";

/** An attribute as the run knows it. */
export interface NamedAttribute {
  readonly name: string;
  readonly valueNames: readonly string[];
}

/**
 * What is measured of the predictions of one split beside its results: 95 % intervals by bootstrap over subjects, the mean
 * error and the spread of the labels. Nothing is fitted: the correction is that of the run, the same in each resample.
 * @param table predictions; rows of other splits are not looked at.
 * @param result of these rows, with `corrected` where there is a correction.
 * @param rng each interval draws from a child of its own.
 * @throws DataError where the split has another number of rows than `result`.
 */
export function measureErrors(
  table: NumberPredictionTable,
  split: string,
  result: NumberSetResult,
  attributes: readonly NamedAttribute[],
  correction: BiasCorrection | Undefined,
  rng: Rng,
): MeasuredNumberSet {
  const rows = [...table.split.keys()].filter((row) => table.split[row] === split);
  if (rows.length !== result.n) {
    throw new DataError("predictions", `rows of split ${split} and of its results differ`, {
      expected: result.n,
      got: rows.length,
    });
  }
  const subjects = rows.map((row) => at(table.subject, row));
  const targets = pick(table.labels, rows);
  const predictions = pick(table.predictions, rows);
  const { corrected, ...raw } = result;
  const intervals = attributes.map(({ name, valueNames }) => {
    const values = valuesOf(table, rows, name, valueNames);
    const child = rng.child("error_correlation").child(name);
    return [name, correlationInterval({ targets, predictions, subjects }, values, child)] as const;
  });
  return {
    ...raw,
    labels: spreadOf(targets),
    ...errorMeasures(targets, predictions, subjects, rng.child("mae")),
    error_correlation_interval: Object.fromEntries(intervals),
    ...(corrected === undefined || "reason" in correction
      ? {}
      : {
          corrected: {
            ...corrected,
            ...errorMeasures(
              targets,
              correctBias(predictions, correction),
              subjects,
              rng.child("corrected_mae"),
            ),
          },
        }),
  };
}

function errorMeasures(
  targets: Float64Array,
  predictions: Float64Array,
  subjects: readonly string[],
  rng: Rng,
): ErrorMeasures {
  const absolute = Float64Array.from(predictions, (value, row) =>
    Math.abs(value - at(targets, row)),
  );
  const statistic = (drawn: Int32Array) =>
    drawn.reduce((sum, row) => sum + at(absolute, row), 0) / drawn.length;
  return {
    mean_error: meanError(targets, predictions),
    mae_interval: bootstrapInterval({ subjects, statistic, rng }),
  };
}

/** Over the rows whose value is known. */
function correlationInterval(
  {
    targets,
    predictions,
    subjects,
  }: {
    readonly targets: Float64Array;
    readonly predictions: Float64Array;
    readonly subjects: readonly string[];
  },
  attribute: CorrelatedAttribute,
  rng: Rng,
): Interval | Undefined {
  const { values } = attribute;
  rowCount("measureErrors", { targets, values });
  const kept = presentRows(
    values,
    attribute.kind === "classes" ? (value) => value >= 0 : (value) => !Number.isNaN(value),
  );
  const known = {
    place: Int32Array.from(kept.keys()),
    weight: new Float64Array(kept.length).fill(1),
    targets: pick(targets, kept),
    errors: Float64Array.from(kept, (row) => at(predictions, row) - at(targets, row)),
  };
  const correlation = resampledCorrelation(
    known,
    { ...attribute, values: pick(values, kept) },
    kept.length,
  );
  return bootstrapInterval({
    subjects: kept.map((row) => at(subjects, row)),
    rng,
    statistic(drawn) {
      const multiplicity = new Int32Array(kept.length);
      for (const place of drawn) multiplicity[place] = at(multiplicity, place) + 1;
      const value = correlation(multiplicity);
      return Number.isNaN(value) ? undefinedMetric("the correlation is undefined") : value;
    },
  });
}

/** An attribute's column of the table: its numbers where it has them, else class numbers; of one that is not there, missing. */
function valuesOf(
  { attributes, numbers = [] }: NumberPredictionTable,
  rows: readonly number[],
  name: string,
  valueNames: readonly string[],
): CorrelatedAttribute {
  const number = numbers.find((column) => column.name === name);
  if (number !== undefined) return { kind: "number", values: pick(number.values, rows) };
  const names = attributes.find((column) => column.name === name)?.values;
  return {
    kind: "classes",
    values: Int32Array.from(rows, (row) => valueNames.indexOf(names?.[row] ?? "")),
    classes: valueNames.length,
  };
}

function spreadOf(targets: Float64Array): LabelSpread {
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  const squares = targets.reduce((sum, target) => sum + (target - mean) ** 2, 0);
  return {
    mean,
    standard_deviation: Math.sqrt(squares / targets.length),
    least: targets.reduce((least, target) => Math.min(least, target), Infinity),
    greatest: targets.reduce((greatest, target) => Math.max(greatest, target), -Infinity),
  };
}
