import { digitPixels, hiresPixels, morphoMnist } from "./constants.js";
import { createDistanceTransform } from "./distance-transform.js";
import { createMedialAxis } from "./medial-axis.js";
import { createResampler } from "./resample.js";

/** A digit seen on the high-res grid [112, 112]; distances in high-res px. */
export interface DigitMorphology {
  /** Grey picture, 0..255. */
  readonly hires: Uint8Array;
  /** Foreground 1, background 0. */
  readonly binary: Uint8Array;
  /** Squared distance of each pixel to the background; 0 on the background. */
  readonly distanceSquared: Int32Array;
  /** Medial axis: 1 on the skeleton. */
  readonly skeleton: Uint8Array;
  /** Mean stroke thickness in low-res px: 2 · mean(distance over the skeleton) / scale. */
  readonly thickness: number;
}

/** Turns digits into their morphology. The result's arrays are the analyser's own: good until the next call. */
export type DigitAnalyser = (pixels: Uint8Array, offset: number) => DigitMorphology;

/**
 * An analyser of digits uint8 [28, 28] at `pixels[offset ...]`. Nothing is allocated per digit but the
 * small result. A digit of one grey value has no stroke; {@link hasStroke} tells, and the caller refuses it.
 * @source {@link morphoMnist}, section 3.1 of the paper: up-scaling, binarisation, distance, skeleton.
 */
export function createDigitAnalyser(): DigitAnalyser {
  const { up } = createResampler();
  const { hiresSide } = morphoMnist;
  const transform = createDistanceTransform(hiresSide, hiresSide);
  const medialAxis = createMedialAxis(hiresSide, hiresSide);
  const hires = new Uint8Array(hiresPixels);
  const binary = new Uint8Array(hiresPixels);
  const distanceSquared = new Int32Array(hiresPixels);
  const skeleton = new Uint8Array(hiresPixels);
  return (pixels, offset) => {
    up(pixels, offset, hires);
    binarise(hires, binary);
    transform(binary, 0, distanceSquared);
    medialAxis(binary, distanceSquared, skeleton);
    const thickness = meanThickness(distanceSquared, skeleton);
    return { hires, binary, distanceSquared, skeleton, thickness };
  };
}

/** False where the digit at `pixels[offset ...]` has one grey value only. */
export function hasStroke(pixels: Uint8Array, offset: number): boolean {
  const first = pixels[offset];
  for (let index = 1; index < digitPixels; index++) {
    if (pixels[offset + index] !== first) return true;
  }
  return false;
}

function binarise(hires: Uint8Array, binary: Uint8Array): void {
  let low = 255;
  let high = 0;
  for (let index = 0; index < hires.length; index++) {
    const value = hires[index] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const limit = low + (high - low) * morphoMnist.threshold;
  for (let index = 0; index < hires.length; index++) {
    binary[index] = (hires[index] ?? 0) >= limit ? 1 : 0;
  }
}

function meanThickness(distanceSquared: Int32Array, skeleton: Uint8Array): number {
  let sum = 0;
  let count = 0;
  for (let index = 0; index < skeleton.length; index++) {
    if (skeleton[index] === 0) continue;
    sum += Math.sqrt(distanceSquared[index] ?? 0);
    count++;
  }
  return (2 * sum) / count / morphoMnist.scale;
}
