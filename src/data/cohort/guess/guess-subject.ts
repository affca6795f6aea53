import type { ExtractSpec } from "../spec.js";
import type { ColumnFacts } from "./column-facts.js";
import type { ImageGuess } from "./guess-images.js";
import type { Remark } from "./remark.js";
import { columnWords } from "./words.js";

/** Whose image a row is. */
export interface SubjectGuess {
  readonly subject: string | ExtractSpec;
  /** One name a row, as far as it could be seen. */
  readonly names: readonly string[];
  readonly remark: Remark;
}

/** Parts of image paths that name a person: BIDS `sub-01`, CheXpert `patient00001`, `patient_12`, `p10000032`. */
const inPaths: readonly string[] = [
  "(?:^|/)(sub-[A-Za-z0-9]+)",
  "(patient[_-]?\\d+)",
  "(?:^|/)(p\\d{6,})",
];

/** A column by its name, filled in every row; else a part of the image path; else every row its own, said loudly. */
export function guessSubject(columns: readonly ColumnFacts[], images: ImageGuess): SubjectGuess {
  const column = columns.find(
    ({ name, missing, counts }) =>
      columnWords.subject.test(name) && missing === 0 && counts.size > 1,
  );
  if (column !== undefined) {
    const text = `column ${column.name}: ${column.counts.size} subjects in ${column.cells.length} rows`;
    return { subject: column.name, names: column.cells, remark: { key: "subject", text } };
  }
  const paths = columns.find(({ name }) => name === images.column);
  for (const pattern of paths === undefined ? [] : inPaths) {
    const cells = paths?.cells ?? [];
    const names = cells.map((cell) => new RegExp(pattern).exec(cell)?.[1] ?? "");
    if (names.includes("") || new Set(names).size < 2) continue;
    const text = `part of ${paths?.name ?? ""}: ${new Set(names).size} subjects in ${cells.length} rows`;
    const of = paths?.name ?? "";
    return { subject: { pattern, of }, names, remark: { key: "subject", text } };
  }
  return {
    subject: "none",
    names: [],
    remark: {
      key: "subject",
      text: "NO COLUMN OF PERSONS FOUND: every row counts as a person of its own. If some have several images, name their column here, or train and test share patients",
    },
  };
}
