/** What probes are given, and what they answer. */
import type { Column } from "../evaluation/columns.js";
import type { Undefined } from "../evaluation/metric.js";

/** Features of the rows that are probed: [rows, width], row-major. */
export interface FeatureTable {
  readonly rows: number;
  readonly width: number;
  readonly values: Column;
}

/** A variable that a probe tries to read: values in 0..classes − 1, -1 missing. */
export interface ClassTarget {
  readonly kind: "classes";
  readonly name: string;
  readonly valueNames: readonly string[];
  /** [rows] */
  readonly values: Column;
}

/** A continuous variable; NaN missing. */
export interface NumberTarget {
  readonly kind: "number";
  readonly name: string;
  /** [rows] */
  readonly values: Column;
}

export type ProbeTarget = ClassTarget | NumberTarget;

/** The rows of a probed set: who each shows, and in which of two halves it is. */
export interface ProbedRows {
  /** [rows] */
  readonly subjects: readonly string[];
  /** [rows], 0 or 1; a subject is in one half only. */
  readonly halves: Uint8Array;
}

/** A score with its 95 % interval, or why there is none. */
export type ProbeScore =
  | {
      readonly value: number;
      readonly low: number;
      readonly high: number;
      /** Independent rows that would say as much: what a test against chance counts. */
      readonly effective_n: number;
    }
  | Undefined;

/** Rows in one class for which a probe learns: features [n, width], classes [n]. */
export interface FitRows {
  readonly width: number;
  readonly features: Float64Array;
  readonly labels: Int32Array;
  readonly classes: number;
}

/** Learns from `fit`, answers for `query` [m, width]: [m] classes. Features come standardised. */
export type ClassProbe = (fit: FitRows, query: Float64Array) => Int32Array;
