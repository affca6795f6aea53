import { constantInit, type ArraySpec } from "../layer.js";

/** Specs of what follows a normalisation: `weight` (ones) and `bias` (zeros) of `shape`. */
export function affineSpecs(shape: readonly number[]): Readonly<Record<string, ArraySpec>> {
  return {
    weight: { shape, init: constantInit(1) },
    bias: { shape, init: constantInit(0) },
  };
}
