import type { Rng } from "../../../base/rng.js";
import { around, between } from "./variation.js";

/**
 * How an image of a subject is taken. Each planted factor changes fields of its own and no other; without
 * factors the values vary naturally from image to image. Lengths in half frame widths.
 */
export interface Acquisition {
  /** Pose: the chest is shifted, tilted (radians, clockwise) and magnified. */
  readonly shiftX: number;
  readonly shiftY: number;
  readonly tilt: number;
  readonly zoom: number;
  /** Rotation of the whole chest, degrees counter-clockwise; naturally 0. */
  readonly turnDegrees: number;
  /** Slope of the multiplicative field from corner to corner: 1 + fieldSlope · (u + v) / 2. */
  readonly fieldSlope: number;
  /** Brightness of the display: what is added to the logit of the density; 0 shows densities as they are. */
  readonly brightness: number;
  /** Standard deviation of the detector's noise in grey, 0..1. */
  readonly grain: number;
  /** Width of the collimated (black) margin, naturally 0. */
  readonly margin: number;
  /** Differences of the four margins (left, top, right, bottom) from `margin`, where there is one. */
  readonly marginJitter: readonly [number, number, number, number];
  /** Opacity of the lead letter, 0 (none, the natural value) to 1. */
  readonly markerOpacity: number;
  /** Which letter lies in its corner: R at the patient's right, top left in the picture. */
  readonly markerLetter: "L" | "R";
  /** Position of the letter's middle, from the middle of its place. */
  readonly markerShiftX: number;
  readonly markerShiftY: number;
}

/** Natural values of one image. */
export function drawAcquisition(rng: Rng): Acquisition {
  const jitter = (): number => between(rng, -0.03, 0.03);
  return {
    shiftX: around(rng, 0, 0.025),
    shiftY: around(rng, 0, 0.025),
    tilt: around(rng, 0, 0.035),
    zoom: around(rng, 1, 0.025),
    turnDegrees: 0,
    fieldSlope: around(rng, 0, 0.05),
    brightness: around(rng, 0, 0.08),
    grain: between(rng, 0.015, 0.025),
    margin: 0,
    marginJitter: [jitter(), jitter(), jitter(), jitter()],
    markerOpacity: 0,
    markerLetter: rng.uniform() < 0.5 ? "L" : "R",
    markerShiftX: between(rng, -0.05, 0.05),
    markerShiftY: between(rng, -0.05, 0.05),
  };
}
