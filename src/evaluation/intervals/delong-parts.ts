import { DataError } from "../../base/errors.js";
import { sortOrder } from "../../base/sort-order.js";
import { checkFinite, checkIndices, rowCount, type Column } from "../columns.js";
import { undefinedMetric, type Undefined } from "../metric.js";

/** Rows whose AUROC is asked for; [n] each. */
export interface RankedRows {
  /** 0 or 1. */
  readonly labels: Column;
  /** Any finite numbers: only their order counts. */
  readonly scores: Column;
  /** Whose row it is: any whole numbers of 0 or more, the same in all AUROCs that are compared. */
  readonly subjects: Column;
}

/**
 * An AUROC and what each subject adds to it. With ψ(x, y) = 1 where the score x of a positive is above the score y of a
 * negative, ½ where they are equal, and 0 otherwise, V₁₀(x) is the mean of ψ over the N negatives, V₀₁(y) the mean over
 * the M positives, and A the mean of both.
 */
export interface DelongParts {
  /** A, 0..1. */
  readonly area: number;
  /** M and N. */
  readonly positives: number;
  readonly negatives: number;
  /** [S], in ascending order. */
  readonly subjects: Int32Array;
  /** [S], Σ (V₁₀ − A) over the positives of a subject, and Σ (V₀₁ − A) over its negatives. */
  readonly ofPositives: Float64Array;
  readonly ofNegatives: Float64Array;
  /** [S], 1 where a subject has a positive, a negative. */
  readonly hasPositive: Uint8Array;
  readonly hasNegative: Uint8Array;
}

/**
 * What DeLong's variance of an AUROC rests on, summed by subject. Two sorts and three passes over the rows.
 *
 * Undefined without positives or negatives.
 * @source DeLong, DeLong and Clarke-Pearson 1988 (structural components); summed by cluster as Obuchowski 1997.
 * @throws DataError when lengths differ, a label is not 0 or 1, a score is not finite, a subject no whole number.
 */
export function delongParts({ labels, scores, subjects }: RankedRows): DelongParts | Undefined {
  const where = "delongParts";
  const rows = rowCount(where, { labels, scores, subjects });
  checkIndices(where, "label", labels, 2);
  checkFinite(where, "score", scores);
  checkSubjectNumbers(where, subjects);
  let positives = 0;
  for (let row = 0; row < rows; row++) positives += labels[row] === 1 ? 1 : 0;
  if (positives === 0) return undefinedMetric("no positives");
  if (positives === rows) return undefinedMetric("no negatives");
  const counts = { positives, negatives: rows - positives };
  const { placements, area } = placeRows(labels, scores, counts);
  return { area, ...counts, ...sumBySubject(labels, subjects, placements, area) };
}

function checkSubjectNumbers(where: string, subjects: Column): void {
  for (let row = 0; row < subjects.length; row++) {
    const subject = subjects[row] ?? NaN;
    if (Number.isInteger(subject) && subject >= 0) continue;
    throw new DataError(where, `subject of row ${row}`, {
      expected: "an integer, 0 or more",
      got: subject,
    });
  }
}

/** V₁₀ of positives and V₀₁ of negatives, [n], and the area. */
function placeRows(
  labels: Column,
  scores: Column,
  { positives, negatives }: Pick<DelongParts, "positives" | "negatives">,
) {
  const order = sortOrder(scores);
  const placements = new Float64Array(order.length);
  const passed = { positives: 0, negatives: 0 };
  let concordant = 0;
  for (let start = 0; start < order.length;) {
    const score = scores[order[start] ?? 0];
    const tied = { positives: 0, negatives: 0 };
    let end = start;
    for (; end < order.length && scores[order[end] ?? 0] === score; end++) {
      if (labels[order[end] ?? 0] === 1) tied.positives += 1;
      else tied.negatives += 1;
    }
    const below = passed.negatives + tied.negatives / 2;
    const above = positives - passed.positives - tied.positives / 2;
    for (let place = start; place < end; place++) {
      const row = order[place] ?? 0;
      placements[row] = labels[row] === 1 ? below / negatives : above / positives;
    }
    concordant += tied.positives * below;
    passed.positives += tied.positives;
    passed.negatives += tied.negatives;
    start = end;
  }
  return { placements, area: concordant / (positives * negatives) };
}

function sumBySubject(labels: Column, subjects: Column, placements: Float64Array, area: number) {
  const { places, numbers } = placeSubjects(subjects);
  const sums = {
    ofPositives: new Float64Array(numbers.length),
    ofNegatives: new Float64Array(numbers.length),
    hasPositive: new Uint8Array(numbers.length),
    hasNegative: new Uint8Array(numbers.length),
  };
  for (let row = 0; row < labels.length; row++) {
    const own = places[row] ?? 0;
    const isPositive = labels[row] === 1;
    const sum = isPositive ? sums.ofPositives : sums.ofNegatives;
    sum[own] = (sum[own] ?? 0) + (placements[row] ?? 0) - area;
    (isPositive ? sums.hasPositive : sums.hasNegative)[own] = 1;
  }
  return { subjects: numbers, ...sums };
}

/** The subjects that have rows, ascending, and of each row the place of its own among them. */
function placeSubjects(subjects: Column) {
  const order = sortOrder(subjects);
  const places = new Int32Array(order.length);
  const numbers = new Int32Array(order.length);
  let count = 0;
  for (let place = 0; place < order.length; place++) {
    const row = order[place] ?? 0;
    const number = subjects[row] ?? 0;
    if (count === 0 || numbers[count - 1] !== number) {
      numbers[count] = number;
      count += 1;
    }
    places[row] = count - 1;
  }
  return { places, numbers: numbers.slice(0, count) };
}
