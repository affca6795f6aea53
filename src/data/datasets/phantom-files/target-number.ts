import type { Rng } from "../../../base/rng.js";
import { brainAtrophy } from "../phantom-brain/anatomy.js";
import { drawAnatomy } from "../phantom/anatomy.js";
import { heartSizeCm2 } from "../phantom/heart-size.js";

/** A number that can be learnt in the place of the finding: a fact of the picture, exactly. */
export interface TargetNumber {
  /** Of the table. */
  readonly column: string;
  /** What it is, for people. */
  readonly what: string;
  /** Digits after the point in the table. */
  readonly digits: number;
  /** From here attributes have the value that otherwise goes with a finding: about half of all patients. */
  readonly middle: number;
  /** @param rng of the patient. @param age at the visit. */
  readonly of: (rng: Rng, age: number) => number;
}

/** By target; of volumes the first, of pictures the second. */
export const targetNumbers = {
  atrophy: {
    column: "atrophy",
    what: "0 (young) to about 1, of the brain: how wide ventricles and furrows are",
    digits: 3,
    middle: 0.45,
    of: (rng, age) => brainAtrophy(rng.child("brain"), age),
  },
  "heart-size": {
    column: "heart_size",
    what: "area of the heart's shadow, cm2",
    digits: 1,
    middle: 91,
    of: (rng) => heartSizeCm2(drawAnatomy(rng.child("anatomy")).mediastinum),
  },
} as const satisfies Record<string, TargetNumber>;

export type TargetNumberName = keyof typeof targetNumbers;
export type TargetColumn = (typeof targetNumbers)[TargetNumberName]["column"];
