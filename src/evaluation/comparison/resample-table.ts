import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { argmaxRows, checkProbabilities } from "../class-scores.js";
import { checkIndices, rowCount, weightsOrOnes } from "../columns.js";
import { rankedStratifiedAuroc } from "../metrics/stratified-auroc.js";
import type { TestPredictions } from "./cell.js";
import { subjectPlaces } from "./subject-places.js";
import type { ResampleTable } from "./yardstick.js";

/** Metrics of one resample; NaN where the drawn rows have no value. Inside the bootstrap only. */
export interface ResampledMetrics {
  readonly balanced_accuracy: number;
  readonly worst_group_accuracy: number;
  readonly auroc: number;
  /** By name of the strata; without them, or without auroc, none. */
  readonly auroc_within: Readonly<Record<string, number>>;
}

/** How to prepare a table. */
export interface ResampleTableOptions {
  /** Place of each subject in `multiplicity`. */
  readonly subjectOrder: ReadonlyMap<string, number>;
  /** Without it, auroc is NaN: a walk through all rows less. */
  readonly withAuroc: boolean;
}

/**
 * Prepare one run's predictions for resampling by subject: a row weighs (its weight)·multiplicity[its subject].
 *
 * Balanced accuracy: mean recall over the classes that were drawn, undefined with one. Worst group: lowest
 * accuracy of the groups that were drawn. AUROC of class 1 for two classes, over all pairs and over those within each of
 * the strata, otherwise undefined. Each is the evaluation's metric on the rows repeated.
 * @throws DataError when columns differ in length, a label, group or probability is out of range, a group holds
 * several labels, or a subject is empty or unknown.
 */
export function createResampleTable(
  where: string,
  predictions: TestPredictions,
  { subjectOrder, withAuroc }: ResampleTableOptions,
): ResampleTable<ResampledMetrics> {
  checkPredictions(where, predictions);
  const { subject, label, classes, probabilities, groupNames } = predictions;
  const weight = weightsOrOnes(where, predictions.weights, label.length);
  const place = subjectPlaces(where, subject, subjectOrder);
  const buckets = sortIntoBuckets(where, predictions, place, weight);
  const ranking = withAuroc && classes === 2 ? rank(probabilities, label, place, weight) : null;
  const within =
    withAuroc && classes === 2 ? withinStrata(where, predictions, place, weight) : null;
  const total = new Float64Array(buckets.label.length);
  const hits = new Float64Array(buckets.label.length);
  return {
    metricsOf(multiplicity) {
      countBuckets(buckets, multiplicity, total, hits);
      return {
        balanced_accuracy: meanRecall(total, hits, buckets.label, classes),
        worst_group_accuracy: lowestAccuracy(total, hits, groupNames.length),
        auroc: ranking === null ? NaN : rankedArea(ranking, multiplicity),
        auroc_within: within === null ? {} : within(multiplicity),
      };
    },
  };
}

/** Rows sorted by bucket: the groups, then one bucket a class for the rows without a group. */
interface Buckets {
  readonly place: Int32Array;
  readonly weight: Float64Array;
  /** The row's weight where the answer is right, else 0. */
  readonly hitWeight: Float64Array;
  /** Bucket b has the rows start[b] .. start[b + 1] - 1. */
  readonly start: Int32Array;
  /** Label of each bucket, -1 for an empty one. */
  readonly label: Int32Array;
}

function sortIntoBuckets(
  where: string,
  predictions: TestPredictions,
  place: Int32Array,
  weight: Float64Array,
): Buckets {
  const { label, classes, probabilities, group, groupNames } = predictions;
  const answers = argmaxRows(probabilities, classes);
  const bucket = Int32Array.from(label, (truth, row) => {
    const own = at(group, row);
    return own >= 0 ? own : groupNames.length + truth;
  });
  const bucketLabel = labelsOfBuckets(where, predictions, bucket);
  const order = Int32Array.from(label.keys()).sort(
    (left, right) => at(bucket, left) - at(bucket, right) || left - right,
  );
  const start = new Int32Array(bucketLabel.length + 1);
  for (const own of bucket) start[own + 1] = at(start, own + 1) + 1;
  for (let own = 0; own < bucketLabel.length; own++) {
    start[own + 1] = at(start, own + 1) + at(start, own);
  }
  return {
    place: order.map((row) => at(place, row)),
    weight: Float64Array.from(order, (row) => at(weight, row)),
    hitWeight: Float64Array.from(order, (row) =>
      label[row] === answers[row] ? at(weight, row) : 0,
    ),
    start,
    label: bucketLabel,
  };
}

/** The inner loop of the bootstrap: weights and hits of each bucket. */
function countBuckets(
  { place, weight, hitWeight, start }: Buckets,
  multiplicity: Int32Array,
  total: Float64Array,
  hits: Float64Array,
): void {
  for (let own = 0; own < total.length; own++) {
    const end = start[own + 1] ?? 0;
    let all = 0;
    let right = 0;
    for (let row = start[own] ?? 0; row < end; row++) {
      const drawn = multiplicity[place[row] ?? 0] ?? 0;
      all += drawn * (weight[row] ?? 0);
      right += drawn * (hitWeight[row] ?? 0);
    }
    total[own] = all;
    hits[own] = right;
  }
}

