/**
 * What a data set is to the rest of the house: tables of labels and attributes by pool, and a way to
 * write one image. Three steps never mix: decode (bytes to arrays), split (by subject), sample (a plan
 * of rows inside one split).
 */
import { at } from "../base/ndarray.js";
import type { AugmentEffect } from "./augment/effects.js";

import type { CohortFlow } from "./cohort/flow-counts.js";

/** A categorical variable. Value `i` is called `valueNames[i]`; -1 in a column means missing. */
export interface Factor {
  readonly name: string;
  readonly valueNames: readonly string[];
}

/** What is learnt: classes, a number, or several answers of yes or no. */
export interface LabelFactor extends Factor {
  /**
   * Present: several answers of yes or no a row, called so (multi-label). The factor itself then has one value, which
   * every row has, so that cells and groups are those of the attributes.
   */
  readonly labels?: readonly string[];
  /** True: a number; the head learns it, and the values by name are its bins, for cells, groups and tests. */
  readonly continuous?: true;
  /** Of the number, such as "year"; absent: not known. */
  readonly unit?: string;
}

/**
 * A possible spurious factor. *Read* attributes are facts of the image (thickness, sex, site).
 * *Planted* ones (rotation, marker) are put into the image on request, so that a plan may assign them.
 */
export interface AttributeFactor extends Factor {
  readonly kind: "read" | "planted";
  /** It sits at a place of the frame (a marker, a border): what moves, mirrors, turns or deforms an image carries it along. */
  readonly localised?: true;
  /** What else of augmentation changes what it shows, as far as it is known. */
  readonly changedBy?: readonly AugmentEffect[];
  /** True: a number, *read*; heads see the number, and the values by name are its bins, for cells and groups. */
  readonly continuous?: boolean;
}

/** How the predictions of a subject's images become one. */
export type SubjectAggregate = "mean" | "max" | "noisy-or";

/** Rows that may not be mixed with other pools: what the authors of a set published as train or test. */
export type PoolName = "train" | "test";

/** One pool's metadata; every column has one entry a row. */
export interface PoolTable {
  /** Unique inside the data set. */
  readonly ids: readonly string[];
  /** Whose image it is; rows of one subject never cross a split. */
  readonly subjects: readonly string[];
  /** Value of the label factor, -1 missing. */
  readonly label: Int32Array;
  /** Numbers of a continuous label, in its own unit; NaN missing. */
  readonly labelNumbers?: Float64Array;
  /** Answers of a multi-label target, [n, labels] row by row: 1 yes, 0 no, -1 missing. */
  readonly labelAnswers?: Int32Array;
  /** Values of the *read* attributes by name, -1 missing. Planted attributes have no column. */
  readonly attributes: Readonly<Record<string, Int32Array>>;
  /** Numbers of the continuous attributes by name, in their own unit; NaN missing. */
  readonly numbers?: Readonly<Record<string, Float64Array>>;
  /** 1 where the owner of a train pool has put the row aside for validation; absent: the split draws. */
  readonly validation?: Uint8Array;
}

/** Masks of one kind. They are files of their own: no part of what the data set is, and read when they are asked for. */
export interface DataMask {
  /** What is inside. */
  readonly name: string;
  /**
   * Inside of the image of a row, on the grid that the network is shown: [...extents], 1 inside, else 0; null where the row has no mask.
   * @throws UnconfoundError where its file cannot be used.
   */
  read(pool: PoolName, row: number): Promise<Uint8Array | null>;
}

/** Values of planted attributes by name; one that is not named is absent (value 0). */
export type PlantedValues = Readonly<Record<string, number>>;

/**
 * A data set, opened. Everything is in memory or in a cache of ours: `writeImage` never waits.
 */
