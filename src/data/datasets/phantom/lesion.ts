import type { Rng } from "../../../base/rng.js";
import type { Planes } from "./planes.js";
import { bump } from "./shape.js";
import { between } from "./variation.js";

/** One round part of a lesion. Lengths in half frame widths. */
export interface LesionPart {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** Share of air at (x, y) of the chest, 0..1. */
export type AirShare = (x: number, y: number) => number;

/** What makes the label 1. */
export interface Lesion {
  /** Density that it adds where a part is whole, 0..1. */
  readonly contrast: number;
  /** One part is a nodule, several are an infiltrate. */
  readonly parts: readonly LesionPart[];
}

/** Least share of air at the centre of every part: a lesion begins in the lung. */
export const leastAir = 0.9;

/**
 * A lesion of `difficulty` 0..1, anywhere in the lungs (uniform over their area): with half chance a nodule, a
 * round blob, else an infiltrate of three overlapping ones, a fifth fainter. Difficulty takes contrast (0.84 at
 * 0, 0.48 at 0.5, 0.12 at 1) and size.
 */
export function drawLesion(rng: Rng, air: AirShare, difficulty: number): Lesion {
  const contrast = (0.84 - 0.72 * difficulty) * between(rng, 0.85, 1.15);
  const scale = 1.25 - 0.5 * difficulty;
  const centre = pointInLung(rng, air, 0, 0, 1);
  if (rng.uniform() < 0.5) {
    return { contrast, parts: [{ ...centre, radius: scale * between(rng, 0.19, 0.28) }] };
  }
  const parts = Array.from({ length: 3 }, () => ({
    ...pointInLung(rng, air, centre.x, centre.y, 0.14),
    radius: scale * between(rng, 0.19, 0.28),
  }));
  return { contrast: 0.8 * contrast, parts };
}

/**
 * Add a lesion to the plane `density`, where there is air: lung that the heart does not cover. Overlapping parts
 * join as 1 - Π (1 - bump), so that they are no denser than one.
 */
export function addLesion(lesion: Lesion, planes: Planes): void {
  const { x, y, lung, heart, density } = planes;
  for (let index = 0; index < density.length; index++) {
    const share = lung[index] ?? 0;
    if (share === 0) continue;
    let free = 1;
    for (const part of lesion.parts) {
      const dx = ((x[index] ?? 0) - part.x) / part.radius;
      const dy = ((y[index] ?? 0) - part.y) / part.radius;
      free *= 1 - bump(dx * dx + dy * dy);
    }
    const air = share * (1 - (heart[index] ?? 0));
    density[index] = (density[index] ?? 0) + lesion.contrast * (1 - free) * air;
  }
}

/** Uniform point of the lungs within the square of half side `reach` about (x, y). */
function pointInLung(
  rng: Rng,
  air: AirShare,
  x: number,
  y: number,
  reach: number,
): { x: number; y: number } {
  for (;;) {
    const point = { x: x + between(rng, -reach, reach), y: y + between(rng, -reach, reach) };
    if (air(point.x, point.y) >= leastAir) return point;
  }
}
