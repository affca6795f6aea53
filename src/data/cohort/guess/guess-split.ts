import type { PartName } from "../../part-name.js";
import { defaultWords } from "../parts.js";
import type { SplitSpec } from "../spec.js";
import type { ColumnFacts } from "./column-facts.js";
import type { Remark } from "./remark.js";
import { columnWords, partWords } from "./words.js";

/** How rows become train, validation and test. */
export interface SplitGuess {
  readonly split: SplitSpec;
  /** The column that it takes, or null. */
  readonly column: string | null;
  readonly remark: Remark;
}

type PartWords = Readonly<Record<PartName, readonly string[]>>;

const drawn: SplitSpec = { kind: "hash", validation: 0.15, test: 0.2 };

/**
 * A column of words for parts, where every row has one, train and test are there and no subject is in two; else the
 * subjects are drawn. Without words for validation, it is drawn from train.
 * @param subjects one name a row; none where every row is its own.
 */
export function guessSplit(
  columns: readonly ColumnFacts[],
  subjects: readonly string[],
): SplitGuess {
  const named = columns.filter(({ name }) => columnWords.split.test(name));
  for (const column of named) {
    const words = wordsOf(column);
    if (words === null) continue;
    const crossing = crossingSubjects(column, subjects);
    if (crossing > 0) {
      return drawnBecause(
        `drawn by subject: ${crossing} subjects are in several parts of column ${column.name}`,
      );
    }
    const { validation } = words;
    const split = splitBy(column.name, words);
    const counts = [...column.counts].map(([word, count]) => `${word} ${count}`).join(", ");
    const more = validation.length > 0 ? "" : "; validation is drawn from train";
    const text = `column ${column.name} (${counts})${more}`;
    return { split, column: column.name, remark: { key: "split", text } };
  }
  return drawnBecause("drawn by subject: no column of parts found");
}

/** Words that a cohort file knows without being told are left out. */
function splitBy(column: string, { train, validation, test }: PartWords): SplitSpec {
  const usual = (part: PartName, words: readonly string[]) =>
    words.every((word) => defaultWords[part].some((known) => known === word.toLowerCase()));
  return {
    kind: "column",
    column,
    ...(usual("train", train) ? {} : { train }),
    ...(validation.length === 0
      ? { validation: 0.15 }
      : usual("validation", validation)
        ? {}
        : { validation }),
    ...(usual("test", test) ? {} : { test }),
  };
}

function drawnBecause(text: string): SplitGuess {
  return { split: drawn, column: null, remark: { key: "split", text } };
}

/** The words of each part; null where a value is none, or a part has no word. */
function wordsOf({ counts, missing }: ColumnFacts): PartWords | null {
  if (missing > 0) return null;
  const values = [...counts.keys()];
  const of = (part: PartName) => values.filter((value) => partWords[part].has(value.toLowerCase()));
  const words = { train: of("train"), validation: of("validation"), test: of("test") };
  const known = words.train.length + words.validation.length + words.test.length;
  const whole = words.train.length > 0 && words.test.length > 0 && known === values.length;
  return whole ? words : null;
}

/** How many subjects have rows in several parts. */
function crossingSubjects({ cells }: ColumnFacts, subjects: readonly string[]): number {
  const partOf = new Map<string, string>();
  const crossing = new Set<string>();
  for (const [row, subject] of subjects.entries()) {
    const part = cells[row] ?? "";
    const known = partOf.get(subject);
    if (known === undefined) partOf.set(subject, part);
    else if (known !== part) crossing.add(subject);
  }
  return crossing.size;
}
