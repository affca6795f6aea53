import { ConfigError, DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { partNames, type PartName } from "../part-name.js";
import { canonicalValue, type GivenValue } from "../tables/cell-value.js";
import type { SplitSpec } from "./spec.js";

/** Rows to be split; every list has one entry a row. */
export interface SplitRows {
  /** What messages call them: the table. */
  readonly source: string;
  readonly subjects: readonly string[];
  readonly places: readonly string[];
  /** Value names of an attribute, or cells of a column of the table. @throws ConfigError where there is neither. */
  readonly values: (name: string, key: string) => readonly string[];
}

type SpecOf<Kind extends SplitSpec["kind"]> = Extract<SplitSpec, { readonly kind: Kind }>;

/**
 * The part of each row; all rows of a subject are in one part. What is drawn depends on `splitSeed` and the name of
 * the subject alone, u = hash(splitSeed, subject) in [0, 1): adding or removing rows never moves another subject.
 *
 * - `column`: the part is in the table. `validation` may be a share: of the subjects of train, by a hash of its own.
 * - `hash`: u < test is test, u < test + validation is validation, else train, as `splitBySubject` has it.
 * - `folds`: test is floor(u · folds) = fold. Of the others a share `validation`, by another hash for each fold, so
 *   that no subject is kept from training in all of them.
 * - `leave-out`: test is every row of a value. Of the others a share `validation`, by a hash of its own.
 * - `none`: every row is test.
 *
 * Shares are of the subjects, and come out by chance: rows a subject differ.
 * @throws ConfigError for shares that leave nothing to train on, a fold that there is not, a word of two parts.
 * @throws DataError with the row for a word of no part or an empty cell, and for a subject in two parts.
 */
export function assignParts(spec: SplitSpec, rows: SplitRows, splitSeed: number): PartName[] {
  switch (spec.kind) {
    case "column":
      return columnParts(spec, rows, splitSeed);
    case "hash":
      return hashParts(spec, rows, splitSeed);
    case "folds":
      return foldParts(spec, rows, splitSeed);
    case "leave-out":
      return leaveOutParts(spec, rows, splitSeed);
    case "none":
      return rows.subjects.map(() => "test");
  }
}

/** Position in [0, 1) of a subject under a name. */
function createHash(splitSeed: number, ...names: readonly string[]): (subject: string) => number {
  const rng = ["split", ...names].reduce(
    (parent, name) => parent.child(name),
    createRng(splitSeed),
  );
  const known = new Map<string, number>();
  return (subject) => {
    let position = known.get(subject);
    if (position === undefined) {
      position = rng.child(subject).uniform();
      known.set(subject, position);
    }
    return position;
  };
}

function hashParts(
  { validation, test }: SpecOf<"hash">,
  { subjects }: SplitRows,
  splitSeed: number,
): PartName[] {
  if (validation + test >= 1) {
    throw new ConfigError("split", "validation and test leave nothing to train on", {
      expected: "a sum below 1",
      got: validation + test,
    });
  }
  const hash = createHash(splitSeed);
  return subjects.map((subject) => {
    const position = hash(subject);
    return position < test ? "test" : position < test + validation ? "validation" : "train";
  });
}

function foldParts(
  { folds, fold, validation }: SpecOf<"folds">,
  { subjects }: SplitRows,
  splitSeed: number,
): PartName[] {
  if (fold >= folds) {
    throw new ConfigError("split.fold", "no such fold", {
      expected: `0 to ${folds - 1}`,
      got: fold,
    });
  }
  const hash = createHash(splitSeed);
  const inner = createHash(splitSeed, `validation of fold ${fold} of ${folds}`);
  return subjects.map((subject) => {
    if (Math.floor(hash(subject) * folds) === fold) return "test";
    return inner(subject) < validation ? "validation" : "train";
  });
}

function leaveOutParts(
  { column, value, validation }: SpecOf<"leave-out">,
  rows: SplitRows,
  splitSeed: number,
): PartName[] {
  const wanted = canonicalValue(value);
  const inner = createHash(splitSeed, "validation of the rows that stay");
  const parts = rows.values(column, "split.column").map((cell, row): PartName => {
    if (cell === "") {
      throw new DataError(at(rows.places, row), `${column} is missing, so that no part is sure`, {
        advice: "Leave such rows out by a filter, or say missing: drop of the attribute.",
      });
    }
    if (canonicalValue(cell) === wanted) return "test";
    return inner(at(rows.subjects, row)) < validation ? "validation" : "train";
  });
  if (!parts.includes("test")) {
    throw new DataError(rows.source, "no row has the value that is left out", {
      expected: `${column} = ${wanted}`,
      got: [...new Set(rows.values(column, "split.column"))].slice(0, 20),
    });
  }
  refuseCrossing(parts, rows, `rows with ${column} = ${wanted} and others`);
  return parts;
}

/** Words of a split column that mean a part where the cohort file does not say which do. */
export const defaultWords = {
  train: ["train"],
  validation: ["valid", "val", "validation"],
  test: ["test"],
} as const satisfies Record<PartName, readonly string[]>;

function columnParts(spec: SpecOf<"column">, rows: SplitRows, splitSeed: number): PartName[] {
  const share = typeof spec.validation === "number" ? spec.validation : null;
  const words = partWords(spec);
  const inner = createHash(splitSeed, "validation of the rows to train on");
  const parts = rows.values(spec.column, "split.column").map((cell, row): PartName => {
    const part = words.get(word(cell));
    if (part === undefined) {
      throw new DataError(at(rows.places, row), `column ${spec.column} names no part`, {
        expected: [...words.keys()],
        got: cell === "" ? "an empty cell" : cell,
        advice:
          "List the word under train, validation or test, or leave such rows out by a filter.",
      });
    }
    const isDrawn = share !== null && part === "train" && inner(at(rows.subjects, row)) < share;
    return isDrawn ? "validation" : part;
  });
  refuseCrossing(parts, rows, "rows of different parts");
  return parts;
}

/** Parts by word; capitals do not count. */
function partWords(spec: SpecOf<"column">): ReadonlyMap<string, PartName> {
  const given: Record<PartName, readonly GivenValue[]> = {
    train: spec.train ?? defaultWords.train,
    validation:
      typeof spec.validation === "number" ? [] : (spec.validation ?? defaultWords.validation),
    test: spec.test ?? defaultWords.test,
  };
  const words = new Map<string, PartName>();
  for (const part of partNames) {
    for (const value of given[part].map(word)) {
      const before = words.get(value);
      if (before !== undefined && before !== part) {
        throw new ConfigError("split", "a word names two parts", {
          got: value,
          parts: [before, part],
        });
      }
      words.set(value, part);
    }
  }
  return words;
}

function word(value: GivenValue): string {
  return canonicalValue(value).toLowerCase();
}

/** @throws DataError where a subject is in two parts, with the first and how many there are. */
function refuseCrossing(parts: readonly PartName[], rows: SplitRows, what: string): void {
  const rowOf = new Map<string, number>();
  const crossing = new Map<string, readonly [number, number]>();
  for (const [row, subject] of rows.subjects.entries()) {
    const before = rowOf.get(subject);
    if (before === undefined) rowOf.set(subject, row);
    else if (parts[before] !== parts[row] && !crossing.has(subject)) {
      crossing.set(subject, [before, row]);
    }
  }
  const [first] = crossing;
  if (first === undefined) return;
  const [subject, [before, row]] = first;
  throw new DataError(at(rows.places, row), `a subject has ${what}`, {
    got: subject,
    [at(rows.places, before)]: at(parts, before),
    "this row": at(parts, row),
    ...(crossing.size > 1 ? { "subjects like this": crossing.size } : {}),
    advice: "Put all rows of a subject into one part: a test would see its own patients.",
  });
}
