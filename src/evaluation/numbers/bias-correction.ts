import { at } from "../../base/ndarray.js";
import { checkFinite, rowCount, type Column } from "../columns.js";
import { undefinedMetric, type Undefined } from "../metric.js";
import { fitLine } from "../metrics/line.js";

/** prediction = intercept + slope · label, as fitted on validation. */
export interface BiasCorrection {
  /** In the unit of the label. */
  readonly intercept: number;
  /** Above 0; below 1 where predictions are drawn to the mean, as is usual. */
  readonly slope: number;
  /** Rows that it was fitted on. */
  readonly n: number;
}

/** Slope below which a correction would multiply errors by more than this many. */
const leastSlope = 0.01;

/**
 * The line that predictions lie on, fitted by least squares on validation rows, never on tests.
 *
 * Corrected predictions are (prediction − intercept) / slope ({@link correctBias}): the form of Cole et al. 2018, which
 * de Lange and Cole 2020 ("Correction procedures in brain-age prediction") compare with that of Beheshti et al. 2019. That
 * one subtracts a line in the *true* label from each prediction; it needs the label of the row that it corrects, and its
 * R² flatters, so it is not used here.
 *
 * Undefined with fewer than three rows, equal labels, or a slope of at most 0.01: predictions that hardly rise with the
 * label are not made better by dividing them by it.
 * @throws DataError when lengths differ or a number is not finite.
 */
export function fitBiasCorrection(labels: Column, predictions: Column): BiasCorrection | Undefined {
  const n = rowCount("biasCorrection", { labels, predictions });
  checkFinite("biasCorrection", "label", labels);
  checkFinite("biasCorrection", "prediction", predictions);
  if (n < 3) return undefinedMetric("fewer than three validation rows");
  const line = fitLine(labels, predictions, new Float64Array(n).fill(1));
  if ("reason" in line) return undefinedMetric(`${line.reason} on validation`);
  const { intercept, slope } = line;
  if (!(slope > leastSlope)) {
    return undefinedMetric("predictions do not rise with the label on validation");
  }
  return { intercept, slope, n };
}

/** (prediction − intercept) / slope of each row, [n]. */
export function correctBias(
  predictions: Column,
  { intercept, slope }: BiasCorrection,
): Float64Array {
  return Float64Array.from(
    { length: predictions.length },
    (_, row) => (at(predictions, row) - intercept) / slope,
  );
}
