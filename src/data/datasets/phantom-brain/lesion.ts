import type { Rng } from "../../../base/rng.js";
import { softEdge } from "../phantom/shape.js";
import { between } from "../phantom/variation.js";
import { cover } from "./tissue.js";

/** What makes the label 1: a round mass with a dark core and a bright rim. Lengths in millimetres. */
export interface BrainLesion {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly radius: number;
  readonly rim: number;
  /** Opacity of core and rim, 0..1. */
  readonly contrast: number;
}

/** How deep in white matter a place is: below the brain's surface, and away from the ventricles. */
export type WhiteMatterDepth = (x: number, y: number, z: number) => number;

/** How deep the middle of a lesion lies, at the least, in millimetres. */
export const leastDepth = 15;

/**
 * A lesion of `difficulty` 0..1 with its middle uniform over the white matter, as far as it is {@link leastDepth} deep.
 * Radius 16 to 23 mm at 0.5, two fifths more at 0, less at 1; contrast 1 at 0, 0.93 at 0.5, 0.4 at 1. The rim is two
 * fifths of the radius.
 */
export function drawBrainLesion(
  rng: Rng,
  depth: WhiteMatterDepth,
  difficulty: number,
): BrainLesion {
  const radius = (1.4 - 0.8 * difficulty) * between(rng, 16, 23);
  const contrast = 1 - 0.6 * difficulty ** 3;
  for (;;) {
    const [x, y, z] = [between(rng, -60, 60), between(rng, -75, 75), between(rng, -15, 65)];
    if (depth(x, y, z) >= leastDepth) return { x, y, z, radius, rim: 0.42 * radius, contrast };
  }
}

const coreTissue = 0.2;
const rimTissue = 1.1;

/** `under` where the lesion is not, its core or rim where it is. */
export function lesionTissue(
  lesion: BrainLesion,
  under: number,
  x: number,
  y: number,
  z: number,
  edge: number,
): number {
  const dx = x - lesion.x;
  const dy = y - lesion.y;
  const dz = z - lesion.z;
  const depth = lesion.radius - Math.sqrt(dx * dx + dy * dy + dz * dz);
  if (depth < -edge) return under;
  const value = cover(under, rimTissue, lesion.contrast * softEdge(depth, edge));
  return cover(value, coreTissue, lesion.contrast * softEdge(depth - lesion.rim, edge));
}
