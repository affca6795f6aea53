import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { checkIndices, rowCount, weightsOrOnes } from "../columns.js";
import { overLabels, type CallCounts, type CalledLabels } from "../labels/called-labels.js";
import { labelColumns, type LabelColumn } from "../labels/label-columns.js";
import { halfThreshold } from "../labels/label-thresholds.js";
import type { Metric } from "../metric.js";
import { meanOf } from "../metrics/group-metrics.js";
import type { LabelsTestPredictions } from "./cell.js";
import { subjectPlaces } from "./subject-places.js";
import type { ResampleTable, TableOptions } from "./yardstick.js";

/** The measures over labels of one resample; NaN where the drawn rows have none. */
export type ResampledCalls = Readonly<Record<keyof CalledLabels, number>>;

/** Metrics of one resample of several answers. Inside the bootstrap only. */
export interface ResampledLabels {
  readonly mAP: number;
  readonly macro_auroc: number;
  readonly worst_group_auroc: number;
  readonly at_half: ResampledCalls;
  /** At the thresholds that the runs chose; NaN without them. */
  readonly at_chosen: ResampledCalls;
}

/**
 * Prepare one run's predictions of several answers for resampling by subject: a row weighs (its weight)·multiplicity[its
 * subject]. Each metric is the evaluation's on the rows repeated, see `rankLabels` and `callLabels`; thresholds stay as the run
 * chose them, and groups that were not drawn are not the worst.
 * @throws DataError when columns differ in length, an answer, score or group is out of range, or a subject is empty or unknown.
 */
export function createLabelsTable(
  where: string,
  predictions: LabelsTestPredictions,
  { subjectOrder }: TableOptions,
): ResampleTable<ResampledLabels> {
  const { labels, answers, scores, subject, chosen } = predictions;
  checkPredictions(where, predictions);
  const weights = weightsOrOnes(where, predictions.weights, subject.length);
  const place = subjectPlaces(where, subject, subjectOrder);
  const columns = labelColumns(where, { names: labels, answers, scores, weights });
  const called = (row: number, label: number) => at(chosen ?? [], row * labels.length + label);
  const walks = columns.map((column, label) =>
    orderWalk(column, place, (row) => (chosen === null ? 0 : called(row, label))),
  );
  const groups = groupWalks(columns, predictions, place);
  return {
    metricsOf(multiplicity) {
      const passes = walks.map((walk) => pass(walk, multiplicity));
      const half = passes.map(({ rightAtHalf: right, calledAtHalf, positives }) => ({
        ...{ right, called: calledAtHalf, positives },
      }));
      const own = passes.map(({ rightAtChosen: right, calledAtChosen, positives }) => ({
        ...{ right, called: calledAtChosen, positives },
      }));
      return {
        mAP: meanOfValues(passes.map(({ precision }) => precision)),
        macro_auroc: meanOfValues(passes.map(({ auroc }) => auroc)),
        worst_group_auroc: worstOf(groups, multiplicity),
        at_half: callsOf(half),
        at_chosen: chosen === null ? noCalls : callsOf(own),
      };
    },
  };
}

const noCalls: ResampledCalls = { CP: NaN, CR: NaN, CF1: NaN, OP: NaN, OR: NaN, OF1: NaN };

function checkPredictions(
  where: string,
  { id, subject, group, groupNames, labels, answers, chosen }: LabelsTestPredictions,
): void {
  rowCount(where, { group, id: { length: id.length }, subject: { length: subject.length } });
  const isTable = (values: { readonly length: number }) =>
    values.length === subject.length * labels.length;
  if (!isTable(answers) || (chosen !== null && !isTable(chosen))) {
    throw new DataError(where, "answers are not a table of rows x labels", {
      expected: subject.length * labels.length,
      got: [answers.length, chosen?.length ?? answers.length],
    });
  }
  const shifted = Int32Array.from(group, (own) => own + 1);
  checkIndices(where, "group, plus one,", shifted, groupNames.length + 1);
}

/** Rows of one label whose answer is known, from the highest score to the lowest. */
interface Walk {
  readonly place: Int32Array;
  readonly weight: Float64Array;
  readonly isPositive: Uint8Array;
  /** 1 on the last row of those with one score. */
  readonly closes: Uint8Array;
  /** 1 where the row is called yes. */
  readonly atHalf: Uint8Array;
  readonly atChosen: Uint8Array;
}

