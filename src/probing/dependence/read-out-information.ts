import { at } from "../../base/ndarray.js";
import { undefinedMetric, type Metric } from "../../evaluation/metric.js";
import { fitLogistic, type LogisticModel } from "../logistic-regression.js";
import type { ClassTarget, FeatureTable, ProbedRows } from "../probe.js";
import { momentsOf, scaleFeatures } from "../scale-features.js";
import { rossInformation } from "./ross-information.js";

/**
 * What a linear read-out leaves of the information on an attribute, nats: {@link rossInformation} between the attribute and the log-odds of
 * logistic regression (values − 1 of them, against the last value), fitted on one half of the rows and taken on the other, both ways, the mean of the two.
 *
 * Whatever is computed from features holds at most what they hold (data processing), and the read-out has not seen the rows that it is measured on:
 * the number aims at a lower bound of the information of all features, and is near it where a line tells the values apart. It is an
 * estimate, so chance takes it above the bound too, and below 0. At most ln(values) for equally frequent ones.
 *
 * The attribute has no missing values. Undefined where a half lacks a value.
 */
export function readOutInformation(
  features: FeatureTable,
  { values, valueNames }: ClassTarget,
  { halves }: ProbedRows,
): Metric {
  const sides = [0, 1].map((half) =>
    Int32Array.from(halves.keys()).filter((row) => halves[row] === half),
  );
  const labels = sides.map((rows) => rows.map((row) => at(values, row)));
  const classes = valueNames.length;
  for (const own of labels) {
    const missing = valueNames.findIndex((_, value) => !own.includes(value));
    if (missing >= 0) return undefinedMetric(`a half has no rows of ${at(valueNames, missing)}`);
  }
  let sum = 0;
  for (const [fit, score] of [
    [0, 1],
    [1, 0],
  ] as const) {
    // prettier-ignore
    const moments = momentsOf(features, at(sides, fit));
    const model = fitLogistic({
      width: features.width,
      features: scaleFeatures(features, at(sides, fit), moments),
      labels: at(labels, fit),
      classes,
    });
    const odds = logOdds(model, scaleFeatures(features, at(sides, score), moments));
    const information = rossInformation(odds, classes - 1, at(labels, score));
    if (typeof information !== "number") return information;
    sum += information / 2;
  }
  return sum;
}

/** [m, classes − 1]: logits less that of the last class. */
function logOdds(
  { width, classes, weights, intercepts }: LogisticModel,
  query: Float64Array,
): Float64Array {
  const rows = query.length / width;
  const odds = new Float64Array(rows * (classes - 1));
  const last = classes - 1;
  for (let row = 0; row < rows; row++) {
    for (let value = 0; value < last; value++) {
      let sum = at(intercepts, value) - at(intercepts, last);
      for (let feature = 0; feature < width; feature++) {
        const weight = (weights[value * width + feature] ?? 0) - (weights[last * width + feature] ?? 0); // prettier-ignore
        sum += weight * (query[row * width + feature] ?? 0);
      }
      odds[row * last + value] = sum;
    }
  }
  return odds;
}
