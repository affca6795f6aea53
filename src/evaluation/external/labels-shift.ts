import { at } from "../../base/ndarray.js";
import { evaluateLabelsSet } from "../labels/evaluate-labels-set.js";
import type { LabelThreshold } from "../labels/label-thresholds.js";
import type { LabelsSetResult } from "../labels/labels-results.js";
import { undefinedMetric, type Metric, type Undefined } from "../metric.js";
import type { NamedAttribute } from "./measure-errors.js";
import type { LabelsSplit } from "./measure-labels.js";
import type { Shift } from "./external-results.js";
import {
  callOf,
  labelShiftMetrics,
  labelsShiftMetrics,
  type LabelShiftMetric,
  type LabelsShift,
  type MeasuredLabel,
  type MeasuredLabelsSet,
  type MeasuredLabelsTest,
} from "./labels-external-results.js";
import { difference } from "./shift.js";

/** A test, and the rows that it is of. */
export interface LabelsTestRows {
  readonly test: MeasuredLabelsTest;
  readonly rows: LabelsSplit;
}

/** What the two tests share. */
export interface LabelsShiftOptions {
  /** All of the run, in its order. */
  readonly attributes: readonly NamedAttribute[];
  /** Those of them that the other cohort does not have. */
  readonly absentAttributes: readonly string[];
  readonly thresholds: readonly LabelThreshold[] | Undefined;
}

/**
 * Each measure of several answers on the run's own test beside the other cohort.
 *
 * A mean over labels leaves out those without rows of yes (or of no), so that two tests may have means of different labels.
 * Here **both** means are over the labels that both tests have rows of yes and of no of: where these are not all, each set is
 * evaluated again on them alone. Of one label each side is over the rows whose answer is known.
 */
export function labelsShiftOf(
  iid: LabelsTestRows,
  external: LabelsTestRows,
  options: LabelsShiftOptions,
): LabelsShift {
  const names = external.rows.names;
  const [own, other] = [measurable(iid.test), measurable(external.test)];
  const compared = names.filter((name) => own.has(name) && other.has(name));
  const [here, there] = [iid, external].map((one) => onLabels(one, compared, options));
  return {
    compared,
    overall: Object.fromEntries(
      labelsShiftMetrics.map((name) => [
        name,
        shiftBetween(meanOf(here ?? notThere, name), meanOf(there ?? notThere, name)),
      ]),
    ),
    labels: names.map((name) => ({
      name,
      shift: Object.fromEntries(
        labelShiftMetrics.map((metric) => [
          metric,
          shiftBetween(ofLabel(iid.test, name, metric), ofLabel(external.test, name, metric)),
        ]),
      ) as Record<LabelShiftMetric, Shift>,
    })),
  };
}

const notThere = undefinedMetric("there is no such test");

/** Labels with rows of yes and of no. */
function measurable(test: MeasuredLabelsTest): Set<string> {
  if ("reason" in test) return new Set();
  return new Set(
    test.labels.flatMap(({ name, auroc }) => (typeof auroc === "number" ? [name] : [])),
  );
}

function onLabels(
  { test, rows }: LabelsTestRows,
  compared: readonly string[],
  { attributes, absentAttributes, thresholds }: LabelsShiftOptions,
): Pick<LabelsSetResult, "at_half" | "at_chosen" | (typeof means)[number]> | Undefined {
  if ("reason" in test) return test;
  if (compared.length === 0) {
    return undefinedMetric("no label has rows of yes and of no in both tests");
  }
  if (compared.length === rows.names.length) return test;
  const places = compared.map((name) => rows.names.indexOf(name));
  const take = (values: LabelsSplit["scores"]) =>
    Float64Array.from(
      rows.subjects.flatMap((_, row) =>
        places.map((place) => at(values, row * rows.names.length + place)),
      ),
    );
  const result = evaluateLabelsSet({
    ...{ names: compared, answers: take(rows.answers), scores: take(rows.scores) },
    attributes: attributes.map(({ name, valueNames }) => {
      const values = rows.attributes.find((column) => column.name === name)?.values;
      return {
        ...{ name, valueNames, scores: null },
        values: Int32Array.from(rows.subjects, (_, row) => valueNames.indexOf(values?.[row] ?? "")),
      };
    }),
    ...("reason" in thresholds
      ? {}
      : { thresholds: places.map((place) => at(thresholds, place).threshold) }),
  });
  return withoutGroups(result, test, absentAttributes);
}

/** Groups are of all attributes: where one is not there, the reason of the whole set. */
function withoutGroups(
  result: LabelsSetResult,
  { adjusted_auroc, worst_group_auroc }: MeasuredLabelsSet,
  absent: readonly string[],
): LabelsSetResult {
  return absent.length === 0 || typeof adjusted_auroc === "number"
    ? result
    : { ...result, adjusted_auroc, worst_group_auroc };
}

const means = ["mAP", "macro_auroc", "adjusted_auroc", "worst_group_auroc"] as const;

function meanOf(
  test: Pick<LabelsSetResult, "at_half" | "at_chosen" | (typeof means)[number]> | Undefined,
  name: (typeof labelsShiftMetrics)[number],
): Metric {
  if ("reason" in test) return test;
  const plain = means.find((mean) => mean === name);
  if (plain !== undefined) return test[plain];
  const call = callOf(name);
  if (call === null) return undefinedMetric(`no ${name}`);
  return test[call.at]?.[call.name] ?? undefinedMetric("the run has no thresholds");
}

function ofLabel(test: MeasuredLabelsTest, name: string, metric: LabelShiftMetric): Metric {
  if ("reason" in test) return test;
  const label = test.labels.find((one) => one.name === name);
  if (label === undefined) return undefinedMetric("the test does not have the label");
  if (metric === "sensitivity" || metric === "specificity") return rateOf(label, metric);
  if (metric === "precision" || metric === "f1") {
    return label.at_chosen?.[metric] ?? undefinedMetric("the run has no thresholds");
  }
  return label[metric];
}

function rateOf({ operating_point: point }: MeasuredLabel, name: "sensitivity" | "specificity") {
  if ("reason" in point) return point;
  const rate = point[name];
  return "reason" in rate ? rate : rate.value;
}

function shiftBetween(iid: Metric, external: Metric): Shift {
  return { iid, external, difference: difference(iid, external) };
}
