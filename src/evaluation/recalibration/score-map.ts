import type { Column } from "../columns.js";

/** Better probabilities from probabilities, fitted on rows whose answers are known. */
export interface ScoreMap {
  readonly parameters: Readonly<Record<string, number>>;
  /** Row-major [n, K], rows sum to 1 -> the same shape. */
  readonly apply: (probabilities: Column) => Float64Array;
}
