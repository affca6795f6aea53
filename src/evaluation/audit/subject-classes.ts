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

/** Rows in ascending order of subject, [n]; those of one subject in the order in which they stand. */
export function rowsBySubject(subjectOf: Int32Array, subjectCount: number): Int32Array {
  const next = new Int32Array(subjectCount + 1);
  for (const subject of subjectOf) next[subject + 1] = (next[subject + 1] ?? 0) + 1;
  for (let subject = 0; subject < subjectCount; subject++) {
    next[subject + 1] = (next[subject + 1] ?? 0) + (next[subject] ?? 0);
  }
  const order = new Int32Array(subjectOf.length);
  for (let row = 0; row < order.length; row++) {
    const subject = subjectOf[row] ?? 0;
    const place = next[subject] ?? 0;
    order[place] = row;
    next[subject] = place + 1;
  }
  return order;
}

/**
 * Put subjects with the same number of rows of each label together.
 *
 * subjects [n] number of the subject, labels [n]; `bySubject` are the rows that count, those of a subject side by side.
 */
export function subjectClasses(
  subjects: Int32Array,
  labels: Int32Array,
  bySubject: Int32Array,
): SubjectClasses {
  const members = new Map<string | number, { readonly rows: number[]; readonly size: number }>();
  const membersOf = (profile: string | number, size: number): number[] => {
    const known = members.get(profile);
    if (known !== undefined) return known.rows;
    const rows: number[] = [];
    members.set(profile, { rows, size });
    return rows;
  };
  for (let start = 0; start < bySubject.length;) {
    const first = bySubject[start] ?? 0;
    const subject = subjects[first];
    let end = start + 1;
    while (end < bySubject.length && subjects[bySubject[end] ?? 0] === subject) end += 1;
    // Of one row, as most have in large sets, nothing need be made.
    if (end === start + 1) membersOf(labels[first] ?? 0, 1).push(first);
    else {
      const own = bySubject
        .slice(start, end)
        .sort((left, right) => at(labels, left) - at(labels, right) || left - right);
      const profile = Array.from(own, (row) => at(labels, row)).join();
      const rows = membersOf(profile, end - start);
      for (const row of own) rows.push(row);
    }
    start = end;
  }
  const order = new Int32Array(bySubject.length);
  const classes: SubjectClass[] = [];
  let place = 0;
  for (const { rows, size } of members.values()) {
    classes.push({ start: place, count: rows.length / size, size });
    order.set(rows, place);
    place += rows.length;
  }
  return { rows: order, classes };
}

/** Exchange what subjects of a class have, whole subjects at a time and uniformly at random, in place. values [n]. */
export function shuffleClasses(
  { classes }: SubjectClasses,
  values: Float64Array | Uint8Array,
  rng: Rng,
): void {
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

/** Is there a class of two subjects at least whose rows have other values? */
export function canExchange(
  { classes }: SubjectClasses,
  values: Float64Array | Uint8Array,
): boolean {
  return classes.some(({ start, count, size }) => {
    for (let place = size; place < count * size; place++) {
      if (values[start + place] !== values[start + (place % size)]) return true;
    }
    return false;
  });
}
