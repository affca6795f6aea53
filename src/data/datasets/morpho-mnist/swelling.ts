import { at } from "../../../base/ndarray.js";
import type { Rng } from "../../../base/rng.js";
import { hiresPixels, morphoMnist } from "./constants.js";
import type { DigitMorphology } from "./digit-morphology.js";
import type { GridPoint } from "./grid-point.js";
import { drawPoints, setPixels } from "./grid-point.js";

/** Where a digit swells: a pixel of its skeleton, drawn uniformly. */
export function drawSwellingCentre(digit: DigitMorphology, rng: Rng): GridPoint {
  return at(drawPoints(setPixels(digit.skeleton), 1, rng), 0);
}

/**
 * Swollen digit to `out`, 0 or 1, [112, 112]: within R = 7 · √thickness / 2 · 4 high-res px of `centre` a
 * pixel reads from centre + (p − centre) · (|p − centre| / R)², elsewhere from itself. Nearest neighbour;
 * what is read from outside the grid is 0.
 */
export function swell(digit: DigitMorphology, centre: GridPoint, out: Uint8Array): void {
  const { hiresSide, scale, swellRadius, swellStrength } = morphoMnist;
  const radius = ((swellRadius * Math.sqrt(digit.thickness)) / 2) * scale;
  for (let index = 0; index < hiresPixels; index++) {
    const down = Math.floor(index / hiresSide) - centre.row;
    const right = (index % hiresSide) - centre.column;
    const distance = Math.hypot(down, right);
    const weight = distance > radius ? 1 : (distance / radius) ** (swellStrength - 1);
    const row = centre.row + weight * down;
    const column = centre.column + weight * right;
    const inside = Math.min(row, column) >= 0 && Math.max(row, column) <= hiresSide - 1;
    const source = Math.floor(row + 0.5) * hiresSide + Math.floor(column + 0.5);
    out[index] = inside ? (digit.binary[source] ?? 0) : 0;
  }
}