export interface DataSet {
  readonly name: string;
  /** [C, H, W], [C, D, H, W], or [F] for the features of another network. */
  readonly imageShape: readonly number[];
  /** True where an image is a piece of an array that is held anyway: a cache would be a second copy. */
  readonly inMemory?: boolean;
  /** Least and greatest value of an image; absent: 0 and 1; null: anything. Features have none. */
  readonly valueRange?: readonly [least: number, greatest: number] | null;
  /** "ras": the axes of a volume run to the patient's right, front and head; absent: not known, or not a volume. */
  readonly orientation?: "ras";
  readonly label: LabelFactor;
  readonly attributes: readonly AttributeFactor[];
  /** `test` is null where the set has no official test part; the split then makes one by subject. */
  readonly pools: { readonly train: PoolTable; readonly test: PoolTable | null };
  /**
   * Write the image of `row` with the given planted values to `out[offset ...]`, float32 in `valueRange` (features
   * [F] as they are), C order of `imageShape`. Pure: same arguments, same bytes.
   */
  writeImage(
    pool: PoolName,
    row: number,
    planted: PlantedValues,
    out: Float32Array,
    offset: number,
  ): void;
  /**
   * Present: the set brings tests of its own, rows of the test pool by name, and `plan: native` makes exactly these.
   * A row may be in several, and one that is in none is not used.
   */
  readonly tests?: Readonly<Record<string, Int32Array>>;
  /**
   * Where the thing that answer `label` of a multi-label target asks for is to be seen in the image of `row`: 1 there,
   * else 0, to `out` [H · W], in C order; all 0 where the answer is no. Absent: the set does not know. Pure.
   */
  writeMask?(pool: PoolName, row: number, label: number, out: Uint8Array): void;
  /** Where something is in the images, such as a finding that was outlined; absent: not known. */
  readonly masks?: readonly DataMask[];
  /** Hash of everything that decides images and tables: source bytes, generator version, settings. */
  readonly contentHash: string;
  /** What the person at the terminal should know of how it was read, a line each; may name files, so it is not stored. */
  readonly notes?: readonly string[];
  /** What the set was, row by row and without names: kept with a run, so that a change is found. */
  readonly lock?: string;
  /** What is evaluated is one prediction a subject, made of those of its images; absent: every image. */
  readonly subjectAggregate?: SubjectAggregate;
  /** How its rows came from tables to parts. */
  readonly flow?: CohortFlow;
  /** Counts of rows below this, and what is said of so few, are not shown; absent: 1. */
  readonly smallestCell?: number;
  /** False: none of its images may be kept with a run; absent: true. */
  readonly exampleImages?: boolean;
  /** How files become images, JSON: kept with a run and its model, so that new files become the same. */
  readonly preparation?: unknown;
}

/** The table of a pool; a set without a test pool has all its rows in the training pool. */
export function tableOf({ pools }: Pick<DataSet, "pools">, pool: PoolName): PoolTable {
  return pool === "train" ? pools.train : (pools.test ?? pools.train);
}

/** Whose image each row of a set is. */
export function subjectsOf(dataset: Pick<DataSet, "pools">, set: SampledSet): string[] {
  const { subjects } = tableOf(dataset, set.pool);
  return Array.from(set.rows, (row) => at(subjects, row));
}

/** Masks of one kind of the rows of a set. */
export interface SetMask {
  readonly name: string;
  /** As `DataMask.read`, by position in the set. */
  read(position: number): Promise<Uint8Array | null>;
}

/** The masks of a set's rows; none where the data set has none. */
export function masksOf(
  { masks = [] }: Pick<DataSet, "masks">,
  { pool, rows }: SampledSet,
): SetMask[] {
  // prettier-ignore
  return masks.map((mask) => ({
    name: mask.name,
    read: (position) => mask.read(pool, at(rows, position)),
  }));
}

/** Rows of one pool with the label and attribute values that each has in this set: what a plan returns. */
export interface SampledSet {
  readonly name: string;
  readonly pool: PoolName;
  /** Row numbers in the pool. Without repetition unless the plan says otherwise. */
  readonly rows: Int32Array;
  readonly label: Int32Array;
  /** In the order of the run's attributes; read or assigned. */
  readonly attributes: readonly Int32Array[];
}

/**
 * Group number of a row: label-major over all attributes, the last attribute varies fastest.
 * `groupOf(1, [0, 1], [2, 2])` is 5. Any missing value (-1) gives -1.
 */
export function groupOf(
  label: number,
  attributes: readonly number[],
  attributeSizes: readonly number[],
): number {
  let group = label;
  if (label < 0) return -1;
  for (const [index, value] of attributes.entries()) {
    if (value < 0) return -1;
    group = group * (attributeSizes[index] ?? 1) + value;
  }
  return group;
}
