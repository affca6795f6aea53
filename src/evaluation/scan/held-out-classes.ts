import type { HeldOut, HeldOutCells } from "./held-out.js";
import { smoothing } from "./held-out.js";

/** Pairs of a positive and a negative in one fold, those in the right order (ties one half), for one class. */
interface ClassPairs {
  concordant: number;
  pairs: number;
}

/**
 * How well a column alone tells classes, out of fold.
 *
 * The score of a row for class c is the share of c among the rows of its bin in the other folds, drawn to the share of c in all of them
 * by 5 rows' weight. AUROC over the pairs of a positive and a negative *of one fold*, since scores of two folds rest on
 * different rows: a column that says nothing has 0.5, not less. Two classes: of the second; more: the mean over the
 * classes that have pairs, one against the rest; then the mean over the repeats. 0..1.
 */
export function heldOutClasses(cells: HeldOutCells, classes: number): HeldOut {
  const { repeats, folds, bins } = cells;
  const size = folds * bins * classes;
  const counts = new Float64Array(size);
  const asked = classes === 2 ? [1] : Array.from({ length: classes }, (_, place) => place);
  const scoreTable = (cellOf: Int32Array, answers: Float64Array): Float64Array => {
    counts.fill(0);
    for (let row = 0; row < answers.length; row++) {
      const place = (cellOf[row] ?? 0) * classes + (answers[row] ?? 0);
      counts[place] = (counts[place] ?? 0) + 1;
    }
    return scoresOf(counts, folds, bins, classes);
  };
  return {
    value(answers) {
      let sum = 0;
      for (const cellOf of repeats) {
        sum += macro(
          asked.map((own) => pairsOf(counts, scoreTable(cellOf, answers), own, cells, classes)),
        );
      }
      return sum / repeats.length;
    },
    detail(answers) {
      const influence = new Float64Array(answers.length);
      const scores = asked.map(() => new Float64Array(answers.length));
      let value = 0;
      for (const cellOf of repeats) {
        const table = scoreTable(cellOf, answers);
        const pairs = asked.map((own) => pairsOf(counts, table, own, cells, classes));
        const defined = pairs.filter((own) => own.pairs > 0).length;
        value += macro(pairs) / repeats.length;
        for (const [place, own] of asked.entries()) {
          const { concordant, pairs: all } = pairs[place] ?? { concordant: 0, pairs: 0 };
          const score = scores[place] ?? new Float64Array(0);
          for (let row = 0; row < answers.length; row++) {
            score[row] =
              (score[row] ?? 0) + (table[(cellOf[row] ?? 0) * classes + own] ?? 0) / repeats.length;
          }
          if (all === 0) continue;
          const derivative = derivativesOf(counts, table, own, cells, classes, concordant / all);
          const weight = 1 / (all * defined * repeats.length);
          for (let row = 0; row < answers.length; row++) {
            const isOwn = answers[row] === own ? 1 : 0;
            influence[row] =
              (influence[row] ?? 0) + weight * (derivative[2 * (cellOf[row] ?? 0) + isOwn] ?? 0);
          }
        }
      }
      return { value, influence, scores };
    },
  };
}

function macro(pairs: readonly ClassPairs[]): number {
  let [sum, count] = [0, 0];
  for (const own of pairs) {
    if (own.pairs === 0) continue;
    sum += own.concordant / own.pairs;
    count += 1;
  }
  return sum / count;
}

