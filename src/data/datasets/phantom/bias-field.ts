import { absentOrPresent, type PhantomFactor } from "./factor.js";

/**
 * A smooth multiplicative field, darker at the top left and brighter at the bottom right (heel effect, coil
 * profile): its slope grows by 0.8 · ease (natural standard deviation 0.05).
 */
export const biasField: PhantomFactor = {
  defaultEase: 0.5,
  disturbed: { changedBy: ["shades", "mirrors", "turns"] },
  valueNames: absentOrPresent,
  plant: (acquisition, ease) => ({
    ...acquisition,
    fieldSlope: acquisition.fieldSlope + 0.8 * ease,
  }),
};

/**
 * Factor by which the field multiplies the density at frame position (u, v), both -1..1: 1 in the middle,
 * 1 ± slope in the corners.
 */
export function fieldAt(slope: number, u: number, v: number): number {
  return 1 + 0.5 * slope * (u + v);
}
