import { sortOrder } from "../../base/sort-order.js";
import type { Column } from "../columns.js";

/** Rows by level of their score; level 0 is the highest. */
export interface ScoreLevels {
  /** [n], level of each row. */
  readonly level: Int32Array;
  /** [n], rows in ascending order of level. */
  readonly order: Int32Array;
  readonly count: number;
  /** False: scores of a level differ. */
  readonly isExact: boolean;
}

/**
 * Levels of scores: each distinct score is one, as long as there are at most `most` of them. Otherwise neighbouring scores
 * share a level, n / `most` rows or a few more in each, but never two rows of another `kind` nor are equal scores parted.
 *
 * What ranks rows then takes the scores of a level for ties: of the pairs of a positive and a negative, only those inside a
 * level count one half instead of 0 or 1, so an AUROC is off by at most half their share, about 1 / (2 `most`).
 * @param kind [n], a function of the score: what must not be mixed; absent: nothing.
 */
export function scoreLevels(scores: Column, most: number, kind?: Column): ScoreLevels {
  const rows = scores.length;
  const negative = new Float64Array(rows);
  for (let row = 0; row < rows; row++) negative[row] = -(scores[row] ?? NaN);
  const order = sortOrder(negative);
  const level = new Int32Array(rows);
  const distinct = countDistinct(scores, order);
  const isExact = distinct <= most;
  const size = isExact ? 0 : Math.ceil(rows / most);
  let [current, inside] = [-1, 0];
  for (let place = 0; place < rows; place++) {
    const row = order[place] ?? 0;
    const before = order[place - 1] ?? row;
    const isNew = place === 0 || scores[row] !== scores[before];
    const isOther = kind !== undefined && kind[row] !== kind[before];
    if (isNew && (place === 0 || isExact || inside >= size || isOther)) {
      current += 1;
      inside = 0;
    }
    level[row] = current;
    inside += 1;
  }
  return { level, order, count: current + 1, isExact };
}

function countDistinct(scores: Column, order: Int32Array): number {
  let count = 0;
  for (let place = 0; place < order.length; place++) {
    if (place === 0 || scores[order[place] ?? 0] !== scores[order[place - 1] ?? 0]) count += 1;
  }
  return count;
}
