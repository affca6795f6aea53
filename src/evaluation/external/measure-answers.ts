import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { aurocInterval } from "../intervals/auroc-interval.js";
import { undefinedMetric, type Metric } from "../metric.js";
import { brier } from "../metrics/brier.js";
import { expectedCalibrationError } from "../metrics/expected-calibration-error.js";
import { operatingPoint, youdenThreshold } from "../operating-point.js";
import type { PredictionTable } from "../predictions.js";
import type { AnswerMeasures, ChosenThreshold } from "./external-results.js";

/** Predictions of one split of a table. */
export type SplitPredictions = Pick<
  PredictionTable,
  "classNames" | "label" | "probabilities" | "subject"
>;

/** The rows of one split, in their order; of none where the table has no such split. */
export function splitPredictions(table: PredictionTable, split: string): SplitPredictions {
  const rows = [...table.split.keys()].filter((row) => table.split[row] === split);
  const classes = table.classNames.length;
  return {
    classNames: table.classNames,
    subject: rows.map((row) => at(table.subject, row)),
    label: Int32Array.from(rows, (row) => at(table.label, row)),
    probabilities: Float64Array.from(
      rows.flatMap((row) => [...table.probabilities.subarray(row * classes, (row + 1) * classes)]),
    ),
  };
}

/** The threshold by Youden's J on validation rows. Undefined for more than two classes, and as `youdenThreshold`. */
export function chooseThreshold(validation: SplitPredictions): ChosenThreshold {
  const { classNames, label } = validation;
  return {
    rule: "youden",
    split: "validation",
    n: label.length,
    value:
      classNames.length === 2
        ? youdenThreshold(label, scoresOf(validation))
        : undefinedMetric(`${classNames.length} classes have no threshold`),
  };
}

/**
 * What is measured of answers beside a set's results; nothing is chosen on them.
 * @param threshold of {@link chooseThreshold}.
 * @param rng draws the subjects of the interval.
 */
export function measureAnswers(
  answers: SplitPredictions,
  threshold: Metric,
  rng: Rng,
): AnswerMeasures {
  const { label, probabilities } = answers;
  return {
    auroc_interval: aurocInterval(answers, rng),
    brier: brier(label, probabilities),
    ece: expectedCalibrationError(label, probabilities),
    operating_point:
      typeof threshold === "number"
        ? operatingPoint(label, scoresOf(answers), threshold)
        : threshold,
  };
}

/** Probability of the second of two classes. */
function scoresOf({ label, probabilities }: SplitPredictions): Float64Array {
  return Float64Array.from(label, (_, row) => at(probabilities, 2 * row + 1));
}
