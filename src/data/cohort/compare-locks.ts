import type { CohortLock, LockRow } from "./lock.js";

/** Ids that a line shows; more are counted. */
const shownIds = 3;

/** Changes that show the two values: few and short. */
const changes = [
  ["subject", "subject"],
  ["part", "part"],
  ["label", "label"],
  ["excluded", "exclusion"],
] as const satisfies readonly (readonly [keyof LockRow, string])[];

/**
 * What changed from one lock of a cohort to another, a line each; none where nothing did. Ids are pseudonyms.
 *
 * Rows are those of the tables, those that are left out too. An image whose content is not known on one side is not
 * compared, but counted. Of locks that were made with two keys only the tables can be compared. Attributes are those
 * that both name.
 */
export function compareLocks(old: CohortLock, now: CohortLock): string[] {
  const lines = tableChanges(old, now);
  if (old.keyCheck !== now.keyCheck) {
    return [...lines, "the pseudonyms were made with another key: rows cannot be compared"];
  }
  const before = new Map(old.rows.map((row) => [row.id, row]));
  const after = new Map(now.rows.map((row) => [row.id, row]));
  const both = pairsOf(before, now.rows);
  return [
    ...lines,
    ...idLine(
      "added",
      now.rows.filter((row) => !before.has(row.id)).map(({ id }) => id),
    ),
    ...idLine(
      "removed",
      old.rows.filter((row) => !after.has(row.id)).map(({ id }) => id),
    ),
    ...changes.flatMap(([key, word]) => changeLine(word, both, (row) => row[key])),
    ...attributeLines(old, now, both),
    ...imageLines(both),
    ...orderLine(old, now),
  ];
}

interface Pair {
  readonly was: LockRow;
  readonly is: LockRow;
}

/** Rows that are on both sides, in the order of `rows`. */
function pairsOf(before: ReadonlyMap<string, LockRow>, rows: readonly LockRow[]): Pair[] {
  return rows.flatMap((is) => {
    const was = before.get(is.id);
    return was === undefined ? [] : [{ was, is }];
  });
}

function tableChanges(old: CohortLock, now: CohortLock): string[] {
  const before = new Map(old.tables.map(({ name, sha256 }) => [name, sha256]));
  const after = new Map(now.tables.map(({ name, sha256 }) => [name, sha256]));
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((name) => {
    if (before.get(name) === after.get(name)) return [];
    if (!before.has(name)) return [`table ${name} is new`];
    return [after.has(name) ? `table ${name} has other content` : `table ${name} is gone`];
  });
}

function idLine(word: string, ids: readonly string[]): string[] {
  return ids.length === 0 ? [] : [`${rowsOf(ids.length)} ${word}: ${firstOf(ids)}`];
}

function changeLine(
  word: string,
  both: readonly Pair[],
  valueOf: (row: LockRow, side: "was" | "is") => string | null,
): string[] {
  const shown = both.flatMap(({ was, is }) => {
    const [before, after] = [valueOf(was, "was"), valueOf(is, "is")];
    return before === after ? [] : [`${is.id} (${before ?? "none"} → ${after ?? "none"})`];
  });
  return shown.length === 0
    ? []
    : [`${rowsOf(shown.length)} with another ${word}: ${firstOf(shown)}`];
}

/** Attributes that one side has alone, and rows whose value is another; rows that are in the cohort on both sides. */
function attributeLines(old: CohortLock, now: CohortLock, both: readonly Pair[]): string[] {
  const [before, after] = [old.attributes, now.attributes];
  if (before === undefined || after === undefined) {
    return ["attributes were not compared: a lock of version 1 has none"];
  }
  const kept = both.filter(isKept);
  return [...new Set([...before, ...after])].flatMap((name) => {
    const places = { was: before.indexOf(name), is: after.indexOf(name) };
    if (places.was < 0) return [`attribute ${name} is new`];
    if (places.is < 0) return [`attribute ${name} is gone`];
    const valueOf = (row: LockRow, side: "was" | "is") => row.attributes?.[places[side]] ?? null;
    return changeLine(name, kept, valueOf);
  });
}

/** Only where the rows are the same: others are in another order anyway. */
function orderLine(old: CohortLock, now: CohortLock): string[] {
  if (old.order === undefined || old.order === now.order) return [];
  const ids = (lock: CohortLock) =>
    cohortRows(lock)
      .map(({ id }) => id)
      .join();
  return ids(old) === ids(now) ? ["the rows are in another order"] : [];
}

/**
 * Is what training sees the same: rows of the cohort with subjects, parts, labels, images and these attributes, and their
 * order? Tables may have other cells that nothing reads, and rows that are left out may be others.
 * False too where it cannot be known: with two keys, of a lock of version 1 where a table is another, of images whose
 * content is not known.
 */
export function sameCohort(
  old: CohortLock,
  now: CohortLock,
  attributes: readonly string[],
): boolean {
  if (old.keyCheck !== now.keyCheck) return false;
  if (old.order === undefined ? tableChanges(old, now).length > 0 : old.order !== now.order) {
    return false;
  }
  const before = new Map(cohortRows(old).map((row) => [row.id, row]));
  const after = cohortRows(now);
  const both = pairsOf(before, after);
  return (
    both.length === before.size &&
    both.length === after.length &&
    changes.every(([key]) => both.every(({ was, is }) => was[key] === is[key])) &&
    (old.order === undefined || attributes.every((name) => sameAttribute(name, old, now, both))) &&
    imageLines(both).length === 0
  );
}

function sameAttribute(
  name: string,
  old: CohortLock,
  now: CohortLock,
  both: readonly Pair[],
): boolean {
  const here = old.attributes?.indexOf(name) ?? -1;
  const there = now.attributes?.indexOf(name) ?? -1;
  if (here < 0 || there < 0) return false;
  return both.every(({ was, is }) => was.attributes?.[here] === is.attributes?.[there]);
}

function cohortRows({ rows }: CohortLock): LockRow[] {
  return rows.filter(({ excluded }) => excluded === null);
}

function imageLines(both: readonly Pair[]): string[] {
  const kept = both.filter(isKept);
  const isKnown = ({ was, is }: Pair) => was.image !== null && is.image !== null;
  const changed = kept.filter((pair) => isKnown(pair) && pair.was.image !== pair.is.image);
  const unknown = kept.filter((pair) => !isKnown(pair)).length;
  return [
    ...(changed.length === 0
      ? []
      : [
          `${rowsOf(changed.length)} with another image: ${firstOf(changed.map(({ is }) => is.id))}`,
        ]),
    ...(unknown === 0
      ? []
      : [`${rowsOf(unknown)} whose image was not compared: its content is not in both locks`]),
  ];
}

function isKept({ was, is }: Pair): boolean {
  return was.excluded === null && is.excluded === null;
}

function rowsOf(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}

function firstOf(texts: readonly string[]): string {
  const first = texts.slice(0, shownIds).join(", ");
  return texts.length > shownIds ? `${first}, … (${texts.length - shownIds} more)` : first;
}
