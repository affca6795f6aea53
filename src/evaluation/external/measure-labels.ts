import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { pickRows } from "../../base/pick-rows.js";
import type { Rng } from "../../base/rng.js";
import { createLabelsTable, type ResampledLabels } from "../comparison/labels-table.js";
import { percentileInterval } from "../intervals/bootstrap.js";
import { delongInterval } from "../intervals/delong-interval.js";
import { delongParts } from "../intervals/delong-parts.js";
import type { Interval } from "../intervals/interval.js";
import { labelColumns, type LabelAnswers, type LabelColumn } from "../labels/label-columns.js";
import type { LabelThreshold } from "../labels/label-thresholds.js";
import type { LabelsPredictionTable } from "../labels/labels-predictions.js";
import type { LabelsSetResult } from "../labels/labels-results.js";
import { undefinedMetric, type Undefined } from "../metric.js";
import { numberSubjects } from "../number-subjects.js";
import { operatingPoint, type OperatingPoint } from "../operating-point.js";
import {
  callOf,
  labelsIntervalMetrics,
  type LabelsIntervalMetric,
  type MeasuredLabelsSet,
} from "./labels-external-results.js";

const where = "measureLabels";
const replicates = 1000;

/** Answers and scores of one split, and whose rows they are. */
export interface LabelsSplit extends LabelAnswers {
  /** [n] */
  readonly subjects: readonly string[];
  /** By name a column [n] of value names, empty where missing. */
  readonly attributes: LabelsPredictionTable["attributes"];
}

/** The rows of one split of a table, in their order. */
export function labelsSplit(table: LabelsPredictionTable, split: string): LabelsSplit {
  const { labelNames: names, answers, probabilities } = table;
  const rows = [...table.split.keys()].filter((row) => table.split[row] === split);
  const width = names.length;
  return {
    ...{
      names,
      answers: pickRows(answers, width, rows),
      scores: pickRows(probabilities, width, rows),
    },
    subjects: rows.map((row) => at(table.subject, row)),
    attributes: table.attributes.map(({ name, values }) => ({
      name,
      values: rows.map((row) => at(values, row)),
    })),
  };
}

/**
 * What is measured of several answers beside a set's results; nothing is chosen on the rows. Of each label DeLong's interval of
 * the AUROC by subject, and sensitivity and specificity at the run's threshold; of the means over labels 95 % intervals by
 * bootstrap over subjects, 1000 resamples: one draw a resample for all means, thresholds left as they are. A resample that a
 * label has no rows of yes in has a mean over the others, as the metric itself would.
 * @param result of these rows, labels in the same order.
 * @param thresholds of the run; undefined where it has none: then rates at them have none either.
 * @param rng draws the subjects.
 * @throws DataError where the rows or labels are not those of `result`, and as `labelColumns`.
 */
export function measureLabels(
  rows: LabelsSplit,
  result: LabelsSetResult,
  thresholds: readonly LabelThreshold[] | Undefined,
  rng: Rng,
): MeasuredLabelsSet {
  const shown = result.labels.map(({ name }) => name);
  if (rows.subjects.length !== result.n || shown.join("\n") !== rows.names.join("\n")) {
    throw new DataError("predictions", "rows or labels are not those of the results", {
      expected: [result.n, ...shown],
      got: [rows.subjects.length, ...rows.names],
    });
  }
  const columns = labelColumns(where, rows);
  const { subjectOf } = numberSubjects(rows.subjects);
  return {
    ...result,
    intervals: meanIntervals(rows, thresholds, rng),
    labels: result.labels.map((label, index) => ({
      ...label,
      auroc_interval: areaInterval(at(columns, index), subjectOf),
      operating_point: pointOf(at(columns, index), thresholds, index),
    })),
  };
}

function areaInterval(
  { rows, answers, scores }: LabelColumn,
  subjectOf: Int32Array,
): Interval | Undefined {
  const subjects = Int32Array.from(rows, (row) => at(subjectOf, row));
  const parts = delongParts({ labels: answers, scores, subjects });
  return "reason" in parts ? parts : delongInterval(parts);
}

function pointOf(
  { answers, scores }: LabelColumn,
  thresholds: readonly LabelThreshold[] | Undefined,
  label: number,
): OperatingPoint | Undefined {
  if ("reason" in thresholds) return thresholds;
  return operatingPoint(answers, scores, at(thresholds, label).threshold);
}

function meanIntervals(
  { names, answers, scores, subjects }: LabelsSplit,
  thresholds: readonly LabelThreshold[] | Undefined,
  rng: Rng,
): Record<LabelsIntervalMetric, Interval | Undefined> {
  const { subjectOf, subjectCount } = numberSubjects(subjects);
  const all = (value: Undefined) =>
    Object.fromEntries(labelsIntervalMetrics.map((name) => [name, value])) as Record<
      LabelsIntervalMetric,
      Undefined
    >;
  if (subjectCount < 2) return all(undefinedMetric("fewer than two subjects"));
  const table = createLabelsTable(
    where,
    {
      ...{ labels: names, answers: Int32Array.from(answers), scores: Float64Array.from(scores) },
      ...{ id: subjects, subject: subjects, group: new Int32Array(subjects.length).fill(-1) },
      groupNames: [],
      chosen: calledAt(scores, thresholds),
    },
    {
      subjectOrder: new Map(subjects.map((name, row) => [name, at(subjectOf, row)])),
      metrics: labelsIntervalMetrics,
    },
  );
  const values = labelsIntervalMetrics.map(() => [] as number[]);
  const drawn = new Int32Array(subjectCount);
  for (let replicate = 0; replicate < replicates; replicate++) {
    drawn.fill(0);
    for (let draw = 0; draw < subjectCount; draw++) {
      const subject = rng.integer(subjectCount);
      drawn[subject] = at(drawn, subject) + 1;
    }
    const metrics = table.metricsOf(drawn);
    for (const [index, name] of labelsIntervalMetrics.entries()) {
      const value = meanOf(metrics, name);
      if (!Number.isNaN(value)) at(values, index).push(value);
    }
  }
  const intervals = labelsIntervalMetrics.map((name, index) => {
    const reason = "reason" in thresholds && callOf(name)?.at === "at_chosen" ? thresholds.reason : "no label with rows"; // prettier-ignore
    const options = { replicates, level: 0.95, reason };
    return [name, percentileInterval(at(values, index), options)] as const;
  });
  return { ...all(undefinedMetric("not resampled")), ...Object.fromEntries(intervals) };
}

/** [n, K], 1 where a row is called yes at the label's threshold. */
function calledAt(
  scores: LabelAnswers["scores"],
  thresholds: readonly LabelThreshold[] | Undefined,
): Uint8Array | null {
  if ("reason" in thresholds) return null;
  return Uint8Array.from(scores, (score, entry) =>
    score >= at(thresholds, entry % thresholds.length).threshold ? 1 : 0,
  );
}

function meanOf(metrics: ResampledLabels, name: LabelsIntervalMetric): number {
  if (name === "mAP" || name === "macro_auroc") return metrics[name];
  const call = callOf(name);
  return call === null ? NaN : metrics[call.at][call.name];
}
