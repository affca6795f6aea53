import { ConfigError, DataError, InternalError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { DataSet, PoolName, PoolTable } from "../dataset.js";
import { tableOf } from "../dataset.js";
import { partNames, type PartName } from "../part-name.js";

/** How the parts are made: drawn, or those that the data set gives: its test pool, its validation rows. */
export type SplitLaw = DrawnLaw | { readonly kind: "given" };

/**
 * How parts are drawn; train is what validation and test leave.
 * - `hash`: shares in 0..1 of the subjects.
 * - `shuffle`: counts of rows.
 *
 * `test` is left out where the data set has an official test pool, and named where it has none.
 */
export interface DrawnLaw {
  readonly kind: "hash" | "shuffle";
  readonly validation: number;
  readonly test?: number;
}

/** Rows of one pool, ascending. */
export interface SplitPart {
  readonly pool: PoolName;
  readonly rows: Int32Array;
}

/** What was asked and what came; shares are of the rows of the part's pool, in 0..1. */
export interface PartShare {
  readonly part: PartName;
  readonly pool: PoolName;
  readonly asked: number;
  readonly realised: number;
  readonly rows: number;
  readonly subjects: number;
}

export interface SubjectSplit {
  readonly train: SplitPart;
  readonly validation: SplitPart;
  readonly test: SplitPart;
  /** Deviations from the asked shares, in the order train, validation, test. */
  readonly shares: readonly PartShare[];
}

/**
 * Cut a data set into train, validation and test, so that all rows of one subject are in one part.
 *
 * - `hash`: u = hash(splitSeed, subject) in [0, 1); u < test is test, u < test + validation is
 *   validation, else train. Adding or removing rows never moves another subject; the realised shares
 *   differ from the asked ones by chance and by unequal rows a subject.
 * - `shuffle`: the subjects in order of their names, shuffled by splitSeed; test is filled first, then
 *   validation, each until it has the asked rows. Exact with one row a subject, else over by less than
 *   the last subject's rows. Adding rows moves others.
 *
 * An official test pool is the test part as a whole; only the train pool is cut. Where that pool names its own
 * validation rows, they are the validation part and the law's is not looked at; `given` needs both.
 * @throws ConfigError for shares or counts out of range, or `test` that contradicts the pools.
 * @throws InternalError for `given` parts that the data set does not give.
 * @throws DataError for a part without rows, or a subject found in both pools or in two given parts.
 */
export function splitBySubject(
  source: Pick<DataSet, "name" | "pools">,
  law: SplitLaw,
  splitSeed: number,
): SubjectSplit {
  const { train, test } = source.pools;
  if (law.kind !== "given") checkLaw(law, source.name, test !== null);
  else if (test === null || train.validation === undefined) {
    throw new InternalError(source.name, "the data set does not give its parts");
  }
  const partOf = subjectParts(source.name, train, law, splitSeed);
  const parts: Record<PartName, number[]> = { train: [], validation: [], test: [] };
  train.subjects.forEach((subject, row) => parts[partOf.get(subject) ?? "train"].push(row));
  const split = {
    train: { pool: "train", rows: Int32Array.from(parts.train) },
    validation: { pool: "train", rows: Int32Array.from(parts.validation) },
    test:
      test === null
        ? { pool: "train", rows: Int32Array.from(parts.test) }
        : { pool: "test", rows: Int32Array.from(test.ids.keys()) },
  } as const satisfies Record<PartName, SplitPart>;
  if (test !== null) refuseSharedSubjects(source.name, partOf, test.subjects);
  return { ...split, shares: describeShares(source, law, split) };
}

function checkLaw(law: DrawnLaw, name: string, hasTestPool: boolean): void {
  const where = "data.split";
  if (hasTestPool && law.test !== undefined) {
    throw new ConfigError(where, `${name} has an official test pool: test cannot be asked for`, {
      got: law.test,
      advice: "Leave test out.",
    });
  }
  if (!hasTestPool && law.test === undefined) {
    throw new ConfigError(where, `${name} has no official test pool: test must be asked for`, {
      advice: `Give test as a ${law.kind === "hash" ? "share, such as 0.2" : "number of rows"}.`,
    });
  }
  for (const part of ["validation", "test"] as const) {
    const value = law[part];
    if (value === undefined) continue;
    const legal =
      law.kind === "hash" ? value > 0 && value < 1 : Number.isInteger(value) && value > 0;
    if (!legal) {
      const expected =
        law.kind === "hash" ? "a share between 0 and 1" : "a positive number of rows";
      throw new ConfigError(`${where}.${part}`, "out of range", { expected, got: value });
    }
  }
  const held = law.validation + (law.test ?? 0);
  if (law.kind === "hash" && held >= 1) {
    throw new ConfigError(where, "validation and test leave nothing to train on", {
      expected: "a sum below 1",
      got: held,
    });
  }
}

function subjectParts(
  name: string,
  train: PoolTable,
  law: SplitLaw,
  splitSeed: number,
): Map<string, PartName> {
  if (law.kind === "given" || train.validation !== undefined) {
    return givenSubjects(name, train, train.validation ?? new Uint8Array(train.ids.length));
  }
  return law.kind === "hash"
    ? hashSubjects(train.subjects, law, splitSeed)
    : shuffleSubjects(train.subjects, law, splitSeed);
}

/** Parts as the pool's owner gave them. */
function givenSubjects(
  name: string,
  { ids, subjects }: PoolTable,
  validation: Uint8Array,
): Map<string, PartName> {
  const partOf = new Map<string, PartName>();
  for (const [row, subject] of subjects.entries()) {
    const part = validation[row] === 1 ? "validation" : "train";
    const before = partOf.get(subject);
    if (before !== undefined && before !== part) {
      throw new DataError(name, "a subject is in train and in validation", {
        got: subject,
        id: at(ids, row),
        advice: "Put all rows of a subject into one part: validation would see its own patients.",
      });
    }
    partOf.set(subject, part);
  }
  return partOf;
}

function hashSubjects(
  subjects: readonly string[],
  law: DrawnLaw,
  splitSeed: number,
): Map<string, PartName> {
  const rng = createRng(splitSeed).child("split");
  const test = law.test ?? 0;
  const partOf = new Map<string, PartName>();
  for (const subject of subjects) {
    if (partOf.has(subject)) continue;
    const position = rng.child(subject).uniform();
    partOf.set(
      subject,
      position < test ? "test" : position < test + law.validation ? "validation" : "train",
    );
  }
  return partOf;
}

function shuffleSubjects(
  subjects: readonly string[],
  law: DrawnLaw,
  splitSeed: number,
): Map<string, PartName> {
  const rowsOf = new Map<string, number>();
  for (const subject of subjects) rowsOf.set(subject, (rowsOf.get(subject) ?? 0) + 1);
  const names = [...rowsOf.keys()].sort();
  const partOf = new Map<string, PartName>();
  let testLeft = law.test ?? 0;
  let validationLeft = law.validation;
  for (const position of createRng(splitSeed).child("split").permutation(names.length)) {
    const subject = at(names, position);
    const rows = rowsOf.get(subject) ?? 0;
    if (testLeft > 0) {
      partOf.set(subject, "test");
      testLeft -= rows;
    } else if (validationLeft > 0) {
      partOf.set(subject, "validation");
      validationLeft -= rows;
    } else {
      partOf.set(subject, "train");
    }
  }
  return partOf;
}

function refuseSharedSubjects(
  name: string,
  trainSubjects: ReadonlyMap<string, PartName>,
  testSubjects: readonly string[],
): void {
  const shared = [...new Set(testSubjects)].filter((subject) => trainSubjects.has(subject));
  if (shared.length === 0) return;
  throw new DataError(name, "subjects are in the train pool and in the official test pool", {
    expected: 0,
    got: shared.length,
    first: at(shared, 0),
    advice: "Remove these rows from one pool: the test would see its own patients.",
  });
}

function describeShares(
  source: Pick<DataSet, "name" | "pools">,
  law: SplitLaw,
  split: Readonly<Record<PartName, SplitPart>>,
): PartShare[] {
  const { train: pool } = source.pools;
  const total = pool.subjects.length;
  const scale = law.kind === "shuffle" ? total : 1;
  const validation =
    law.kind === "given" || pool.validation !== undefined
      ? split.validation.rows.length / total
      : law.validation / scale;
  const test = law.kind === "given" || law.test === undefined ? null : law.test / scale;
  const asked = { validation, test: test ?? 1 };
  const train = 1 - validation - (test ?? 0);
  return partNames.map((part) => {
    const { pool, rows } = split[part];
    const table = tableOf(source, pool);
    if (rows.length === 0) {
      throw new DataError(source.name, `part ${part} has no rows`, {
        rows: table.subjects.length,
        advice: "Ask for other shares, or bring more subjects.",
      });
    }
    const subjects = new Set(Array.from(rows, (row) => at(table.subjects, row)));
    return {
      part,
      pool,
      asked: part === "train" ? train : asked[part],
      realised: rows.length / table.subjects.length,
      rows: rows.length,
      subjects: subjects.size,
    };
  });
}
