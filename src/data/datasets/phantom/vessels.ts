import type { Rng } from "../../../base/rng.js";
import type { Planes } from "./planes.js";
import { bump } from "./shape.js";
import { around, between } from "./variation.js";

/** An elongated blob. Lengths in half frame widths. */
interface Vessel {
  readonly x: number;
  readonly y: number;
  readonly cos: number;
  readonly sin: number;
  /** At least `halfThickness`. */
  readonly halfLength: number;
  readonly halfThickness: number;
  readonly density: number;
}

/** Root of each lung with the vessels that branch from it: what a nodule must be told from. */
export interface Vessels {
  readonly left: readonly Vessel[];
  readonly right: readonly Vessel[];
}

const branchesPerSide = 4;

/** A person's lung roots and branches, left and right in the picture. */
export function drawVessels(rng: Rng): Vessels {
  return { left: drawSide(rng, -1), right: drawSide(rng, 1) };
}

function drawSide(rng: Rng, side: -1 | 1): readonly Vessel[] {
  const x = side * around(rng, 0.22, 0.02);
  const y = around(rng, -0.02, 0.03);
  const upright = { cos: 0, sin: 1, halfLength: 0.22, halfThickness: 0.12 };
  const vessels: Vessel[] = [{ x, y, ...upright, density: around(rng, 0.1, 0.015) }];
  for (let branch = 0; branch < branchesPerSide; branch++) {
    // Fan from steeply up to steeply down, each branch in its own sector.
    const angle = ((branch + between(rng, 0.2, 0.8)) / branchesPerSide - 0.5) * 2.6;
    const halfLength = between(rng, 0.16, 0.26);
    const cos = side * Math.cos(angle);
    const sin = Math.sin(angle);
    vessels.push({
      x: x + cos * halfLength,
      y: y + sin * halfLength,
      cos,
      sin,
      halfLength,
      halfThickness: between(rng, 0.04, 0.06),
      density: between(rng, 0.04, 0.08),
    });
  }
  return vessels;
}

/** Add the vessels to the plane `density`, inside the lungs. */
export function addVessels(vessels: Vessels, planes: Planes): void {
  const { x, y, lung, density } = planes;
  for (let index = 0; index < density.length; index++) {
    const share = lung[index] ?? 0;
    if (share === 0) continue;
    const pixelX = x[index] ?? 0;
    const pixelY = y[index] ?? 0;
    let added = 0;
    for (const vessel of pixelX < 0 ? vessels.left : vessels.right) {
      const dx = pixelX - vessel.x;
      const dy = pixelY - vessel.y;
      // Most pixels are far from most vessels: two products instead of six.
      if (dx * dx + dy * dy > vessel.halfLength * vessel.halfLength) continue;
      const along = (dx * vessel.cos + dy * vessel.sin) / vessel.halfLength;
      const across = (dy * vessel.cos - dx * vessel.sin) / vessel.halfThickness;
      added += vessel.density * bump(along * along + across * across);
    }
    density[index] = (density[index] ?? 0) + added * share;
  }
}
