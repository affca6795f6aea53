import type { AttributeFactor } from "../../dataset.js";
import type { Acquisition } from "./acquisition.js";

/**
 * A way to plant a spurious factor. Two values: 0 leaves the acquisition as it is, 1 applies `plant`.
 * `ease` in (0, 1] says how strong the trace is; the smaller, the nearer to natural variation.
 */
export interface PhantomFactor {
  readonly defaultEase: number;
  /** By what augmentation the trace would be changed. */
  readonly disturbed: Pick<AttributeFactor, "localised" | "changedBy">;
  /** Names of the values 0 and 1. */
  valueNames(ease: number): readonly [string, string];
  /** The acquisition with the factor present; it changes fields that no other factor touches. */
  plant(acquisition: Acquisition, ease: number): Acquisition;
}

/** Names of factors that are there or not. */
export const absentOrPresent = (): readonly [string, string] => ["absent", "present"];
