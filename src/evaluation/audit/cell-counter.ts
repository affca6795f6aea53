import { at } from "../../base/ndarray.js";
import { takeLane } from "./packed-weights.js";
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
  readonly sums: Float64Array;
  readonly members: readonly Member[];
}

/** A column of a bundle. */
interface Member {
  /** [I], cell of each item. */
  readonly cell: Int32Array;
  /** [C]. */
  readonly sums: Float64Array;
  readonly counts: Int32Array;
}

/** What sums the weights of rows in the cells of all columns, those of several resamples at once. */
export interface CellCounter {
  /** Rows of the cell that has most of them, at least 1. */
  readonly largest: number;
  readonly clear: () => void;
  /** Add the packed weights [end − start] of the rows `start` to `end`. */
  readonly add: (packed: Float64Array, range: readonly [start: number, end: number]) => void;
  /** After all rows: sum the cells of every column. */
  readonly finish: () => void;
  /** Fill the counts of a column from its first lane; the second is the first then. See `takeLane`. */
  readonly take: (column: number, bits: number) => void;
}

/** A bundle has at most one item for so many rows: with more, summing items costs what it saves on rows. */
const rowsPerItem = 4;

/**
 * What fills the counts of all columns from weights of their rows.
 *
 * A pass over a million rows for each column and resample would be most of an audit. So weights come packed, those of some
 * resamples in one number, a block of rows at a time that stays in the cache while all columns are passed; and neighbouring
 * columns that have few cells in common are passed together: rows to items, then items to the cells of each. Whole numbers
 * are summed, so counts are exact.
 */
export function createCellCounter(columns: readonly CountedCells[]): CellCounter {
  const bundles: Bundle[] = [];
  for (const column of columns) {
    const last = bundles.at(-1);
    const joined = last === undefined ? null : join(last, column);
    if (joined === null) bundles.push(bundleOf(column));
    else bundles[bundles.length - 1] = joined;
  }
  const members = bundles.flatMap((bundle) => bundle.members);
  return {
    largest: columns.reduce((most, column) => Math.max(most, largestCell(column)), 1),
    clear() {
      for (const { sums } of bundles) sums.fill(0);
      for (const { sums } of members) sums.fill(0);
    },
    add(packed, range) {
      for (const { item, sums } of bundles) addPacked(item, range, packed, sums);
    },
    finish() {
      for (const { sums, members: own } of bundles) {
        for (const member of own) {
          if (member.sums !== sums) addPacked(member.cell, [0, sums.length], sums, member.sums);
        }
      }
    },
    take(column, bits) {
      const { sums, counts } = at(members, column);
      takeLane(sums, bits, counts);
    },
  };
}

/**
 * Add `packed`, from its start, to the sums of the cells of the places `start` to `end`.
 *
 * Four at a time: most of an audit is spent here, and the loop itself is a third of it otherwise.
 */
function addPacked(
  cell: Int32Array,
  [start, end]: readonly [number, number],
  packed: Float64Array,
  sums: Float64Array,
): void {
  const size = end - start;
  const fours = size - (size % 4);
  for (let place = 0; place < fours; place += 4) {
    const first = cell[start + place] ?? 0;
    const second = cell[start + place + 1] ?? 0;
    const third = cell[start + place + 2] ?? 0;
    const fourth = cell[start + place + 3] ?? 0;
    sums[first] = (sums[first] ?? 0) + (packed[place] ?? 0);
    sums[second] = (sums[second] ?? 0) + (packed[place + 1] ?? 0);
    sums[third] = (sums[third] ?? 0) + (packed[place + 2] ?? 0);
    sums[fourth] = (sums[fourth] ?? 0) + (packed[place + 3] ?? 0);
  }
  for (let place = fours; place < size; place++) {
    const own = cell[start + place] ?? 0;
    sums[own] = (sums[own] ?? 0) + (packed[place] ?? 0);
  }
}

function largestCell({ cell, counts }: CountedCells): number {
  const rows = new Int32Array(counts.length);
  for (let row = 0; row < cell.length; row++) {
    const own = cell[row] ?? 0;
    rows[own] = (rows[own] ?? 0) + 1;
  }
  let most = 0;
  for (let own = 0; own < rows.length; own++) most = Math.max(most, rows[own] ?? 0);
  return most;
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
  const sums = new Float64Array(counts.length);
  return { item: cell, sums, members: [{ cell: items, sums, counts }] };
}

/** The bundle with one more column; null where that makes too many items. */
function join({ item, sums, members }: Bundle, column: CountedCells): Bundle | null {
  const rows = item.length;
  const most = Math.floor(rows / rowsPerItem);
  const joined = new Int32Array(rows);
  const [parent, cell] = [new Int32Array(most), new Int32Array(most)];
  const [seenIn, itemOf] = [column.counts.slice().fill(-1), column.counts.slice()];
  let items = 0;
  const order = rowsBySubject(item, sums.length);
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
    sums: new Float64Array(items),
    members: [
      ...members.map((member) => ({
        cell: parents.map((before) => at(member.cell, before)),
        sums: new Float64Array(member.counts.length),
        counts: member.counts,
      })),
      {
        cell: cell.slice(0, items),
        sums: new Float64Array(column.counts.length),
        counts: column.counts,
      },
    ],
  };
}
