import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { sortOrder } from "../../base/sort-order.js";
import type { Column } from "../columns.js";
import { undefinedMetric } from "../metric.js";
import type { ConditionalTest } from "./audit-results.js";
import {
  canExchange,
  shuffleClasses,
  subjectClasses,
  type SubjectClasses,
} from "./subject-classes.js";

/** Exceedances after which a test stops early: p is then far above any level. */
const enoughExceedances = 50;

/** A column with its order, which all tests of it share. */
export interface SortedColumn {
  /** [n], finite; of an attribute NaN where it is missing. */
  readonly values: Column;
  /** [n], rows in ascending order of value, NaN last. */
  readonly order: Int32Array;
}

/** A column, sorted. */
export function sortColumn(values: Column): SortedColumn {
  return { values, order: sortOrder(values) };
}

/** Rows whose answers are tested against attributes. */
export interface AnsweredRows {
  /** What is ranked: the score, those of several classes, or the error of a number. */
  readonly answers: readonly SortedColumn[];
  /** [n], 0..S-1: the label, or parts of the bins of a number. */
  readonly strata: Int32Array;
  readonly stratumCount: number;
  /** Coarser strata, each whole ones of `strata`, inside which sums are taken before they are squared; absent: `strata`. */
  readonly summed?: { readonly strata: Int32Array; readonly count: number };
  /** [n], number of the subject, and rows in ascending order of it. */
  readonly subjects: Int32Array;
  readonly bySubject: Int32Array;
}

/** An attribute by value 0..size-1, -1 missing; or by number, NaN missing. */
export type TestedAttribute =
  | { readonly kind: "classes"; readonly values: Column; readonly size: number }
  | { readonly kind: "number"; readonly values: Column; readonly sorted: SortedColumn };

