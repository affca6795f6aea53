import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";

/** Random numbers that are made at a time. */
const blockDraws = 1024;

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
  let left = 0;
  for (const { count } of classes) left += count - 1;
  const uniforms = new Float64Array(Math.min(blockDraws, left));
  let next = uniforms.length;
  for (const { start, count, size } of classes) {
    for (let last = count - 1; last > 0;) {
      if (next === uniforms.length) {
        rng.uniforms(left < next ? uniforms.subarray(0, left) : uniforms);
        left -= next;
        next = 0;
      }
      const end = Math.min(uniforms.length, next + last);
      if (size === 1) exchangeRows(values, start, last, uniforms, next, end);
      else exchangeSubjects(values, { start, size, last }, uniforms, next, end);
      last -= end - next;
      next = end;
    }
  }
}

/** The steps of Fisher and Yates from place `last` of the block at `start` downwards, one for each of `uniforms[next..end)`. */
function exchangeRows(
  values: Float64Array | Uint8Array,
  start: number,
  last: number,
  uniforms: Float64Array,
  next: number,
  end: number,
): void {
  let place = last;
  for (let draw = next; draw < end; draw++) {
    const to = start + place;
    const from = start + Math.floor((uniforms[draw] ?? 0) * (place + 1));
    const kept = values[to] ?? 0;
    values[to] = values[from] ?? 0;
    values[from] = kept;
    place -= 1;
  }
}

/** The same with subjects of `size` rows. */
function exchangeSubjects(
  values: Float64Array | Uint8Array,
  { start, size, last }: { readonly start: number; readonly size: number; readonly last: number },
  uniforms: Float64Array,
  next: number,
  end: number,
): void {
  let place = last;
  for (let draw = next; draw < end; draw++) {
    const other = Math.floor((uniforms[draw] ?? 0) * (place + 1));
    for (let row = 0; row < size; row++) {
      const to = start + place * size + row;
      const from = start + other * size + row;
      const kept = values[to] ?? 0;
      values[to] = values[from] ?? 0;
      values[from] = kept;
    }
    place -= 1;
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
