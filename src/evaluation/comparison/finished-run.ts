import type { FinishedCell } from "./cell.js";

/** A finished cell with its key, inside one setting. */
export interface FinishedRun {
  readonly method: string;
  readonly seed: number;
  readonly cell: FinishedCell;
}
