import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { Column } from "../columns.js";
import { undefinedMetric } from "../metric.js";
import type { ConditionalTest } from "./audit-results.js";
import { shuffleClasses, subjectClasses, type SubjectClasses } from "./subject-classes.js";

/** Exceedances after which a test stops early: p is then far above any level. */
const enoughExceedances = 50;

/** A column with its order, which all tests of it share. */
export interface SortedColumn {
  /** [n], finite. */
  readonly values: Column;
  /** [n], rows in ascending order of value. */
  readonly order: Int32Array;
}

/** A column, sorted. */
export function sortColumn(values: Column): SortedColumn {
  const order = Int32Array.from({ length: values.length }, (_, row) => row).sort(
    (left, right) => at(values, left) - at(values, right),
  );
  return { values, order };
}

/** What is tested: does the answer depend on the attribute inside the strata of the label? */
export interface ConditionalRows {
  /** What is ranked: the score, those of several classes, or the error of a number. */
  readonly answers: readonly SortedColumn[];
  /** [n], 0..S-1: the label, or the bin of a number. */
  readonly strata: Int32Array;
  readonly stratumCount: number;
  /** [n], number of the subject, and rows in ascending order of it. */
  readonly subjects: Int32Array;
  readonly bySubject: Int32Array;
  /** By value 0..size-1, -1 missing; or by number, NaN missing. */
  readonly attribute:
    | { readonly kind: "classes"; readonly values: Column; readonly size: number }
    | { readonly kind: "number"; readonly values: Column; readonly sorted: SortedColumn };
}

/**
 * Permutation test of answer ⟂ attribute | label.
 *
 * Inside each stratum s of the label the answers have mid-ranks r. With classes as attribute
 *
 *   T = Σ_s (n_s − 1) · Σ_g n_gs (r̄_gs − r̄_s)² / Σ_i (r_i − r̄_s)²
 *
 * the sum over strata of the Kruskal–Wallis statistic, corrected for ties; with a number, of mid-ranks q in the stratum,
 * T = Σ_s (n_s − 1) · ρ_s², ρ Spearman's. Of several answers (classes) the sum of their T. Strata without spread give 0.
 *
 * The null: subjects with equal label profiles (so many rows of each label) are exchangeable, so their attributes, whole
 * as they are, are exchanged between them at random; rows of a subject stay together. Rows without attribute are left out.
 * p = (1 + #{T* ≥ T}) / (1 + permutations), in which both errors of rounding count as equal; stopped at 50 exceedances in
 * l permutations, p = 50 / l: exact as well. A subject whose profile no other has stays as it is, so with many rows a
 * subject the test loses power, not its level.
 *
 * It sees a shift of the ranks in a label; not a spread that is wider on both sides alike. What makes the answer differ
 * given the label may be a shortcut, or cases of another severity.
 * @source Kruskal and Wallis 1952; permutation inside strata: Good 2005; +1: Phipson and Smyth 2010; stopping: Besag and
 * Clifford 1991.
 */
export function conditionalTest(
  rows: ConditionalRows,
  permutations: number,
  rng: Rng,
): ConditionalTest {
  const statistic =
    rows.answers.length > 1
      ? "ranks of the scores between groups, given the label"
      : rows.attribute.kind === "classes"
        ? "rank of the answer between groups, given the label"
        : "rank correlation of answer and attribute, given the label";
  const undefinedTest = (reason: string): ConditionalTest => ({
    statistic,
    value: undefinedMetric(reason),
    p: undefinedMetric(reason),
    permutations: 0,
  });
  const { values } = rows.attribute;
  const kept = rows.bySubject.filter((row) => {
    const value = at(values, row);
    return rows.attribute.kind === "classes" ? value >= 0 : !Number.isNaN(value);
  });
  if (kept.length === 0) return undefinedTest("no rows with a value");
  if (kept.every((row) => values[row] === values[at(kept, 0)])) {
    return undefinedTest("the attribute has one value");
  }
  const classes = subjectClasses(rows.subjects, rows.strata, kept);
  const statisticOf = createStatistic(rows, classes.rows);
  const own = statisticOf.values;
  const observed = statisticOf.compute();
  if (!canExchange(classes, own)) {
    return undefinedTest("no two subjects with equal labels and other values to exchange");
  }
  let exceedances = 0;
  let done = 0;
  const limit = observed - 1e-9 * Math.max(1, observed);
  while (done < permutations && exceedances < enoughExceedances) {
    shuffleClasses(classes, own, rng);
    if (statisticOf.compute() >= limit) exceedances += 1;
    done += 1;
  }
  const p =
    exceedances === enoughExceedances && done < permutations
      ? exceedances / done
      : (1 + exceedances) / (1 + done);
  return { statistic, value: observed, p, permutations: done };
}

/** Is there a class of two subjects at least whose rows have other values? */
function canExchange({ classes }: SubjectClasses, values: Float64Array): boolean {
  return classes.some(({ start, count, size }) => {
    for (let place = size; place < count * size; place++) {
      if (values[start + place] !== values[start + (place % size)]) return true;
    }
    return false;
  });
}

