import type { CountedCells } from "./cell-counter.js";

/**
 * What measures all groups of a grouping under weights of rows, again and again. It answers with raw sums, `fields` numbers
 * a group; what they mean is for `class-engine` and `number-engine` to say.
 */
export interface GroupEngine {
  readonly groupCount: number;
  /** Numbers of a group. */
  readonly fields: number;
  /**
   * weights [n], whole numbers of 0 or more -> `out` [G, fields] from `offset`. Equal to the group's rows repeated by
   * their weight. Allocates nothing.
   */
  readonly evaluate: (weights: Int32Array, out: Float64Array, offset: number) => void;
  /** Where all it needs is the weights of cells: `evaluate` is to fill their counts, then to `measure`. */
  readonly cells?: EngineCells;
}

/** The cells of an engine, whose counts others may fill. */
export interface EngineCells extends CountedCells {
  /** As `evaluate`, from the counts. */
  readonly measure: (out: Float64Array, offset: number) => void;
}
