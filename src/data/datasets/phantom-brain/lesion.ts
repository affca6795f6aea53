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

/**
 * A lesion of `difficulty` 0..1 with its middle uniform over the white matter (at least 12 mm deep): radius 10 to 15
 * mm at 0.5 (a tenth more at 0, less at 1), contrast 1 at 0, 0.85 at 0.5, 0.25 at 1.
 */
export function drawBrainLesion(
  rng: Rng,
  depth: WhiteMatterDepth,
  difficulty: number,
): BrainLesion {
  const radius = (1.2 - 0.4 * difficulty) * between(rng, 10, 15);
  const contrast = 1 - 0.75 * difficulty * difficulty;
  for (;;) {
    const [x, y, z] = [between(rng, -60, 60), between(rng, -75, 75), between(rng, -15, 65)];
    if (depth(x, y, z) < 12) continue;
    return { x, y, z, radius, rim: 0.3 * radius, contrast };
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
