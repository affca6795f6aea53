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
 * compared, but counted. Of locks that were made with two keys only the tables can be compared.
 */
export function compareLocks(old: CohortLock, now: CohortLock): string[] {
  const lines = tableChanges(old, now);
  if (old.keyCheck !== now.keyCheck) {
    return [...lines, "the pseudonyms were made with another key: rows cannot be compared"];
  }
  const before = new Map(old.rows.map((row) => [row.id, row]));
  const after = new Map(now.rows.map((row) => [row.id, row]));
  const both = now.rows.flatMap((row) => {
    const was = before.get(row.id);
    return was === undefined ? [] : [{ was, is: row }];
  });
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
    ...changes.flatMap(([key, word]) => changeLine(key, word, both)),
    ...imageLines(both),
  ];
}

interface Pair {
  readonly was: LockRow;
  readonly is: LockRow;
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
  key: (typeof changes)[number][0],
  word: string,
  both: readonly Pair[],
): string[] {
  const changed = both.filter(({ was, is }) => was[key] !== is[key]);
  if (changed.length === 0) return [];
  const shown = changed.map(
    ({ was, is }) => `${is.id} (${was[key] ?? "none"} → ${is[key] ?? "none"})`,
  );
  return [`${rowsOf(changed.length)} with another ${word}: ${firstOf(shown)}`];
}

function imageLines(both: readonly Pair[]): string[] {
  const kept = both.filter(({ was, is }) => was.excluded === null && is.excluded === null);
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

function rowsOf(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}

function firstOf(texts: readonly string[]): string {
  const first = texts.slice(0, shownIds).join(", ");
  return texts.length > shownIds ? `${first}, … (${texts.length - shownIds} more)` : first;
}
