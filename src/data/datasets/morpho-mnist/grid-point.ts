import { at } from "../../../base/ndarray.js";
import type { Rng } from "../../../base/rng.js";
import { morphoMnist } from "./constants.js";

/** A pixel of the high-res grid. */
export interface GridPoint {
  readonly row: number;
  readonly column: number;
}

/** All set pixels of a picture [112, 112], row by row. */
export function setPixels(picture: Uint8Array): GridPoint[] {
  const points: GridPoint[] = [];
  for (let index = 0; index < picture.length; index++) {
    if (picture[index] === 0) continue;
    points.push({
      row: Math.floor(index / morphoMnist.hiresSide),
      column: index % morphoMnist.hiresSide,
    });
  }
  return points;
}

/** `count` of `points` (at least one), drawn uniformly with replacement. */
export function drawPoints(points: readonly GridPoint[], count: number, rng: Rng): GridPoint[] {
  return Array.from({ length: count }, () => at(points, rng.integer(points.length)));
}

/** Set the pixels of `picture` [112, 112] at most `radius` from `centre` to 0; what is outside is ignored. */
export function clearDisc(picture: Uint8Array, centre: GridPoint, radius: number): void {
  const { hiresSide } = morphoMnist;
  for (let down = -radius; down <= radius; down++) {
    for (let right = -radius; right <= radius; right++) {
      const row = centre.row + down;
      const column = centre.column + right;
      if (down * down + right * right > radius * radius) continue;
      if (Math.min(row, column) < 0 || Math.max(row, column) >= hiresSide) continue;
      picture[row * hiresSide + column] = 0;
    }
  }
}