/** What is tested: does the answer depend on the attribute inside the strata of the label? */
export interface ConditionalRows extends AnsweredRows {
  readonly attribute: TestedAttribute;
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
 * Strata that are parts of a coarser b (`summed`) are ranked and exchanged each by itself, and summed together: with z the
 * centred ranks of a stratum over their standard deviation, T = Σ_b Σ_g (Σ z)² / n_gb, with a number T = Σ_b (Σ z z')² / Σ_s (n_s − 1);
 * with b = s these are the above. Of many strata the sum of squares would spread what goes one way in all of them over as many degrees of freedom.
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
  return createConditionalTest(rows)(rows.attribute, permutations, rng);
}

/** The test of one attribute after another of the same rows: {@link conditionalTest} of each, rows ranked once. */
export function createConditionalTest(
  rows: AnsweredRows,
): (attribute: TestedAttribute, permutations: number, rng: Rng) => ConditionalTest {
  let all: RankedAnswers | null = null;
  return (attribute, permutations, rng) => {
    const kept = rowsWithValue(rows.bySubject, attribute);
    const isComplete = kept.length === rows.strata.length;
    const ranked = isComplete ? (all ??= rankAnswers(rows, kept)) : rankAnswers(rows, kept);
    return testRanked(rows, attribute, ranked, permutations, rng);
  };
}

/** Of `bySubject` the rows whose value is known. */
function rowsWithValue(bySubject: Int32Array, { kind, values }: TestedAttribute): Int32Array {
  const kept = new Int32Array(bySubject.length);
  let count = 0;
  for (let place = 0; place < bySubject.length; place++) {
    const row = bySubject[place] ?? 0;
    const value = values[row] ?? NaN;
    if (kind === "classes" ? value < 0 : Number.isNaN(value)) continue;
    kept[count] = row;
    count += 1;
  }
  return kept.subarray(0, count);
}

/** Rows with a value, ready to be exchanged, and their ranks. */
interface RankedAnswers {
  readonly classes: SubjectClasses;
  /** [n], 1 where the row is one of them. */
  readonly inside: Uint8Array;
  /** [m], in the order of `classes.rows`. */
  readonly strata: Int32Array;
  readonly answers: readonly Ranks[];
}

function rankAnswers(rows: AnsweredRows, kept: Int32Array): RankedAnswers {
  const classes = subjectClasses(rows.subjects, rows.strata, kept);
  const inside = new Uint8Array(rows.strata.length);
  for (let place = 0; place < kept.length; place++) inside[kept[place] ?? 0] = 1;
  return {
    classes,
    inside,
    strata: classes.rows.map((row) => rows.strata[row] ?? 0),
    answers: rows.answers.map((column) => ranksAt(classes.rows, column, inside, rows)),
  };
}

function testRanked(
  rows: AnsweredRows,
  attribute: TestedAttribute,
  ranked: RankedAnswers,
  permutations: number,
  rng: Rng,
): ConditionalTest {
  const statistic =
    attribute.kind === "number"
      ? "rank correlation of answer and attribute, given the label"
      : rows.answers.length > 1
        ? "ranks of the scores between groups, given the label"
        : "rank of the answer between groups, given the label";
  const undefinedTest = (reason: string): ConditionalTest => ({
    statistic,
    value: undefinedMetric(reason),
    p: undefinedMetric(reason),
    permutations: 0,
  });
  const { classes } = ranked;
  if (classes.rows.length === 0) return undefinedTest("no rows with a value");
  const first = attribute.values[at(classes.rows, 0)];
  if (classes.rows.every((row) => attribute.values[row] === first)) {
    return undefinedTest("the attribute has one value");
  }
  const statisticOf = createStatistic(rows, attribute, ranked);
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

/**
 * What is exchanged: ranks; or cells, summed stratum · size + class, in a byte each where they fit, as it is memory that an exchange
 * waits for. Rows that are exchanged have one stratum, so a cell is as good as a class, and is summed without looking it up.
 */
type Values = Float64Array | Uint8Array;

/** T as a function of `values` [m], attributes in the order of the ranked rows, that may be exchanged in between. */
function createStatistic(
  rows: AnsweredRows,
  attribute: TestedAttribute,
  { classes, inside, strata, answers }: RankedAnswers,
) {
  const coarse = rows.summed ?? { strata: rows.strata, count: rows.stratumCount };
  const summed =
    rows.summed === undefined ? strata : classes.rows.map((row) => coarse.strata[row] ?? 0);
  if (attribute.kind === "number") {
    const own = ranksAt(classes.rows, attribute.sorted, inside, rows);
    const coarseOf = new Int32Array(rows.stratumCount);
    for (const [place, stratum] of strata.entries()) coarseOf[stratum] = summed[place] ?? 0;
    const spread = new Float64Array(coarse.count);
    for (const [stratum, n] of own.counts.entries()) {
      const into = coarseOf[stratum] ?? 0;
      if (n > 1) spread[into] = (spread[into] ?? 0) + n - 1;
    }
    return correlationStatistic(answers, summed, spread, own.ranks);
  }
  const { size } = attribute;
  const cellCount = coarse.count * size;
  const cells: Values =
    cellCount > 256 ? new Float64Array(strata.length) : new Uint8Array(strata.length);
  for (let place = 0; place < cells.length; place++) {
    const value = attribute.values[classes.rows[place] ?? 0] ?? 0;
    cells[place] = (summed[place] ?? 0) * size + value;
  }
  return rankSumStatistic(answers, cells, cellCount);
}

/** Scaled centred ranks, [m], and the rows of each stratum. */
interface Ranks {
  readonly ranks: Float64Array;
  readonly counts: Int32Array;
}

/** The ranks of a column in the order of `places` (rows). */
function ranksAt(
  places: Int32Array,
  column: SortedColumn,
  inside: Uint8Array,
  { strata, stratumCount }: AnsweredRows,
): Ranks {
  const { ranks, counts } = centredRanks(column, inside, strata, stratumCount);
  const own = new Float64Array(places.length);
  for (let place = 0; place < own.length; place++) own[place] = ranks[places[place] ?? 0] ?? 0;
  return { ranks: own, counts };
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
): Ranks {
  const ranks = new Float64Array(values.length);
  const counts = new Int32Array(stratumCount);
  const tied = new Int32Array(stratumCount);
  const n = order.length;
  for (let start = 0; start < n;) {
    const value = values[order[start] ?? 0] ?? NaN;
    if (Number.isNaN(value)) break;
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

/** Σ_s Σ_g (Σ r)² / n_gs over scaled centred ranks; numbers n_gs do not change when cells are exchanged. */
function rankSumStatistic(answers: readonly Ranks[], cells: Values, cellCount: number) {
  const counts = new Float64Array(cellCount);
  for (let place = 0; place < cells.length; place++) {
    const own = cells[place] ?? 0;
    counts[own] = (counts[own] ?? 0) + 1;
  }
  const sums = new Float64Array(cellCount);
  return {
    values: cells,
    compute(): number {
      let total = 0;
      for (const { ranks } of answers) {
        sums.fill(0);
        for (let place = 0; place < cells.length; place++) {
          const own = cells[place] ?? 0;
          sums[own] = (sums[own] ?? 0) + (ranks[place] ?? 0);
        }
        for (let own = 0; own < cellCount; own++) {
          const n = counts[own] ?? 0;
          if (n > 0) total += (sums[own] ?? 0) ** 2 / n;
        }
      }
      return total;
    },
  };
}

/** Σ_b (Σ r q)² / spread_b over scaled centred ranks of both; spread_b the sum of n_s − 1 of its strata. */
function correlationStatistic(
  answers: readonly Ranks[],
  strata: Int32Array,
  spread: Float64Array,
  values: Float64Array,
) {
  const sums = new Float64Array(spread.length);
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
          const own = spread[stratum] ?? 0;
          if (own > 0) total += (sums[stratum] ?? 0) ** 2 / own;
        }
      }
      return total;
    },
  };
}
