import type { Acquisition } from "./acquisition.js";
import { absentOrPresent, type PhantomFactor } from "./factor.js";
import { softEdge } from "./shape.js";

/**
 * A collimated frame: black margins of 0.3 · ease half frame widths (each side ± 0.03 where that leaves any).
 */
export const border: PhantomFactor = {
  defaultEase: 0.5,
  disturbed: { localised: true },
  valueNames: absentOrPresent,
  plant: (acquisition, ease) => ({ ...acquisition, margin: 0.3 * ease }),
};

/** Blacken the margins of a square picture of `size` pixels at `out[offset ...]`; without one, do nothing. */
export function closeCollimator(
  acquisition: Acquisition,
  size: number,
  out: Float32Array,
  offset: number,
): void {
  const { margin, marginJitter } = acquisition;
  if (margin === 0) return;
  const [left, top, right, bottom] = marginJitter;
  const edge = 2 / size;
  let index = offset;
  for (let row = 0; row < size; row++) {
    const v = (2 * row + 1) / size - 1;
    for (let column = 0; column < size; column++) {
      const u = (2 * column + 1) / size - 1;
      const inside = Math.min(1 + u - left, 1 + v - top, 1 - u - right, 1 - v - bottom) - margin;
      out[index] = (out[index] ?? 0) * softEdge(inside, edge);
      index++;
    }
  }
}
