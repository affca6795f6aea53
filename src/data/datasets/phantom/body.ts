import type { Rng } from "../../../base/rng.js";
import type { Planes } from "./planes.js";
import { softEdge } from "./shape.js";
import { around } from "./variation.js";

/**
 * Outline of neck, shoulders and chest. Lengths in half frame widths: x to the right and y down, both -1..1 in
 * the frame.
 */
export interface Body {
  readonly chestHalfWidth: number;
  readonly neckHalfWidth: number;
  /** Height at which the shoulders have half of their width. */
  readonly shoulderY: number;
  /** Optical density of soft tissue in the middle of the chest, 0..1. */
  readonly density: number;
}

/** A person's outline; stout people are denser too. */
export function drawBody(rng: Rng): Body {
  const stoutness = around(rng, 0, 1);
  return {
    chestHalfWidth: 0.9 + 0.04 * stoutness,
    neckHalfWidth: around(rng, 0.26, 0.025),
    shoulderY: around(rng, -0.76, 0.03),
    density: 0.5 + 0.025 * stoutness,
  };
}

/** Density of soft tissue at (x, y), 0 in the air around the body; thinner towards the flanks. */
export function bodyDensity(body: Body, x: number, y: number, edge: number): number {
  const shoulders = softEdge(y - body.shoulderY, 0.42);
  const halfWidth = body.neckHalfWidth + (body.chestHalfWidth - body.neckHalfWidth) * shoulders;
  const lateral = x / halfWidth;
  const inside = softEdge(halfWidth - Math.abs(x), edge);
  return inside * body.density * (1 - 0.3 * Math.min(1, lateral * lateral * lateral * lateral));
}

/** Fill the plane `tissue`. */
export function writeBody(body: Body, planes: Planes, edge: number): void {
  const { x, y, tissue } = planes;
  for (let index = 0; index < tissue.length; index++) {
    tissue[index] = bodyDensity(body, x[index] ?? 0, y[index] ?? 0, edge);
  }
}