/** @param calledAtChosen of a row of the table: 1 or 0. */
function orderWalk(
  { rows, answers, scores, weights }: LabelColumn,
  place: Int32Array,
  calledAtChosen: (row: number) => number,
): Walk {
  const order = Int32Array.from(rows.keys()).sort(
    (left, right) => at(scores, right) - at(scores, left) || left - right,
  );
  const bytes = (read: (entry: number) => number) => Uint8Array.from(order, read);
  return {
    place: order.map((entry) => at(place, at(rows, entry))),
    weight: Float64Array.from(order, (entry) => (weights === undefined ? 1 : at(weights, entry))),
    isPositive: bytes((entry) => at(answers, entry)),
    closes: Uint8Array.from(order, (entry, index) => {
      const next = order[index + 1];
      return next === undefined || at(scores, next) !== at(scores, entry) ? 1 : 0;
    }),
    atHalf: bytes((entry) => (at(scores, entry) >= halfThreshold ? 1 : 0)),
    atChosen: bytes((entry) => calledAtChosen(at(rows, entry))),
  };
}

/** What one walk gives: average precision and AUROC, NaN where they have no value, and weights of rows. */
interface Pass {
  readonly precision: number;
  readonly auroc: number;
  readonly positives: number;
  readonly rows: number;
  readonly rightAtHalf: number;
  readonly calledAtHalf: number;
  readonly rightAtChosen: number;
  readonly calledAtChosen: number;
}

/** The inner loop of the bootstrap; `auprc` and `auroc` of the drawn rows in one go. */
function pass(
  { place, weight, isPositive, closes, atHalf, atChosen }: Walk,
  multiplicity: Int32Array,
): Pass {
  let [positives, rows, gained, tied, concordant, area] = [0, 0, 0, 0, 0, 0];
  let [rightAtHalf, calledAtHalf, rightAtChosen, calledAtChosen] = [0, 0, 0, 0];
  for (let index = 0; index < place.length; index++) {
    const own = (multiplicity[place[index] ?? 0] ?? 0) * (weight[index] ?? 0);
    const positive = own * (isPositive[index] ?? 0);
    const [half, chosen] = [atHalf[index] ?? 0, atChosen[index] ?? 0];
    calledAtHalf += half * own;
    rightAtHalf += half * positive;
    calledAtChosen += chosen * own;
    rightAtChosen += chosen * positive;
    tied += own;
    gained += positive;
    if (closes[index] === 0) continue;
    // Negatives of this score stand below the positives before it, and beside its own.
    concordant += (tied - gained) * (positives + gained / 2);
    positives += gained;
    rows += tied;
    if (gained > 0) area += gained * (positives / rows);
    gained = 0;
    tied = 0;
  }
  const negatives = rows - positives;
  return {
    precision: positives > 0 ? area / positives : NaN,
    auroc: positives > 0 && negatives > 0 ? concordant / (positives * negatives) : NaN,
    ...{ positives, rows, rightAtHalf, calledAtHalf, rightAtChosen, calledAtChosen },
  };
}

/** By group a walk a label; the whole set has no groups where it has no attributes. */
function groupWalks(
  columns: readonly LabelColumn[],
  { group, groupNames }: LabelsTestPredictions,
  place: Int32Array,
): Walk[][] {
  return groupNames.map((_, own) =>
    columns.map((column) => {
      const entries = column.rows.flatMap((row, entry) => (at(group, row) === own ? [entry] : []));
      const take = (values: Float64Array) =>
        Float64Array.from(entries, (entry) => at(values, entry));
      const part: LabelColumn = {
        name: column.name,
        rows: entries.map((entry) => at(column.rows, entry)),
        answers: take(column.answers),
        scores: take(column.scores),
        weights: column.weights === undefined ? undefined : take(column.weights),
      };
      return orderWalk(part, place, () => 0);
    }),
  );
}

/** Lowest macro AUROC of the groups that were drawn; NaN where one of them has none. */
function worstOf(groups: readonly (readonly Walk[])[], multiplicity: Int32Array): number {
  const drawn = groups.flatMap((walks) => {
    const passes = walks.map((walk) => pass(walk, multiplicity));
    return passes.some(({ rows }) => rows > 0)
      ? [meanOfValues(passes.map(({ auroc }) => auroc))]
      : [];
  });
  return drawn.length === 0 ? NaN : Math.min(...drawn);
}

function meanOfValues(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? NaN : meanOf(known);
}

function callsOf(counts: readonly CallCounts[]): ResampledCalls {
  const { CP, CR, CF1, OP, OR, OF1 } = overLabels(counts);
  const number = (metric: Metric) => (typeof metric === "number" ? metric : NaN);
  return {
    ...{ CP: number(CP), CR: number(CR), CF1: number(CF1) },
    ...{ OP: number(OP), OR: number(OR), OF1: number(OF1) },
  };
}
