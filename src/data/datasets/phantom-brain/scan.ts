import type { Rng } from "../../../base/rng.js";
import { around, between } from "../phantom/variation.js";

/**
 * How a brain is scanned. Each planted factor changes fields of its own and no other; without factors the values vary
 * naturally from scan to scan.
 */
export interface BrainScan {
  /** Pose: shift in millimetres, small turns about x, y and z in radians. */
  readonly shift: readonly [number, number, number];
  readonly turn: readonly [number, number, number];
  /** Change of the logarithm of the coil's field from the middle to the rim along x, y and z. */
  readonly fieldSlope: readonly [number, number, number];
  /** Logarithm of the field in the middle less that at the middle of each rim. */
  readonly fieldBow: number;
  /** What is added to the logit of the brightness. */
  readonly brightness: number;
  /** Standard deviation of real and imaginary noise, in brightness. */
  readonly noise: number;
}

/** Natural values of one scan. */
export function drawScan(rng: Rng): BrainScan {
  const three = (deviation: number): [number, number, number] => [
    around(rng, 0, deviation),
    around(rng, 0, deviation),
    around(rng, 0, deviation),
  ];
  return {
    shift: three(2),
    turn: three(0.03),
    fieldSlope: three(0.04),
    fieldBow: around(rng, 0, 0.03),
    brightness: around(rng, 0, 0.08),
    noise: between(rng, 0.02, 0.03),
  };
}

/**
 * Plant the field of another coil: brighter at the back and to the right, and less bright in the middle. `ease` in
 * (0, 1]: slopes of 0.5 · ease (natural standard deviation 0.04) and a bow of -0.3 · ease (0.03).
 */
export function plantField(scan: BrainScan, ease: number): BrainScan {
  const [x, y, z] = scan.fieldSlope;
  return {
    ...scan,
    fieldSlope: [x + 0.5 * ease, y - 0.5 * ease, z],
    fieldBow: scan.fieldBow - 0.3 * ease,
  };
}

/** Plant brighter greys between the same black and white: the logit rises by 1.7 · ease (natural deviation 0.08). */
export function plantIntensity(scan: BrainScan, ease: number): BrainScan {
  return { ...scan, brightness: scan.brightness + 1.7 * ease };
}

/** The field at (u, v, w), -1..1 from rim to rim along x, y and z: 1 in the middle of a scan without bow. */
export function fieldOf(scan: BrainScan, u: number, v: number, w: number): number {
  const slope = scan.fieldSlope;
  const bow = scan.fieldBow * (1 - u * u - v * v - w * w);
  return Math.exp(slope[0] * u + slope[1] * v + slope[2] * w + bow);
}
