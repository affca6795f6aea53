import type { PartName } from "../part-name.js";

/** From the tables to the parts, in numbers: JSON, without ids. */
export interface CohortFlow {
  /** The first is what the tables hold. */
  readonly steps: readonly FlowCount[];
  readonly parts: readonly PartCount[];
}

/** A step on the way to the cohort. */
export interface FlowCount {
  /** What holds for the rows that stay: `Age at least 18`. */
  readonly what: string;
  /** Rows and subjects after it. */
  readonly rows: number;
  readonly subjects: number;
  /** Rows that it took. */
  readonly excluded: number;
  /** Why, with rows each, where that is more than the step's name says. */
  readonly reasons: Readonly<Record<string, number>>;
}

export interface PartCount {
  readonly part: PartName;
  readonly rows: number;
  readonly subjects: number;
  /** Rows whose label is masked: they are in no set. */
  readonly unlabelled: number;
}
