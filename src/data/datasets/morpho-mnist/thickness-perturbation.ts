import { hiresPixels, morphoMnist } from "./constants.js";
import type { DigitMorphology } from "./digit-morphology.js";
import { createDistanceTransform } from "./distance-transform.js";

/** Erosion radius of a digit of mean `thickness` (low-res px), in high-res px. */
export function thinningRadius(thickness: number): number {
  return Math.trunc((morphoMnist.thinAmount * morphoMnist.scale * thickness) / 2);
}

/** Dilation radius of a digit of mean `thickness` (low-res px), in high-res px. */
export function thickeningRadius(thickness: number): number {
  return Math.trunc((morphoMnist.thickAmount * morphoMnist.scale * thickness) / 2);
}

/**
 * Mean stroke thickness of a digit after its perturbation, low-res px: as it was measured before, less or more
 * the diameter of the disc that it is eroded or dilated with. Not measured again: where strokes vanish or meet, the
 * thickness of what is left differs.
 */
export function strokeThickness(before: number, perturbation: "plain" | "thin" | "thick"): number {
  const diameter = (radius: number) => (2 * radius) / morphoMnist.scale;
  switch (perturbation) {
    case "plain":
      return before;
    case "thin":
      return before - diameter(thinningRadius(before));
    case "thick":
      return before + diameter(thickeningRadius(before));
  }
}

/**
 * Thinned digit to `out`, 0 or 1, [112, 112]: erosion with the disc dx² + dy² ≤ r², which keeps the pixels
 * farther than r from the background. A stroke thinner than that vanishes.
 */
export function thin(digit: DigitMorphology, out: Uint8Array): void {
  const limit = thinningRadius(digit.thickness) ** 2;
  for (let index = 0; index < hiresPixels; index++) {
    out[index] = (digit.distanceSquared[index] ?? 0) > limit ? 1 : 0;
  }
}

/** Writes a thickened digit to `out`, 0 or 1, [112, 112]. */
export type Thicken = (digit: DigitMorphology, out: Uint8Array) => void;

/** Dilation with the disc dx² + dy² ≤ r²: the pixels at most r from the stroke. Owns its buffers. */
export function createThicken(): Thicken {
  const transform = createDistanceTransform(morphoMnist.hiresSide, morphoMnist.hiresSide);
  const distanceSquared = new Int32Array(hiresPixels);
  return (digit, out) => {
    const limit = thickeningRadius(digit.thickness) ** 2;
    transform(digit.binary, 1, distanceSquared);
    for (let index = 0; index < hiresPixels; index++) {
      out[index] = (distanceSquared[index] ?? 0) <= limit ? 1 : 0;
    }
  };
}
