import type { ClassTypes, FinishedCell, TargetTypes } from "./cell.js";

/** A finished cell with its key, inside one setting. */
export interface FinishedRun<T extends TargetTypes = ClassTypes> {
  readonly method: string;
  readonly seed: number;
  readonly cell: FinishedCell<T>;
}
