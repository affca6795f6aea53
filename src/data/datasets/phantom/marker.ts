import type { Acquisition } from "./acquisition.js";
import { absentOrPresent, type PhantomFactor } from "./factor.js";

/**
 * A lead letter as technicians lay it beside the patient: R in the picture's top left or L in its top right,
 * with an opacity of 1 - (1 - ease)³ (0.88 at 0.5, 0.27 at 0.1).
 */
export const marker: PhantomFactor = {
  defaultEase: 0.5,
  disturbed: { localised: true },
  valueNames: absentOrPresent,
  plant: (acquisition, ease) => ({ ...acquisition, markerOpacity: 1 - (1 - ease) ** 3 }),
};

const glyphs = {
  L: ["#...", "#...", "#...", "#...", "####"],
  R: ["###.", "#..#", "###.", "#.#.", "#..#"],
} as const;

/** Side of one square of a glyph, in half frame widths: a pixel of a 32 x 32 picture. */
const cell = 2 / 32;
const glyphColumns = 4;
const glyphRows = 5;
const middleX = 0.76;
const middleY = -0.72;

/**
 * Paint the letter over a square picture of `size` pixels at `out[offset ...]`, in white of its opacity. A pixel
 * takes the share of its area that the glyph covers, so the letter is as wide at every size.
 */
export function paintMarker(
  acquisition: Acquisition,
  size: number,
  out: Float32Array,
  offset: number,
): void {
  const { markerOpacity, markerLetter } = acquisition;
  if (markerOpacity === 0) return;
  const glyph = glyphs[markerLetter];
  const centreX = (markerLetter === "L" ? middleX : -middleX) + acquisition.markerShiftX;
  // In units of glyph cells from the letter's top left corner.
  const left = (centreX + 1) / cell - glyphColumns / 2;
  const top = (middleY + acquisition.markerShiftY + 1) / cell - glyphRows / 2;
  const pixel = 2 / size / cell;
  const firstRow = Math.floor(top / pixel);
  const lastRow = Math.min(size - 1, Math.ceil((top + glyphRows) / pixel));
  const firstColumn = Math.floor(left / pixel);
  const lastColumn = Math.min(size - 1, Math.ceil((left + glyphColumns) / pixel));
  for (let row = Math.max(0, firstRow); row <= lastRow; row++) {
    for (let column = Math.max(0, firstColumn); column <= lastColumn; column++) {
      const share = coverage(glyph, column * pixel - left, row * pixel - top, pixel);
      const index = offset + row * size + column;
      const below = out[index] ?? 0;
      out[index] = below + markerOpacity * share * (1 - below);
    }
  }
}

/** Share of the square of side `pixel` at (x, y), in glyph cells, that the glyph fills, 0..1. */
function coverage(glyph: readonly string[], x: number, y: number, pixel: number): number {
  let area = 0;
  for (let row = Math.floor(y); row < y + pixel; row++) {
    const height = Math.min(row + 1, y + pixel) - Math.max(row, y);
    for (let column = Math.floor(x); column < x + pixel; column++) {
      if (glyph[row]?.[column] !== "#") continue;
      area += height * (Math.min(column + 1, x + pixel) - Math.max(column, x));
    }
  }
  return area / (pixel * pixel);
}
