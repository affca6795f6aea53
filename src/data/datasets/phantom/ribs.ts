import type { Rng } from "../../../base/rng.js";
import type { Planes } from "./planes.js";
import { softEdge } from "./shape.js";
import { around } from "./variation.js";

/** The rib cage and the collar bones. Lengths in half frame widths. */
export interface Ribs {
  /** Ribs seen on each side, 7 to 10. */
  readonly count: number;
  readonly firstY: number;
  /** Distance between neighbouring ribs. */
  readonly spacing: number;
  /** How far a rib falls on its way outwards: y grows by `fall` · x². */
  readonly fall: number;
  readonly halfThickness: number;
  readonly cageHalfWidth: number;
  /** Density that a rib adds, 0..1. */
  readonly density: number;
  /** Height of the collar bones at the breast bone, and how much they rise towards the shoulder. */
  readonly clavicleY: number;
  readonly clavicleRise: number;
}

const cageHeight = 1.42;

/** A person's ribs; their number decides their spacing, as the cage keeps its height. */
export function drawRibs(rng: Rng): Ribs {
  const count = 7 + rng.integer(4);
  return {
    count,
    firstY: around(rng, -0.84, 0.03),
    spacing: cageHeight / count,
    fall: around(rng, 0.42, 0.06),
    halfThickness: around(rng, 0.034, 0.004),
    cageHalfWidth: around(rng, 0.8, 0.02),
    density: around(rng, 0.075, 0.012),
    clavicleY: around(rng, -0.5, 0.03),
    clavicleRise: around(rng, 0.4, 0.06),
  };
}

/** Density of bone that ribs and collar bones add at (x, y). */
export function ribDensity(ribs: Ribs, x: number, y: number, edge: number): number {
  const fromMidline = Math.abs(x);
  let density = 0;
  const clavicleDistance = Math.abs(y - ribs.clavicleY + ribs.clavicleRise * (fromMidline - 0.1));
  if (clavicleDistance < 0.1) {
    const along = Math.min(fromMidline - 0.07, 0.68 - fromMidline);
    density = 1.4 * softEdge(0.03 - clavicleDistance, edge) * softEdge(along, edge);
  }
  const phase = (y - ribs.firstY - ribs.fall * x * x) / ribs.spacing;
  if (phase > 0 && phase < ribs.count) {
    const distance = Math.abs(phase - Math.floor(phase) - 0.5) * ribs.spacing;
    const bone = softEdge(ribs.halfThickness - distance, edge);
    if (bone > 0) density += bone * softEdge(ribs.cageHalfWidth - fromMidline, 0.1);
  }
  return ribs.density * density;
}

/** Add the bones to the plane `density`, inside the body. */
export function addRibs(ribs: Ribs, planes: Planes, edge: number): void {
  const { x, y, tissue, density } = planes;
  for (let index = 0; index < density.length; index++) {
    const soft = tissue[index] ?? 0;
    if (soft === 0) continue;
    const bone = ribDensity(ribs, x[index] ?? 0, y[index] ?? 0, edge);
    density[index] = (density[index] ?? 0) + bone * Math.min(1, 2 * soft);
  }
}