/** T as a function of `values` [m], attributes in the order of `places` (rows), that may be exchanged in between. */
function createStatistic(rows: ConditionalRows, places: Int32Array) {
  const { stratumCount, attribute } = rows;
  const strata = places.map((row) => rows.strata[row] ?? 0);
  const inside = new Uint8Array(rows.strata.length);
  for (const row of places) inside[row] = 1;
  const ranked = (column: SortedColumn) => {
    const { ranks, counts } = centredRanks(column, inside, rows.strata, stratumCount);
    return { ranks: Float64Array.from(places, (row) => ranks[row] ?? 0), counts };
  };
  const answers = rows.answers.map(ranked);
  return attribute.kind === "classes"
    ? rankSumStatistic(answers, strata, stratumCount, {
        values: Float64Array.from(places, (row) => at(attribute.values, row)),
        size: attribute.size,
      })
    : correlationStatistic(answers, strata, ranked(attribute.sorted));
}

/**
 * By row: mid-rank among the rows `inside` of its stratum, minus their mean, over the square root of their sum of squares
 * by (n − 1); 0 without spread.
 */
function centredRanks(
  { values, order }: SortedColumn,
  inside: Uint8Array,
  strata: Int32Array,
  stratumCount: number,
): { readonly ranks: Float64Array; readonly counts: Int32Array } {
  const ranks = new Float64Array(values.length);
  const counts = new Int32Array(stratumCount);
  const tied = new Int32Array(stratumCount);
  const n = order.length;
  for (let start = 0; start < n;) {
    const value = values[order[start] ?? 0];
    tied.fill(0);
    let end = start;
    for (; end < n && values[order[end] ?? 0] === value; end++) {
      const row = order[end] ?? 0;
      const stratum = strata[row] ?? 0;
      if (inside[row] === 1) tied[stratum] = (tied[stratum] ?? 0) + 1;
    }
    for (let place = start; place < end; place++) {
      const row = order[place] ?? 0;
      const stratum = strata[row] ?? 0;
      ranks[row] = (counts[stratum] ?? 0) + ((tied[stratum] ?? 0) - 1) / 2;
    }
    for (let stratum = 0; stratum < stratumCount; stratum++) {
      counts[stratum] = (counts[stratum] ?? 0) + (tied[stratum] ?? 0);
    }
    start = end;
  }
  const squares = new Float64Array(stratumCount);
  for (let row = 0; row < n; row++) {
    const stratum = strata[row] ?? 0;
    const centred = (ranks[row] ?? 0) - ((counts[stratum] ?? 0) - 1) / 2;
    ranks[row] = centred;
    if (inside[row] === 1) squares[stratum] = (squares[stratum] ?? 0) + centred * centred;
  }
  const scales = squares.map((sum, stratum) =>
    sum > 0 ? Math.sqrt((at(counts, stratum) - 1) / sum) : 0,
  );
  for (let row = 0; row < n; row++)
    ranks[row] = (ranks[row] ?? 0) * (scales[strata[row] ?? 0] ?? 0);
  return { ranks, counts };
}

type Ranked = ReturnType<typeof centredRanks>;

/** Σ_s Σ_g (Σ r)² / n_gs over scaled centred ranks; numbers n_gs do not change when values are exchanged. */
function rankSumStatistic(
  answers: readonly Ranked[],
  strata: Int32Array,
  stratumCount: number,
  { values, size }: { readonly values: Float64Array; readonly size: number },
) {
  const counts = new Float64Array(stratumCount * size);
  const cell = (place: number) => (strata[place] ?? 0) * size + (values[place] ?? 0);
  for (let place = 0; place < values.length; place++) {
    counts[cell(place)] = at(counts, cell(place)) + 1;
  }
  const sums = new Float64Array(counts.length);
  return {
    values,
    compute(): number {
      let total = 0;
      for (const { ranks } of answers) {
        sums.fill(0);
        for (let place = 0; place < values.length; place++) {
          const own = cell(place);
          sums[own] = (sums[own] ?? 0) + (ranks[place] ?? 0);
        }
        for (let own = 0; own < sums.length; own++) {
          const n = counts[own] ?? 0;
          if (n > 0) total += (sums[own] ?? 0) ** 2 / n;
        }
      }
      return total;
    },
  };
}

/** Σ_s (Σ r q)² / (n_s − 1) over scaled centred ranks of both. */
function correlationStatistic(answers: readonly Ranked[], strata: Int32Array, own: Ranked) {
  const values = own.ranks;
  const sums = new Float64Array(own.counts.length);
  return {
    values,
    compute(): number {
      let total = 0;
      for (const { ranks } of answers) {
        sums.fill(0);
        for (let place = 0; place < values.length; place++) {
          const stratum = strata[place] ?? 0;
          sums[stratum] = (sums[stratum] ?? 0) + (ranks[place] ?? 0) * (values[place] ?? 0);
        }
        for (let stratum = 0; stratum < sums.length; stratum++) {
          const n = own.counts[stratum] ?? 0;
          if (n > 1) total += (sums[stratum] ?? 0) ** 2 / (n - 1);
        }
      }
      return total;
    },
  };
}
