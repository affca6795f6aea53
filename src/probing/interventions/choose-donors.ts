import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import {
  checkFinite,
  checkIndices,
  checkSubjects,
  rowCount,
  type Column,
} from "../../evaluation/columns.js";

/** Rows that may give and take. */
export interface DonorRows {
  /** [n], 0..K−1. */
  readonly label: Column;
  /** [n], 0..M−1, -1 missing. */
  readonly attribute: Column;
  /** [n], finite: what the model says of the row as it is, such as the probability of one class. */
  readonly scores: Column;
  /** [n], finite: of a number as target its true value, of which labels are bins. */
  readonly amounts?: Column;
  /** [n]. */
  readonly subjects: readonly string[];
}

/** One row that takes: from a row with another value, and, as its controls, from two with its own. All have its label, and other subjects. */
export interface Donation {
  readonly row: number;
  /** Value that the row has, and that of `other`. */
  readonly from: number;
  readonly to: number;
  /** A row with value `to`. */
  readonly other: number;
  /** A row with value `from`. */
  readonly own: number;
  /** That row with value `from` of which the model says nearly the same as of `other`. */
  readonly matched: number;
}

/**
 * A donor with another value of the attribute for each row, and two controls with the row's own value. That a foreign part was put in at
 * all is in all three; what else the donor does to an answer goes with the attribute. Two controls, since one may mislead:
 *
 * - `own`, drawn evenly: where one group is more severely ill and the part shows it (a brighter lung), it would look like a shortcut;
 * - `matched`, as ill as the donor in the eyes of the model: where one group is more severely ill and the model heeds chance content of the
 *   part, controls of an equal score have more of that content, and it would look like a shortcut the other way round.
 *
 * Of a number `own` is not drawn from the whole bin but from the rows of that cell whose true number is nearest to the donor's: within a bin the number may go with the attribute
 * too, and is seen in the part.
 *
 * `to` is drawn evenly from the values that have a donor, `other` evenly from the rows of label and value, `matched` is the row with the
 * nearest score (the lower of two as near). Rows without an attribute, without a donor or without a control give nothing back.
 * @source ours.
 * @throws DataError when lengths differ, a label is below 0, a score is not finite, or a subject is empty.
 */
export function chooseDonors(rows: DonorRows, rng: Rng): Donation[] {
  const where = "chooseDonors";
  const { attribute, scores } = rows;
  const count = rowCount(where, { label: rows.label, attribute, scores });
  checkSubjects(where, rows.subjects, count);
  checkFinite(where, "score", scores);
  const labels = 1 + Array.from(rows.label).reduce((left, right) => Math.max(left, right), -1);
  checkIndices(where, "label", rows.label, labels);
  const cells = cellsOf(rows, count);
  const drawOwn = createOwnDraw(rows, cells, rng);
  const values = [...new Set(Array.from(rows.attribute))]
    .filter((value) => value >= 0)
    .sort((left, right) => left - right);
  const donations: Donation[] = [];
  for (let row = 0; row < count; row++) {
    const [label, from] = [at(rows.label, row), at(rows.attribute, row)];
    const controls = cells.get(keyOf(label, from));
    const targets = values.filter((value) => value !== from && cells.has(keyOf(label, value)));
    if (controls === undefined || targets.length === 0) continue;
    const to = at(targets, rng.integer(targets.length));
    const other = drawOther(cells.get(keyOf(label, to)) ?? [], row, rows.subjects, rng);
    if (other === null) continue;
    const own = drawOwn(row, from, other);
    const matched = nearestOf(controls, at(scores, other), row, rows);
    if (own !== null && matched !== null) {
      donations.push({ row, from, to, other, own, matched });
    }
  }
  return donations;
}

/**
 * The same donations with controls that are matched by other scores: what is drawn stays, and `matched` is as near to the donor by these.
 * @param rows those of {@link chooseDonors} but for their scores.
 */
