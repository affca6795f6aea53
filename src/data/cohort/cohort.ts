import type { Factor } from "../dataset.js";
import type { PartName } from "../part-name.js";

/** Rows of a cohort; every list has one entry a row. */
export interface Cohort {
  /** Unique. As in the tables: nothing that is written may hold them unless privacy says so. */
  readonly ids: readonly string[];
  readonly subjects: readonly string[];
  /** Relative to the root, forward slashes, Unicode NFC, checked to stay inside as text. */
  readonly images: readonly string[];
  /** Where each row is in the first table, for messages. */
  readonly places: readonly string[];
  readonly target: CohortTarget;
  readonly attributes: readonly CohortAttribute[];
  readonly parts: readonly PartName[];
  /** Every row is test, and nothing is learnt from it: classes and values may have few rows or none. */
  readonly onlyTest?: true;
  /** From the tables to the cohort, one step after the other. */
  readonly flow: readonly FlowStep[];
  /** The rows that the steps took, in their order. */
  readonly exclusions: readonly Exclusion[];
  /** What a person should know, a line each. */
  readonly notes: readonly string[];
}

/** What is learnt. Codes are -1 where the loss is masked. */
export type CohortTarget =
  | { readonly kind: "classes"; readonly factor: Factor; readonly codes: Int32Array }
  | {
      readonly kind: "number";
      /** Its values are bins of the numbers. */
      readonly factor: Factor;
      /** Bins. */
      readonly codes: Int32Array;
      readonly unit: string | null;
      readonly numbers: Float64Array;
    }
  | {
      readonly kind: "labels";
      readonly names: readonly string[];
      /** By label; 1 positive, 0 negative. */
      readonly codes: readonly Int8Array[];
    };

/** A possible spurious factor. */
export interface CohortAttribute extends Factor {
  /** -1 missing. */
  readonly codes: Int32Array;
  /** Where it is continuous: the numbers, NaN missing; its values are then bins. */
  readonly numbers?: Float64Array;
}

/** A step on the way to the cohort. */
export interface FlowStep {
  readonly what: string;
  /** Rows after it. */
  readonly rows: number;
  /** Subjects after it. */
  readonly subjects: number;
  /** Ids of the rows that it took. */
  readonly excluded: readonly string[];
}

/** A row that is not in the cohort. */
export interface Exclusion {
  readonly id: string;
  /** Null where the table does not say. */
  readonly subject: string | null;
  /** The step that took it. */
  readonly why: string;
}

/** Facts that are in files beside the tables; null where the file does not say. */
export interface FileFacts {
  /** A DICOM tag of the image at a path of the cohort, as text. */
  tag(path: string, keyword: string): string | null;
  /** A field of the image's BIDS sidecars, as text. */
  sidecar(path: string, field: string): string | null;
}
