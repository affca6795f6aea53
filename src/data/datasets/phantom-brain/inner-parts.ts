import type { Rng } from "../../../base/rng.js";
import { around } from "../phantom/variation.js";
import { capsuleDepth, ellipsoidDepth, type Capsule } from "./solids.js";

/** What lies inside and under the cerebrum. */
export interface InnerParts {
  /** Factor of the ventricles' width; grows with atrophy. */
  readonly ventricles: number;
  /** Left ventricle over right one, about 1. */
  readonly asymmetry: number;
  readonly cerebellum: number;
}

/** `atrophy` 0..1: the ventricles of the oldest are three times as wide as those of the youngest. */
export function drawInnerParts(rng: Rng, atrophy: number): InnerParts {
  return {
    ventricles: (0.62 + 1.2 * atrophy) * around(rng, 1, 0.08),
    asymmetry: around(rng, 1, 0.07),
    cerebellum: around(rng, 1, 0.02),
  };
}

/** Horns and body of the right lateral ventricle; the left one mirrors it. */
const lateralVentricle: readonly Capsule[] = [
  { from: [9, 28, 6], to: [9, 10, 16], radius: 5 },
  { from: [9, 10, 16], to: [13, -18, 18], radius: 4.5 },
  { from: [13, -18, 18], to: [21, -32, 8], radius: 5.5 },
  { from: [21, -32, 8], to: [19, -52, 4], radius: 4 },
  { from: [21, -32, 8], to: [31, -6, -16], radius: 3 },
];

/** Depth in the lateral ventricles or the third one, a slit in the midline. */
export function ventricleDepth(parts: InnerParts, x: number, y: number, z: number): number {
  const width = parts.ventricles * (x < 0 ? parts.asymmetry : 1);
  const side = Math.abs(x);
  let depth = ellipsoidDepth(x, y + 2, z + 1, 2.2 * parts.ventricles, 14, 10);
  for (const horn of lateralVentricle) {
    depth = Math.max(depth, capsuleDepth(horn, width, side, y, z));
  }
  return depth;
}

/** Depth in thalamus, lentiform nucleus or the head of the caudate, each on both sides. */
export function nucleusDepth(x: number, y: number, z: number): number {
  const side = Math.abs(x);
  const thalamus = ellipsoidDepth(side - 12, y + 12, z - 3, 8, 14, 9);
  const lentiform = ellipsoidDepth(side - 26, y - 2, z - 1, 6.5, 17, 9.5);
  const caudate = ellipsoidDepth(side - 15, y - 20, z - 7, 5.5, 11, 9);
  return Math.max(thalamus, lentiform, caudate);
}

/** Depth in the cerebellum. */
export function cerebellumDepth(parts: InnerParts, x: number, y: number, z: number): number {
  const { cerebellum } = parts;
  const worm = 4 * Math.exp(-(x * x) / 60);
  return ellipsoidDepth(x, y + 46, z + 40, 47 * cerebellum, 26 * cerebellum, 21) - worm;
}

const stem: Capsule = { from: [0, -14, -12], to: [0, -24, -78], radius: 12.5 };

/** Depth in midbrain, pons and spinal cord. */
export function stemDepth(x: number, y: number, z: number): number {
  const pons = ellipsoidDepth(x, y + 12, z + 34, 17, 14, 13);
  return Math.max(pons, capsuleDepth(stem, 1 - Math.max(0, -35 - z) / 120, x, y, z));
}
