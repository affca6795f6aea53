/** What a cohort file says about rows, as the schema in src/config has parsed it. docs/cohort.md explains each key. */
import type { Bins } from "../tables/binned-column.js";
import type { GivenValue } from "../tables/cell-value.js";
import type { JoinKey } from "../tables/join-tables.js";
import type { ListColumn } from "../tables/list-column.js";

/** What decides the rows of a cohort; other keys of the file are for images and the run. */
export interface CohortSpec {
  /** The first has one row an image. */
  readonly tables: readonly TableSpec[];
  readonly images: ImagesSpec;
  /** Masks of the images, for an audit; nothing is trained on them, and they decide no row. */
  readonly masks?: readonly MaskSpec[] | undefined;
  /** Column; undefined: the image path. */
  readonly id?: string | undefined;
  /** Column, `none` for every row its own, or a part of a column. */
  readonly subject?: string | ExtractSpec | undefined;
  readonly target: TargetSpec;
  readonly attributes: readonly AttributeSpec[];
  readonly visits: VisitsSpec;
  readonly filters: readonly FilterSpec[];
  readonly split: SplitSpec;
}

/** A table; paths are relative to the cohort file. */
export interface TableSpec {
  /** One file, or several of the same columns, one below the other. */
  readonly file?: string | readonly string[] | undefined;
  /** Or a regular expression on the paths of the files below `images.root`; its named groups are columns. */
  readonly files?: string | undefined;
  /** Names of the columns, where the file has no header. */
  readonly columns?: readonly string[] | undefined;
  /** Column to be made, with the file that each row is from. */
  readonly source?: string | undefined;
  /** Columns of lists: each of their words becomes a column of 1 and 0. */
  readonly lists?: readonly ListColumn[] | undefined;
  /** Columns whose cells must be equal; one name where both tables call it so. Not for the first table. */
  readonly on?: JoinOn | readonly JoinOn[] | undefined;
  /** BIDS JSON that names the values of the columns. */
  readonly sidecar?: string | undefined;
}
export type JoinOn = string | JoinKey;

/** Where the image of a row is: exactly one of column and pattern. */
export interface ImagesSpec {
  readonly column?: string | undefined;
  /** `sub-{participant_id}/anat/…`: `{column}` is filled in, `{column:2}` with its first two letters. */
  readonly pattern?: string | undefined;
  /** Folder that image paths start from, relative to the cohort file. */
  readonly root: string;
}

/** Where the mask of a row is, in the geometry of its image; exactly one of column and pattern. */
export interface MaskSpec {
  /** What is inside: a finding, an artefact. */
  readonly name: string;
  readonly column?: string | undefined;
  readonly pattern?: string | undefined;
  /** Default that of the images. */
  readonly root?: string | undefined;
}

/** The one group of a regular expression, found in a column. */
export interface ExtractSpec {
  readonly pattern: string;
  readonly of: string;
}

export type UncertainPolicy = "ones" | "zeros" | "ignore" | "class";

/** Values that say neither yes nor no, and what becomes of them. */
export interface UncertainSpec {
  readonly values: readonly GivenValue[];
  readonly policy: UncertainPolicy;
}

/** How the cells of a yes-or-no column are read. */
export interface AnswerSpec {
  readonly positive: readonly GivenValue[];
  readonly negative: readonly GivenValue[];
  readonly uncertain?: UncertainSpec | undefined;
  /** What an empty cell says. */
  readonly blank: "missing" | "negative" | "positive";
}

/** A class: its only value, or the values that make it and its name. */
export type ClassSpec = GivenValue | { readonly name: string; readonly is: readonly GivenValue[] };

export type TargetSpec =
  | ({ readonly as: "binary"; readonly column: string } & AnswerSpec)
  | {
      readonly as: "classes";
      readonly column: string;
      /** Classes in their order; undefined: every value is one. */
      readonly values?: readonly ClassSpec[] | undefined;
      /** Its values are numbers, and bins of them the classes. */
      readonly bins?: Bins | undefined;
      readonly uncertain?: UncertainSpec | undefined;
    }
  | {
      readonly as: "number";
      readonly column: string;
      readonly unit?: string | undefined;
      /** What groups, cells and tests are made of; undefined: four bins of equally many rows. */
      readonly bins?: Bins | undefined;
    }
  | ({ readonly as: "labels"; readonly columns: readonly string[] } & AnswerSpec);

/** A possible spurious factor; exactly one of column, tag, sidecar and path says where its values are. */
export interface AttributeSpec {
  readonly name: string;
  readonly column?: string | undefined;
  /** Regular expression with one group, on the cells of the column. */
  readonly pattern?: string | undefined;
  /** Keyword of a DICOM tag of the row's file. */
  readonly tag?: string | undefined;
  /** Field of the BIDS JSON beside the image. */
  readonly sidecar?: string | undefined;
  /** Regular expression with one group, on the image path. */
  readonly path?: string | undefined;
  readonly bins?: Bins | undefined;
  readonly as: "classes" | "continuous";
  readonly missing: "mask" | "drop" | "category";
  /** New names by value; "" as a value is the empty cell, "" as a name makes a value missing. */
  readonly values?: Readonly<Record<string, string>> | undefined;
  /** What becomes of values that `values` does not list; undefined: an error. */
  readonly others?: "drop" | "category" | undefined;
}

export interface VisitsSpec {
  readonly keep: "all" | "first";
  /** Column of numbers or dates that orders the rows of a subject. */
  readonly by?: string | undefined;
}

/** Rows that stay; exactly one condition. */
export interface FilterSpec {
  readonly column: string;
  readonly is?: readonly GivenValue[] | undefined;
  readonly not?: readonly GivenValue[] | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Both ends stay. */
  readonly between?: readonly [number, number] | undefined;
  /** Both ends go. */
  readonly outside?: readonly [number, number] | undefined;
  readonly present?: boolean | undefined;
}

export type SplitSpec =
  | {
      readonly kind: "column";
      readonly column: string;
      readonly train?: readonly GivenValue[] | undefined;
      /** Words, or the share of the training subjects that are drawn. */
      readonly validation?: readonly GivenValue[] | number | undefined;
      readonly test?: readonly GivenValue[] | undefined;
    }
  | { readonly kind: "hash"; readonly validation: number; readonly test: number }
  | {
      readonly kind: "folds";
      readonly folds: number;
      /** From 0. */
      readonly fold: number;
      readonly validation: number;
    }
  | {
      readonly kind: "leave-out";
      /** An attribute, or else a column. */
      readonly column: string;
      readonly value: GivenValue;
      readonly validation: number;
    }
  /** Every row is test: of a cohort that a finished run is evaluated on, where nothing is learnt. No cohort file says it. */
  | { readonly kind: "none" };