/** [folds · bins · classes]: scores of the rows of a cell, from the other folds. */
function scoresOf(
  counts: Float64Array,
  folds: number,
  bins: number,
  classes: number,
): Float64Array {
  const ofBin = new Float64Array(bins * classes);
  for (let place = 0; place < counts.length; place++) {
    const own = place % ofBin.length;
    ofBin[own] = (ofBin[own] ?? 0) + (counts[place] ?? 0);
  }
  const scores = new Float64Array(counts.length);
  const others = new Float64Array(classes);
  for (let fold = 0; fold < folds; fold++) {
    const start = fold * bins * classes;
    others.fill(0);
    for (let place = 0; place < ofBin.length; place++) {
      const own = place % classes;
      others[own] = (others[own] ?? 0) + (ofBin[place] ?? 0) - (counts[start + place] ?? 0);
    }
    const all = others.reduce((sum, count) => sum + count, 0);
    for (let bin = 0; bin < bins; bin++) {
      let rows = 0;
      for (let own = 0; own < classes; own++) {
        const place = bin * classes + own;
        rows += (ofBin[place] ?? 0) - (counts[start + place] ?? 0);
      }
      for (let own = 0; own < classes; own++) {
        const place = bin * classes + own;
        const seen = (ofBin[place] ?? 0) - (counts[start + place] ?? 0);
        const prior = all > 0 ? (others[own] ?? 0) / all : 1 / classes;
        scores[start + place] = (seen + smoothing * prior) / (rows + smoothing);
      }
    }
  }
  return scores;
}

/** Cells of a fold in ascending order of score, with where each run of equal scores ends. */
function* tiedCells(
  scores: Float64Array,
  own: number,
  fold: number,
  bins: number,
  classes: number,
) {
  const scoreOf = (bin: number): number => scores[(fold * bins + bin) * classes + own] ?? 0;
  const order = Array.from({ length: bins }, (_, bin) => bin).sort(
    (left, right) => scoreOf(left) - scoreOf(right),
  );
  for (let start = 0; start < bins;) {
    let end = start + 1;
    while (end < bins && scoreOf(order[end] ?? 0) === scoreOf(order[start] ?? 0)) end += 1;
    yield order.slice(start, end);
    start = end;
  }
}

function countsOf(counts: Float64Array, cell: number, own: number, classes: number) {
  let all = 0;
  for (let place = 0; place < classes; place++) all += counts[cell * classes + place] ?? 0;
  const positives = counts[cell * classes + own] ?? 0;
  return { positives, negatives: all - positives };
}

function pairsOf(
  counts: Float64Array,
  scores: Float64Array,
  own: number,
  { folds, bins }: HeldOutCells,
  classes: number,
): ClassPairs {
  const sums = { concordant: 0, pairs: 0 };
  for (let fold = 0; fold < folds; fold++) {
    let [positives, negatives] = [0, 0];
    for (const tied of tiedCells(scores, own, fold, bins, classes)) {
      const here = { positives: 0, negatives: 0 };
      for (const bin of tied) {
        const cell = countsOf(counts, fold * bins + bin, own, classes);
        here.positives += cell.positives;
        here.negatives += cell.negatives;
      }
      sums.concordant += here.positives * (negatives + here.negatives / 2);
      positives += here.positives;
      negatives += here.negatives;
    }
    sums.pairs += positives * negatives;
  }
  return sums;
}

/**
 * [folds · bins · 2] ∂U/∂w − A ∂W/∂w of a negative and of a positive row of each cell, U the concordant pairs, W all of them, A = U / W.
 */
function derivativesOf(
  counts: Float64Array,
  scores: Float64Array,
  own: number,
  { folds, bins }: HeldOutCells,
  classes: number,
  area: number,
): Float64Array {
  const derivatives = new Float64Array(2 * folds * bins);
  for (let fold = 0; fold < folds; fold++) {
    const total = { positives: 0, negatives: 0 };
    for (let bin = 0; bin < bins; bin++) {
      const cell = countsOf(counts, fold * bins + bin, own, classes);
      total.positives += cell.positives;
      total.negatives += cell.negatives;
    }
    const below = { positives: 0, negatives: 0 };
    for (const tied of tiedCells(scores, own, fold, bins, classes)) {
      const here = { positives: 0, negatives: 0 };
      for (const bin of tied) {
        const cell = countsOf(counts, fold * bins + bin, own, classes);
        here.positives += cell.positives;
        here.negatives += cell.negatives;
      }
      const above = total.positives - below.positives - here.positives / 2;
      for (const bin of tied) {
        const place = 2 * (fold * bins + bin);
        derivatives[place] = above - area * total.positives;
        derivatives[place + 1] = below.negatives + here.negatives / 2 - area * total.negatives;
      }
      below.positives += here.positives;
      below.negatives += here.negatives;
    }
  }
  return derivatives;
}
