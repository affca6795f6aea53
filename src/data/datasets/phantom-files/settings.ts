import type { TargetNumberName } from "./target-number.js";
import type { BrainSize } from "../phantom-brain/volume.js";

/** Attributes that can go together with the finding; `trace` is planted in the picture, see {@link traceName}. */
export type AssociatedName = "sex" | "site" | "trace";

/** What is written; everything is checked before (src/app/phantom-options.ts). */
export interface PhantomFilesSettings {
  /** Pictures of a chest, or volumes of a brain. */
  readonly shows:
    | { readonly kind: "chest"; readonly format: "png" | "dicom"; readonly size: number }
    | { readonly kind: "brain"; readonly format: "dicom" | "nifti"; readonly size: BrainSize };
  /** At least 1. */
  readonly images: number;
  /** Images of one patient, at least 1; the last patient may have fewer. */
  readonly visits: number;
  readonly seed: number;
  /** What attributes go together with, a column of the table; absent: the finding. */
  readonly target?: TargetNumberName;
  /** Chance that an associated attribute has the value that goes with the finding, 0..1; 0.5 is none. */
  readonly association: number;
  readonly associated: readonly AssociatedName[];
  /** Of the lesion, 0 (plain) to 1 (hardly there). */
  readonly difficulty: number;
  /** Share of cells of the table that are empty, below 1. */
  readonly missing: number;
  /** Share of findings that are written as -1, below 1. */
  readonly uncertain: number;
  /** Whether the table has a column with the part of each patient. */
  readonly split: boolean;
}

/** Column and option name of the planted attribute: a lead letter, or brighter greys. */
export function traceName({ shows }: Pick<PhantomFilesSettings, "shows">): "marker" | "intensity" {
  return shows.kind === "chest" ? "marker" : "intensity";
}
