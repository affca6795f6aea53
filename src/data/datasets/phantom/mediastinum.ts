import type { Rng } from "../../../base/rng.js";
import type { Planes } from "./planes.js";
import { bump, softEdge } from "./shape.js";
import { around } from "./variation.js";

/** What lies between the lungs: spine, great vessels, windpipe, heart. Lengths in half frame widths. */
export interface Mediastinum {
  readonly halfWidth: number;
  readonly spineHalfWidth: number;
  readonly vertebraHeight: number;
  readonly aortaY: number;
  readonly heartX: number;
  readonly heartY: number;
  /** Half axes of the heart's ellipse, the long one along its tilt. */
  readonly heartLong: number;
  readonly heartShort: number;
  /** Cosine and sine of the angle of the long axis with the horizontal, clockwise in the picture. */
  readonly heartCos: number;
  readonly heartSin: number;
}

/** A person's heart and midline. */
export function drawMediastinum(rng: Rng): Mediastinum {
  const heartAngle = around(rng, 0.6, 0.1);
  return {
    halfWidth: around(rng, 0.15, 0.012),
    spineHalfWidth: around(rng, 0.075, 0.005),
    vertebraHeight: around(rng, 0.15, 0.01),
    aortaY: around(rng, -0.3, 0.03),
    heartX: around(rng, 0.13, 0.02),
    heartY: around(rng, 0.27, 0.03),
    heartLong: around(rng, 0.36, 0.03),
    heartShort: around(rng, 0.25, 0.02),
    heartCos: Math.cos(heartAngle),
    heartSin: Math.sin(heartAngle),
  };
}

/** Share of the heart at (x, y), 0..1: it takes the place of air. */
export function heartShare(middle: Mediastinum, x: number, y: number, edge: number): number {
  const dx = x - middle.heartX;
  const dy = y - middle.heartY;
  const along = (dx * middle.heartCos + dy * middle.heartSin) / middle.heartLong;
  const across = (dy * middle.heartCos - dx * middle.heartSin) / middle.heartShort;
  const squared = along * along + across * across;
  if (squared > 2) return 0;
  return softEdge((1 - Math.sqrt(squared)) * middle.heartShort, edge);
}

/** Density that spine, great vessels and windpipe (negative) add at (x, y). */
export function midlineDensity(middle: Mediastinum, x: number, y: number, edge: number): number {
  const fromMidline = Math.abs(x);
  if (fromMidline > 0.4) return 0;
  const vessels =
    0.1 * softEdge(middle.halfWidth - fromMidline, edge + 0.05) * softEdge(y + 0.7, 0.4);
  const knobX = (x - 0.13) / 0.14;
  const knobY = (y - middle.aortaY) / 0.17;
  const aorta = 0.16 * bump(knobX * knobX + knobY * knobY);
  const part = y / middle.vertebraHeight;
  const disc = Math.abs(part - Math.floor(part) - 0.5);
  const spine = (0.11 - 0.06 * disc) * softEdge(middle.spineHalfWidth - fromMidline, edge);
  const windpipe = 0.1 * softEdge(0.045 - fromMidline, edge) * softEdge(-0.15 - y, 0.2);
  return vessels + aorta + spine - windpipe;
}

/** Fill the plane `heart`; reads `tissue`. */
export function writeHeart(middle: Mediastinum, planes: Planes, edge: number): void {
  const { x, y, tissue, heart } = planes;
  for (let index = 0; index < heart.length; index++) {
    heart[index] = tissue[index] === 0 ? 0 : heartShare(middle, x[index] ?? 0, y[index] ?? 0, edge);
  }
}

/** Add spine, great vessels and windpipe to the plane `density`, inside the body. */
export function addMidline(middle: Mediastinum, planes: Planes, edge: number): void {
  const { x, y, tissue, density } = planes;
  for (let index = 0; index < density.length; index++) {
    if (tissue[index] === 0) continue;
    const added = midlineDensity(middle, x[index] ?? 0, y[index] ?? 0, edge);
    density[index] = (density[index] ?? 0) + added;
  }
}
