import type { PhantomFactor } from "./factor.js";

/**
 * The chest is turned counter-clockwise by 90 · ease degrees about the middle of the frame: exactly a quarter
 * turn by default, lost in the natural tilt (standard deviation 2 degrees) below an ease of about 0.05.
 * Letter, collimation and noise belong to the detector and stay.
 */
export const rotation: PhantomFactor = {
  defaultEase: 1,
  disturbed: { changedBy: ["turns", "mirrors"] },
  valueNames: (ease) => ["0", degreesOf(ease).toString()],
  plant: (acquisition, ease) => ({ ...acquisition, turnDegrees: degreesOf(ease) }),
};

function degreesOf(ease: number): number {
  return Math.round(900 * ease) / 10;
}

/** Cosine and sine of an angle in degrees; exact at multiples of 90, so that pixels fall on pixels. */
export function turnOf(degrees: number): { cos: number; sin: number } {
  const radians = (degrees * Math.PI) / 180;
  if (degrees % 90 !== 0) return { cos: Math.cos(radians), sin: Math.sin(radians) };
  return { cos: Math.round(Math.cos(radians)), sin: Math.round(Math.sin(radians)) };
}
