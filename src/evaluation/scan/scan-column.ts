/** Something known of every row before any training, and the answers that it may give away. */

/** Where a column is from. */
export type ColumnSource = "attribute" | "column" | "file" | "image";

interface AnyColumn {
  /** Unique: files and options use it. */
  readonly name: string;
  /** For tables and headings. */
  readonly title: string;
  readonly source: ColumnSource;
  /** It follows from all that a picture shows, as the size of its file does: rule 4 of `decide-findings.ts`. */
  readonly follows?: true;
}

/** [n] numbers, NaN missing. */
export interface NumberColumn extends AnyColumn {
  readonly kind: "numbers";
  readonly numbers: ArrayLike<number>;
  readonly unit: string;
}

/** [n] places in `valueNames`, −1 missing. */
export interface ValueColumn extends AnyColumn {
  readonly kind: "values";
  readonly codes: ArrayLike<number>;
  readonly valueNames: readonly string[];
}

export type ScanColumn = NumberColumn | ValueColumn;

/** What is to be learnt: classes by place, −1 missing; or numbers, NaN missing. */
export type ScanTarget =
  | {
      readonly kind: "classes";
      readonly name: string;
      readonly codes: ArrayLike<number>;
      readonly classNames: readonly string[];
    }
  | { readonly kind: "number"; readonly name: string; readonly numbers: ArrayLike<number> };

/** Answers of the rows that have one. */
export type Answers =
  | { readonly kind: "classes"; readonly values: Float64Array; readonly classes: number }
  | { readonly kind: "number"; readonly values: Float64Array };
