import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";

/** Subjects with equal label profiles, side by side. */
export interface SubjectClass {
  /** First place of the class in `rows`. */
  readonly start: number;
  /** Subjects. */
  readonly count: number;
  /** Rows of each of them. */
  readonly size: number;
}

/** Rows in an order in which a class is a block, a subject a block inside it, and the j-th row of each has one label. */
export interface SubjectClasses {
  readonly rows: Int32Array;
  readonly classes: readonly SubjectClass[];
}

/**
 * Put subjects with the same number of rows of each label together.
 *
 * subjects [n] number of the subject, labels [n]; `kept` are the rows that count.
 */
export function subjectClasses(
  subjects: Int32Array,
  labels: Int32Array,
  kept: Int32Array,
): SubjectClasses {
  const rowsOf = new Map<number, number[]>();
  for (const row of kept) {
    const own = rowsOf.get(at(subjects, row));
    if (own === undefined) rowsOf.set(at(subjects, row), [row]);
    else own.push(row);
  }
  const members = new Map<string, number[][]>();
  for (const rows of rowsOf.values()) {
    if (rows.length > 1) rows.sort((a, b) => at(labels, a) - at(labels, b) || a - b);
    const profile = rows.map((row) => at(labels, row)).join();
    const own = members.get(profile);
    if (own === undefined) members.set(profile, [rows]);
    else own.push(rows);
  }
  const order = new Int32Array(kept.length);
  const classes: SubjectClass[] = [];
  let place = 0;
  for (const own of members.values()) {
    classes.push({ start: place, count: own.length, size: at(own, 0).length });
    for (const rows of own) {
      order.set(rows, place);
      place += rows.length;
    }
  }
  return { rows: order, classes };
}

/** Exchange what subjects of a class have, whole subjects at a time and uniformly at random, in place. values [n]. */
export function shuffleClasses({ classes }: SubjectClasses, values: Float64Array, rng: Rng): void {
  for (const { start, count, size } of classes) {
    for (let last = count - 1; last > 0; last--) {
      const other = Math.floor(rng.uniform() * (last + 1));
      for (let row = 0; row < size; row++) {
        const left = start + last * size + row;
        const right = start + other * size + row;
        const kept = values[left] ?? 0;
        values[left] = values[right] ?? 0;
        values[right] = kept;
      }
    }
  }
}
