import type { Interval } from "../intervals/interval.js";
import type { Undefined } from "../metric.js";

/** A number with what it rests on; undefined where it cannot be computed. */
export type Estimate =
  | {
      readonly value: number;
      /** Rows that it is a mean of, or that its pairs come from. */
      readonly n: number;
      /** By subject. */
      readonly interval: Interval | Undefined;
    }
  | Undefined;

/** Mean score against share of positives in one of ten equal ranges of the score; ranges without rows are left out. */
export interface CalibrationBin {
  readonly mean_score: number;
  readonly positives: number;
  readonly n: number;
}
