import type { Rng } from "../../../base/rng.js";
import type { Planes } from "./planes.js";
import { softEdge } from "./shape.js";
import { around } from "./variation.js";

/** One lung. Lengths in half frame widths; distances from the midline are positive on either side. */
export interface Lung {
  /** -1: left in the picture (the patient's right), 1: right in the picture. */
  readonly side: -1 | 1;
  /** Distance of the inner border from the midline. */
  readonly innerX: number;
  /** Distance of the outer border from the midline, at the base. */
  readonly outerX: number;
  readonly apexY: number;
  /** Height of the outer angle between diaphragm and chest wall. */
  readonly baseY: number;
  /** Rise of the diaphragm above `baseY`. */
  readonly dome: number;
}

export interface Lungs {
  readonly left: Lung;
  readonly right: Lung;
}

/** Both lungs of a person; the half in the picture's left ends higher, above the liver. */
export function drawLungs(rng: Rng): Lungs {
  const outerX = around(rng, 0.74, 0.03);
  const apexY = around(rng, -0.76, 0.025);
  const baseY = around(rng, 0.62, 0.05);
  const dome = around(rng, 0.2, 0.025);
  const lungOf = (side: -1 | 1): Lung => ({
    side,
    innerX: around(rng, 0.13, 0.012),
    outerX: outerX + around(rng, 0, 0.012),
    apexY: apexY + around(rng, 0, 0.012),
    baseY: baseY + (side < 0 ? -0.05 : 0.02) + around(rng, 0, 0.012),
    dome: dome + around(rng, 0, 0.012),
  });
  return { left: lungOf(-1), right: lungOf(1) };
}

/**
 * Share of lung at (x, y), 0..1. A lung lies between a nearly straight inner border and an outer one that runs
 * to it at the apex, above the diaphragm: level near the midline, falling as a parabola to the outer angle.
 */
export function lungShare(lungs: Lungs, x: number, y: number, edge: number): number {
  const lung = x < 0 ? lungs.left : lungs.right;
  const height = (y - lung.apexY) / (lung.baseY - lung.apexY);
  if (height <= 0 || height >= 1.2) return 0;
  const above = Math.max(0, 1 - height);
  const fromMidline = x * lung.side;
  const inner = lung.innerX + 0.1 * above * above;
  const outer = inner + (lung.outerX - inner) * (1 - above * above * above);
  const summit = lung.innerX + 0.4 * (lung.outerX - lung.innerX);
  const across = Math.max(0, fromMidline - summit) / lung.outerX;
  const diaphragm = lung.baseY - lung.dome * (1 - 4 * across * across);
  return softEdge(Math.min(fromMidline - inner, outer - fromMidline, diaphragm - y), edge);
}

/** Fill the plane `lung`; reads `tissue`. */
export function writeLungs(lungs: Lungs, planes: Planes, edge: number): void {
  const { x, y, tissue, lung } = planes;
  for (let index = 0; index < lung.length; index++) {
    lung[index] = tissue[index] === 0 ? 0 : lungShare(lungs, x[index] ?? 0, y[index] ?? 0, edge);
  }
}
