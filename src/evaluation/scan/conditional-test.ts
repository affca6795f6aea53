import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { undefinedMetric, type Undefined } from "../metric.js";
import { permutationTests, type PermutationTest } from "./permutation-p.js";
import type { Answers } from "./scan-column.js";

/** What a column still says where others are held fixed. */
export interface ConditionalResult extends PermutationTest {
  /** AUROC within strata; of a number the correlation within strata. */
  readonly value: number;
}

/** Rows, their strata, and whose they are. */
export interface ConditionalRows {
  readonly answers: Answers;
  readonly strata: Int32Array;
  /** [n] */
  readonly subjects: Int32Array;
}

/** Statistic of answers, given the strata. */
type Statistic = (answers: Float64Array) => number;

/**
 * Do columns say more about the answers than the strata do? The out-of-fold predictions of each are compared within strata, and the
 * answers exchanged within strata, the same way for all of them.
 *
 * Classes: AUROC over the pairs of one stratum, pooled; more than two: the mean over the classes that have pairs. A number: the
 * correlation of prediction and answer, both without the means of their strata. What is exchanged are the answers of blocks: the rows of one
 * subject with one answer, in the stratum of its first row; so a subject whose rows all have one answer is exchanged whole.
 *
 * Undefined where no stratum has two answers: the strata tell everything. What is held fixed is so up to the width of a stratum.
 * @source local permutation: Kim, Neykov, Balakrishnan and Wasserman 2022; statistic: `stratifiedAuroc`.
 */
export function conditionalTests(
  { answers, strata, subjects }: ConditionalRows,
  /** Of each column its `HeldOutDetail.scores`. */
  columns: readonly (readonly Float64Array[])[],
  most: number,
  rng: Rng,
): (ConditionalResult | Undefined)[] {
  const statistics = columns.map((scores) =>
    answers.kind === "classes"
      ? areaWithin(scores, strata, answers.classes)
      : correlationWithin(at(scores, 0), strata),
  );
  const observed = statistics.map((statistic) => statistic(answers.values));
  const exchange = createExchange(answers.values, strata, subjects, rng);
  const tests = permutationTests(observed, most, exchange, statistics);
  return observed.map((value, place) =>
    Number.isNaN(value)
      ? undefinedMetric("nothing is left to tell")
      : { value, ...at(tests, place) },
  );
}

function areaWithin(
  scores: readonly Float64Array[],
  strata: Int32Array,
  classes: number,
): Statistic {
  const ranked = scores.map((score, place) => ({
    score,
    own: classes === 2 ? 1 : place,
    order: strata
      .map((_, row) => row)
      .sort(
        (left, right) => at(strata, left) - at(strata, right) || at(score, left) - at(score, right),
      ),
  }));
  return (answers) => {
    let [sum, defined] = [0, 0];
    for (const { score, own, order } of ranked) {
      const area = pooledArea(score, order, strata, answers, own);
      if (Number.isNaN(area)) continue;
      sum += area;
      defined += 1;
    }
    return sum / defined;
  };
}

/**
 * AUROC of class `own` over the pairs of one stratum; rows in `order` of stratum, then score. NaN without pairs. As `stratifiedAuroc`
 * without weights, in one pass: of hundreds of permutations that takes half the time.
 */
function pooledArea(
  score: Float64Array,
  order: Int32Array,
  strata: Int32Array,
  answers: Float64Array,
  own: number,
): number {
  let [concordant, pairs, positives, negatives] = [0, 0, 0, 0];
  let stratum = -1;
  for (let start = 0; start < order.length;) {
    const first = order[start] ?? 0;
    if (strata[first] !== stratum) {
      pairs += positives * negatives;
      [positives, negatives] = [0, 0];
      stratum = strata[first] ?? 0;
    }
    let [here, others] = [0, 0];
    let end = start;
    for (; end < order.length; end++) {
      const row = order[end] ?? 0;
      if (strata[row] !== stratum || score[row] !== score[first]) break;
      if (answers[row] === own) here += 1;
      else others += 1;
    }
    concordant += here * (negatives + others / 2);
    positives += here;
    negatives += others;
    start = end;
  }
  pairs += positives * negatives;
  return concordant / pairs;
}

function correlationWithin(score: Float64Array, strata: Int32Array): Statistic {
  const centredScore = withoutMeans(score, strata);
  return (answers) => {
    const centred = withoutMeans(answers, strata);
    let [product, left, right] = [0, 0, 0];
    for (let row = 0; row < centred.length; row++) {
      const [one, other] = [centredScore[row] ?? 0, centred[row] ?? 0];
      product += one * other;
      left += one * one;
      right += other * other;
    }
    return product / Math.sqrt(left * right);
  };
}

function withoutMeans(values: Float64Array, strata: Int32Array): Float64Array {
  const count = strata.reduce((most, stratum) => Math.max(most, stratum), 0) + 1;
  const [sums, rows] = [new Float64Array(count), new Float64Array(count)];
  for (const [row, stratum] of strata.entries()) {
    sums[stratum] = at(sums, stratum) + at(values, row);
    rows[stratum] = at(rows, stratum) + 1;
  }
  return values.map((value, row) => {
    const stratum = at(strata, row);
    return value - at(sums, stratum) / at(rows, stratum);
  });
}

/** Rows that keep one answer. */
interface Block {
  readonly value: number;
  readonly stratum: number;
  readonly rows: number[];
}

/** A function that gives the answers with those of blocks exchanged within strata; the array is its own. */
function createExchange(
  values: Float64Array,
  strata: Int32Array,
  subjects: Int32Array,
  rng: Rng,
): () => Float64Array {
  const blocks = new Map<string, Block>();
  for (const [row, value] of values.entries()) {
    const key = `${at(subjects, row)} ${value}`;
    const known = blocks.get(key);
    if (known === undefined) blocks.set(key, { value, stratum: at(strata, row), rows: [row] });
    else known.rows.push(row);
  }
  const byStratum = new Map<number, Block[]>();
  for (const block of blocks.values()) {
    const known = byStratum.get(block.stratum);
    if (known === undefined) byStratum.set(block.stratum, [block]);
    else known.push(block);
  }
  const movable = [...byStratum.values()].filter(
    (own) => new Set(own.map(({ value }) => value)).size > 1,
  );
  const out = values.slice();
  return () => {
    for (const own of movable) {
      const order = rng.permutation(own.length);
      for (const [place, { rows }] of own.entries()) {
        const { value } = at(own, order[place] ?? 0);
        for (const row of rows) out[row] = value;
      }
    }
    return out;
  };
}