export function matchControls(donations: readonly Donation[], rows: DonorRows): Donation[] {
  checkFinite("matchControls", "score", rows.scores);
  const cells = cellsOf(rows, rows.scores.length);
  return donations.map((donation) => {
    const { row, from, other, own } = donation;
    const controls = cells.get(keyOf(at(rows.label, row), from)) ?? [];
    return { ...donation, matched: nearestOf(controls, at(rows.scores, other), row, rows) ?? own };
  });
}

function keyOf(label: number, value: number): string {
  return `${label} ${value}`;
}

/** A control of the row's own value: evenly of the cell, or of its rows whose number is nearest to that of the donor. */
function createOwnDraw(
  rows: DonorRows,
  cells: ReadonlyMap<string, readonly number[]>,
  rng: Rng,
): (row: number, from: number, other: number) => number | null {
  const { amounts, subjects, label } = rows;
  const keyFor = (row: number, from: number) => keyOf(at(label, row), from);
  if (amounts === undefined) {
    return (row, from) => drawOther(cells.get(keyFor(row, from)) ?? [], row, subjects, rng);
  }
  rowCount("chooseDonors", { label, amounts });
  checkFinite("chooseDonors", "amount", amounts);
  const byAmount = { ...rows, scores: amounts };
  const ordered = cellsOf(byAmount, amounts.length);
  return (row, from, other) => {
    const cell = ordered.get(keyFor(row, from)) ?? [];
    const nearest = nearestOf(cell, at(amounts, other), row, byAmount);
    if (nearest === null) return null;
    const amount = at(amounts, nearest);
    const below = firstPlace(cell, (one) => at(amounts, one) >= amount);
    const above = firstPlace(cell, (one) => at(amounts, one) > amount);
    return drawOther(cell.slice(below, above), row, subjects, rng);
  };
}

/** The first place of a cell from which on all rows are so. */
function firstPlace(cell: readonly number[], isSo: (row: number) => boolean): number {
  let [low, high] = [0, cell.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(at(cell, middle))) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Rows of each label and value, by rising score. */
function cellsOf({ label, attribute, scores }: DonorRows, count: number): Map<string, number[]> {
  const cells = new Map<string, number[]>();
  for (let row = 0; row < count; row++) {
    const value = at(attribute, row);
    if (value < 0) continue;
    const key = keyOf(at(label, row), value);
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [row]);
    else cell.push(row);
  }
  for (const cell of cells.values()) {
    cell.sort((left, right) => at(scores, left) - at(scores, right));
  }
  return cells;
}

/** How many draws may meet the row's own subject before the cell is searched. */
const mostDraws = 20;

/** A row of the cell of another subject than `row`'s, each equally likely; null where there is none. */
function drawOther(
  cell: readonly number[],
  row: number,
  subjects: readonly string[],
  rng: Rng,
): number | null {
  const subject = at(subjects, row);
  for (let draw = 0; draw < mostDraws && cell.length > 0; draw++) {
    const candidate = at(cell, rng.integer(cell.length));
    if (at(subjects, candidate) !== subject) return candidate;
  }
  const others = cell.filter((candidate) => at(subjects, candidate) !== subject);
  return others.length === 0 ? null : at(others, rng.integer(others.length));
}

/** The row of the cell, of another subject than `row`'s, whose score is nearest; null where there is none. */
function nearestOf(
  cell: readonly number[],
  score: number,
  row: number,
  { scores, subjects }: DonorRows,
): number | null {
  const subject = at(subjects, row);
  const low = firstPlace(cell, (one) => at(scores, one) >= score);
  const isOther = (place: number) => at(subjects, at(cell, place)) !== subject;
  let below = low - 1;
  while (below >= 0 && !isOther(below)) below -= 1;
  let above = low;
  while (above < cell.length && !isOther(above)) above += 1;
  const distance = (place: number) =>
    place < 0 || place >= cell.length ? Infinity : Math.abs(at(scores, at(cell, place)) - score);
  if (below < 0 && above >= cell.length) return null;
  return at(cell, distance(below) <= distance(above) ? below : above);
}
