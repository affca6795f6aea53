import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { Estimate, FeatureDependence } from "../../evaluation/audit/audit-results.js";
import type { Column } from "../../evaluation/columns.js";
import { holmCorrection } from "../../evaluation/comparison/holm.js";
import { undefinedMetric, type Metric, type Undefined } from "../../evaluation/metric.js";
import { balancedHalves, balancedRows } from "../balanced-rows.js";
import { mostProbedRows } from "../choose-rows.js";
import { pickFeatures } from "../pick-features.js";
import { crossFitNumber } from "../cross-fit.js";
import type { ClassTarget, FeatureTable, ProbedRows } from "../probe.js";
import { dependenceTest } from "./dependence-test.js";
import { readOutInformation } from "./read-out-information.js";

/** A class attribute, or the bins of a number beside the number itself: [n], NaN missing. */
export interface MeasuredVariable extends ClassTarget {
  readonly numbers?: Column;
}

/** Features of rows that their network was not trained on, and what is known of the rows. */
export interface FeaturesToMeasure {
  /** [n, width], finite. */
  readonly features: FeatureTable;
  /** [n] */
  readonly subjects: readonly string[];
  readonly label: ClassTarget;
  readonly attributes: readonly MeasuredVariable[];
}

/** Permutations of a test, at least; of many attributes 200 for each, since a corrected p cannot be smaller than 4 tests / permutations. */
const fewestPermutations = 999;
const permutationsEach = 200;

/**
 * Do features depend on attributes, given the label? For each attribute alone, on the rows that probes take too ({@link balancedRows} with the same rng):
 * distance correlation and HSIC with their tests ({@link dependenceTest}), of a number by its values with the R² of ridge regression, and what a linear read-out leaves of the
 * information on its values ({@link readOutInformation}). `p` is twice the smaller of the two p, then Holm over the attributes that have one, so
 * that the chance of any of them at or below α is at most α where features hold nothing of any.
 *
 * Undefined where no rows can be balanced. Same rng, same result.
 * @param most rows that are measured; more are thinned out.
 */
export function measureDependence(
  { features, subjects, label, attributes }: FeaturesToMeasure,
  rng: Rng,
  most: number = mostProbedRows,
): ReadonlyMap<string, FeatureDependence | Undefined> {
  const permutations = Math.max(fewestPermutations, permutationsEach * attributes.length);
  const measured = attributes.map((attribute) => {
    const own = rng.child(attribute.name);
    const one = measureOne({ features, subjects, label }, attribute, permutations, own, most);
    return [attribute.name, one] as const;
  });
  const tested = measured.flatMap(([, one]) => ("reason" in one || typeof one.p !== "number" ? [] : [one.p])); // prettier-ignore
  const corrected = holmCorrection(tested);
  let next = 0;
  return new Map(
    measured.map(([name, one]) => {
      if ("reason" in one || typeof one.p !== "number") return [name, one];
      return [name, { ...one, p: at(corrected, next++) }];
    }),
  );
}

/** `p` is that of the two measures, before Holm. */
function measureOne(
  { features, subjects, label }: Omit<FeaturesToMeasure, "attributes">,
  variable: MeasuredVariable,
  permutations: number,
  rng: Rng,
  most: number,
): FeatureDependence | Undefined {
  const chosen = balancedRows(label, variable, subjects, rng, most);
  if ("reason" in chosen) return chosen;
  const { attribute } = chosen;
  const size = attribute.valueNames.length;
  const table = pickFeatures(features, chosen.rows);
  const { numbers } = variable;
  const values =
    numbers === undefined ? null : Float64Array.from(chosen.rows, (row) => at(numbers, row));
  const side = {
    features: table,
    strata: Int32Array.from(chosen.label.values),
    subjects: chosen.subjects,
    attribute:
      values === null
        ? ({ kind: "classes", values: attribute.values, size } as const)
        : ({ kind: "number", values } as const),
  };
  const tests = dependenceTest(side, permutations, rng.child("permutations"));
  const halves = balancedHalves(chosen, rng);
  return {
    n: chosen.rows.length,
    subjects: new Set(chosen.subjects).size,
    ...tests,
    p: smallerOf(tests.distance_correlation.p, tests.hsic.p),
    information: readOutInformation(table, attribute, { subjects: chosen.subjects, halves }),
    information_at_most: Math.log(size),
    ...(values === null
      ? {}
      : { r2: ridgeOf(table, values, { subjects: chosen.subjects, halves }, rng.child("ridge")) }),
  };
}

/** Bonferroni over the two. */
function smallerOf(left: Metric, right: Metric): Metric {
  const known = [left, right].filter((p) => typeof p === "number");
  if (known.length > 0) return Math.min(1, known.length * Math.min(...known));
  return typeof left === "number" ? undefinedMetric("no test") : left;
}

/** {@link crossFitNumber} as an estimate. */
function ridgeOf(
  features: FeatureTable,
  values: Float64Array,
  rows: ProbedRows,
  rng: Rng,
): Estimate {
  const score = crossFitNumber(features, { kind: "number", name: "", values }, rows, rng);
  if ("reason" in score) return score;
  const { value, low, high } = score;
  const interval = { low, high, level: 0.95, method: "bootstrap by subject" };
  return { value, n: values.length, interval };
}