function checkPredictions(where: string, predictions: TestPredictions): void {
  const { id, subject, label, classes, probabilities, group, groupNames } = predictions;
  const lengths = { label, group, id: { length: id.length }, subject: { length: subject.length } };
  rowCount(where, lengths);
  if (checkProbabilities(where, label, probabilities) !== classes) {
    throw new DataError(where, "probabilities are not rows x classes", {
      rows: label.length,
      classes,
      probabilities: probabilities.length,
    });
  }
  checkIndices(
    where,
    "group, plus one,",
    Int32Array.from(group, (own) => own + 1),
    groupNames.length + 1,
  );
}

function labelsOfBuckets(
  where: string,
  { label, classes, groupNames }: TestPredictions,
  bucket: Int32Array,
): Int32Array {
  const labels = new Int32Array(groupNames.length + classes).fill(-1);
  for (let row = 0; row < label.length; row++) {
    const own = at(bucket, row);
    const truth = at(label, row);
    const known = at(labels, own);
    if (known >= 0 && known !== truth) {
      throw new DataError(where, `group ${groupNames[own] ?? own} holds several labels`, {
        got: [known, truth],
        advice: "A group is the label x all attributes.",
      });
    }
    labels[own] = truth;
  }
  return labels;
}

function meanRecall(
  total: Float64Array,
  hits: Float64Array,
  bucketLabel: Int32Array,
  classes: number,
): number {
  let sum = 0;
  let present = 0;
  for (let label = 0; label < classes; label++) {
    let all = 0;
    let right = 0;
    for (let own = 0; own < bucketLabel.length; own++) {
      if (bucketLabel[own] !== label) continue;
      all += total[own] ?? 0;
      right += hits[own] ?? 0;
    }
    if (all === 0) continue;
    sum += right / all;
    present += 1;
  }
  return present < 2 ? NaN : sum / present;
}

function lowestAccuracy(total: Float64Array, hits: Float64Array, groups: number): number {
  let lowest = Infinity;
  for (let own = 0; own < groups; own++) {
    const all = total[own] ?? 0;
    if (all > 0) lowest = Math.min(lowest, (hits[own] ?? 0) / all);
  }
  return lowest === Infinity ? NaN : lowest;
}

/** Rows in ascending order of the score of class 1. */
interface Ranking {
  readonly place: Int32Array;
  readonly weight: Float64Array;
  readonly isPositive: Uint8Array;
  /** 1 at the last row of equal scores. */
  readonly closes: Uint8Array;
}

function rank(
  probabilities: Float64Array,
  label: Int32Array,
  place: Int32Array,
  weight: Float64Array,
): Ranking {
  const score = Float64Array.from(label, (_, row) => at(probabilities, 2 * row + 1));
  const order = Int32Array.from(label.keys()).sort(
    (left, right) => at(score, left) - at(score, right),
  );
  return {
    place: order.map((row) => at(place, row)),
    weight: Float64Array.from(order, (row) => at(weight, row)),
    isPositive: Uint8Array.from(order, (row) => at(label, row)),
    closes: Uint8Array.from(order, (row, index) => {
      const next = order[index + 1];
      return next === undefined || at(score, next) !== at(score, row) ? 1 : 0;
    }),
  };
}

/** Mann–Whitney area with ties as one half; see `auroc`. */
function rankedArea({ place, weight, isPositive, closes }: Ranking, drawn: Int32Array): number {
  let positives = 0;
  let negatives = 0;
  let concordant = 0;
  let tiedPositives = 0;
  let tiedNegatives = 0;
  for (let index = 0; index < place.length; index++) {
    const own = (drawn[place[index] ?? 0] ?? 0) * (weight[index] ?? 0);
    const positive = own * (isPositive[index] ?? 0);
    tiedPositives += positive;
    tiedNegatives += own - positive;
    if (closes[index] === 0) continue;
    concordant += tiedPositives * (negatives + tiedNegatives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    tiedPositives = 0;
    tiedNegatives = 0;
  }
  return positives > 0 && negatives > 0 ? concordant / (positives * negatives) : NaN;
}

/** AUROC within each of the strata of the predictions, by how often each subject is drawn. */
function withinStrata(
  where: string,
  { label, probabilities, strata = {} }: TestPredictions,
  place: Int32Array,
  weight: Float64Array,
): (multiplicity: Int32Array) => Record<string, number> {
  const score = Float64Array.from(label, (_, row) => at(probabilities, 2 * row + 1));
  const areas = Object.entries(strata).map(
    ([name, own]) => [name, rankedStratifiedAuroc(where, label, score, own)] as const,
  );
  const drawn = new Float64Array(label.length);
  return (multiplicity) => {
    for (let row = 0; row < drawn.length; row++) {
      drawn[row] = (multiplicity[place[row] ?? 0] ?? 0) * (weight[row] ?? 0);
    }
    return Object.fromEntries(
      areas.map(([name, area]) => {
        const found = area(drawn);
        return [name, "reason" in found ? NaN : found.value];
      }),
    );
  };
}
