import { at } from "../base/ndarray.js";
import type { Rng } from "../base/rng.js";
import { undefinedMetric, type Undefined } from "../evaluation/metric.js";

/** More rows than these are thinned out: the cost of neighbours grows with their square. */
export const mostProbedRows = 3000;

/** A held-out set that may be probed. */
export interface CandidateSet {
  readonly name: string;
  /** [n]: cell (label x attributes) of each row; -1 where a value is missing. Label-major. */
  readonly cells: Int32Array;
}

/** The rows that are probed. */
export interface ChosenRows {
  readonly set: string;
  /** Positions in the set, ascending. */
  readonly rows: Int32Array;
  /** True where rows were left out to balance the cells. */
  readonly resampled: boolean;
}

/**
 * Rows on which label and attributes are not associated: a probe that is fitted where they are reads one for
 * the other and hides, or invents, leaks.
 *
 * The first set whose cells are equally frequent within each label value (but for one row of rounding) is
 * taken as it is. Without one, equally many rows of every cell are drawn, without replacement, from the set
 * whose smallest cell is largest. More than `most` rows are thinned to equal cells too. Undefined, with the
 * missing cell, where every set has a cell without rows.
 *
 * @param nameOf name of a cell, for the reason.
 */
export function chooseRows(
  sets: readonly CandidateSet[],
  labels: number,
  cellCount: number,
  nameOf: (cell: number) => string,
  rng: Rng,
  most: number = mostProbedRows,
): ChosenRows | Undefined {
  const counted = sets.map((set) => ({ set, counts: countCells(set.cells, cellCount) }));
  const balanced = counted.find(({ counts }) => isBalanced(counts, labels));
  if (balanced !== undefined && balanced.set.cells.length <= most) {
    const { name, cells } = balanced.set;
    const rows = Int32Array.from(cells.keys()).filter((row) => at(cells, row) >= 0);
    return { set: name, rows, resampled: false };
  }
  let best = balanced ?? counted[0];
  if (best === undefined) return undefinedMetric("no held-out set");
  if (balanced === undefined) {
    for (const entry of counted) {
      if (Math.min(...entry.counts) > Math.min(...best.counts)) best = entry;
    }
  }
  const smallest = Math.min(...best.counts);
  if (smallest === 0) {
    return undefinedMetric(`no held-out set has rows in cell "${nameOf(best.counts.indexOf(0))}"`);
  }
  const perCell = Math.max(1, Math.min(smallest, Math.floor(most / cellCount)));
  return { set: best.set.name, rows: drawFromCells(best.set.cells, new Int32Array(cellCount).fill(perCell), rng), resampled: true }; // prettier-ignore
}

function countCells(cells: Int32Array, count: number): Int32Array {
  const counts = new Int32Array(count);
  for (const cell of cells) if (cell >= 0) counts[cell] = at(counts, cell) + 1;
  return counts;
}

function isBalanced(counts: Int32Array, labels: number): boolean {
  const perLabel = counts.length / labels;
  return Array.from({ length: labels }, (_, label) => label).every((label) => {
    const own = counts.subarray(label * perLabel, (label + 1) * perLabel);
    return Math.min(...own) > 0 && Math.max(...own) - Math.min(...own) <= 1;
  });
}

/** So many rows of each cell, drawn without replacement; ascending. Cells -1 are left out. */
function drawFromCells(cells: Int32Array, counts: Int32Array, rng: Rng): Int32Array {
  const left = counts.slice();
  const chosen: number[] = [];
  for (const row of rng.permutation(cells.length)) {
    const cell = at(cells, row);
    if (cell < 0 || at(left, cell) === 0) continue;
    left[cell] = at(left, cell) - 1;
    chosen.push(row);
  }
  return Int32Array.from(chosen).sort();
}

/**
 * Rows in which a variable is not associated with the label, whatever the shares of the labels: of each label equally
 * many rows of every value, as many as its rarest value has. Labels that lack a value have no rows. More than `most` rows are
 * thinned in proportion. Drawn without replacement.
 * @param labels [n], 0..L-1; -1 missing. @param values [n], 0..V-1; -1 missing.
 * @returns positions, ascending; none where every label lacks a value.
 */
export function balanceWithinLabels(
  labels: Int32Array,
  values: Int32Array,
  [labelCount, valueCount]: readonly [number, number],
  rng: Rng,
  most: number = mostProbedRows,
): Int32Array {
  const cells = labels.map((label, row) => {
    const value = at(values, row);
    return label < 0 || value < 0 ? -1 : label * valueCount + value;
  });
  const counts = countCells(cells, labelCount * valueCount);
  const quota = counts.map((_, cell) => {
    const start = cell - (cell % valueCount);
    return Math.min(...counts.subarray(start, start + valueCount));
  });
  const total = quota.reduce((sum, count) => sum + count, 0);
  const share = Math.min(1, most / total);
  return drawFromCells(
    cells,
    quota.map((count) => (count === 0 ? 0 : Math.max(1, Math.floor(count * share)))),
    rng,
  );
}
