import type { Rng } from "../../../base/rng.js";
import { around, between } from "../phantom/variation.js";
import { ellipsoidDepth } from "./solids.js";

/** One plane wave of the folds: `sin(x · wave + phase)`, wave in radians a millimetre. */
interface FoldWave {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly phase: number;
}

/** The two hemispheres and their folds. */
export interface Cerebrum {
  readonly halfWidth: number;
  readonly halfLength: number;
  readonly halfHeight: number;
  /** How far the whole surface lies further inside; grows with atrophy. */
  readonly shrinkage: number;
  readonly folds: readonly FoldWave[];
  /** Half width of the furrows; grows with atrophy. */
  readonly furrow: number;
  readonly furrowDepth: number;
  /** Thickness of the cortex; falls with atrophy. */
  readonly cortex: number;
}

/** Wave number of the folds: a furrow every 12 mm or so. */
const foldWaveNumber = 0.26;

/** `atrophy` 0 (young) to 1 (old and shrunken). */
export function drawCerebrum(rng: Rng, atrophy: number): Cerebrum {
  return {
    halfWidth: around(rng, 64, 0.8),
    halfLength: around(rng, 80.5, 1),
    halfHeight: around(rng, 70, 0.8),
    shrinkage: 3.5 * atrophy,
    folds: Array.from({ length: 4 }, () => drawWave(rng)),
    furrow: 0.7 + 1.4 * atrophy,
    furrowDepth: around(rng, 17, 1),
    cortex: 4.4 - 0.9 * atrophy,
  };
}

function drawWave(rng: Rng): FoldWave {
  const height = between(rng, -1, 1);
  const turn = between(rng, 0, 2 * Math.PI);
  const flat = foldWaveNumber * Math.sqrt(1 - height * height);
  return {
    x: flat * Math.cos(turn),
    y: flat * Math.sin(turn),
    z: foldWaveNumber * height,
    phase: between(rng, 0, 2 * Math.PI),
  };
}

/** Depth below the smooth hull: two hemispheres with a flat base, and the temporal lobes. */
export function hullDepth(cerebrum: Cerebrum, x: number, y: number, z: number): number {
  const { halfWidth, halfLength, halfHeight } = cerebrum;
  const above = z - 5;
  const whole = ellipsoidDepth(x, y, above, halfWidth, halfLength, above > 0 ? halfHeight : 30);
  const temporal = ellipsoidDepth(Math.abs(x) - 39, y - 8, z + 20, 23, 42, 22);
  return Math.max(whole, temporal) - cerebrum.shrinkage;
}

/**
 * Depth below the cortex's surface at (x, y, z), which lies `hull` deep: the least of the depth below the hull, the
 * distance from the nearest furrow (a zero of the folds' waves, as deep as `furrowDepth`), and the distance from the
 * fissure between the hemispheres.
 */
export function cortexDepth(
  cerebrum: Cerebrum,
  hull: number,
  x: number,
  y: number,
  z: number,
): number {
  const { furrow, furrowDepth } = cerebrum;
  let depth = hull;
  const further = hull - furrowDepth;
  if (further < 6) {
    const nearest = Math.abs(foldsAt(cerebrum, x, y, z)) / (foldWaveNumber * foldSlope);
    depth = Math.min(depth, nearest - furrow + Math.max(0, further));
  }
  const bridge = ellipsoidDepth(0, y + 6, z - 6, 1e6, 40, 20);
  return Math.min(depth, Math.max(Math.abs(x) - 0.6 - furrow, bridge));
}

/** Root mean square of the folds' slope at their zeros, in units of the wave number. */
const foldSlope = Math.SQRT2;

function foldsAt(cerebrum: Cerebrum, x: number, y: number, z: number): number {
  let sum = 0;
  for (const wave of cerebrum.folds) {
    sum += Math.sin(x * wave.x + y * wave.y + z * wave.z + wave.phase);
  }
  return sum;
}
