import { at } from "../../base/ndarray.js";
import { rowsBySubject } from "./subject-classes.js";

/** Rows in cells, and the weights of the cells under weights of rows. */
export interface CountedCells {
  /** [n], cell of each row, 0..C-1. */
  readonly cell: Int32Array;
  /** [C]. */
  readonly counts: Int32Array;
}

/** Columns whose rows are summed together: an item is the rows that none of them tells apart. */
interface Bundle {
  /** [n], item of each row. */
  readonly item: Int32Array;
  /** [I]. */
  readonly weights: Int32Array;
  /** Their cells, of items for rows. */
  readonly members: readonly CountedCells[];
}

/** A bundle has at most one item for so many rows: with more, summing items costs what it saves on rows. */
const rowsPerItem = 8;

/**
 * What fills the counts of all columns from weights [n] of their rows.
 *
 * A pass over a million rows for each column would be most of an audit. Neighbouring columns that have few cells in common are
 * passed together: rows to items, then items to the cells of each. Whole numbers are summed, so counts are exact.
 */
export function createCellCounter(columns: readonly CountedCells[]): (weights: Int32Array) => void {
  const bundles: Bundle[] = [];
  for (const column of columns) {
    const last = bundles.at(-1);
    const joined = last === undefined ? null : join(last, column);
    if (joined === null) bundles.push(bundleOf(column));
    else bundles[bundles.length - 1] = joined;
  }
  return (weights) => {
    for (const { item, weights: own, members } of bundles) {
      countCells({ cell: item, counts: own }, weights);
      for (const member of members) if (member.counts !== own) countCells(member, own);
    }
  };
}

/** Sum the weights [n] of rows into the counts of their cells. */
export function countCells({ cell, counts }: CountedCells, weights: Int32Array): void {
  const n = cell.length;
  counts.fill(0);
  for (let row = 0; row < n; row++) {
    const own = cell[row] ?? 0;
    counts[own] = (counts[own] ?? 0) + (weights[row] ?? 0);
  }
}

/** A column alone: its cells are the items. */
function bundleOf({ cell, counts }: CountedCells): Bundle {
  const items = new Int32Array(counts.length);
  for (let item = 0; item < items.length; item++) items[item] = item;
  return { item: cell, weights: counts, members: [{ cell: items, counts }] };
}

/** The bundle with one more column; null where that makes too many items. */
function join({ item, weights, members }: Bundle, column: CountedCells): Bundle | null {
  const rows = item.length;
  const most = Math.floor(rows / rowsPerItem);
  const joined = new Int32Array(rows);
  const [parent, cell] = [new Int32Array(most), new Int32Array(most)];
  const [seenIn, itemOf] = [column.counts.slice().fill(-1), column.counts.slice()];
  let items = 0;
  const order = rowsBySubject(item, weights.length);
  for (let place = 0; place < rows; place++) {
    const row = order[place] ?? 0;
    const [before, own] = [item[row] ?? 0, column.cell[row] ?? 0];
    if (seenIn[own] !== before) {
      if (items === most) return null;
      seenIn[own] = before;
      itemOf[own] = items;
      parent[items] = before;
      cell[items] = own;
      items += 1;
    }
    joined[row] = itemOf[own] ?? 0;
  }
  const parents = parent.subarray(0, items);
  return {
    item: joined,
    weights: new Int32Array(items),
    members: [
      ...members.map((member) => ({
        cell: parents.map((before) => at(member.cell, before)),
        counts: member.counts,
      })),
      { cell: cell.slice(0, items), counts: column.counts },
    ],
  };
}
