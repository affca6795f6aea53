import type { Rng } from "../../../base/rng.js";
import { at } from "../../../base/ndarray.js";
import { between } from "../phantom/variation.js";
import { tileSide } from "./tile.js";

/** Is (x, y) inside? Both in half tile widths from the middle, y down; `stroke` is half a line's width. */
type Inside = (x: number, y: number, stroke: number) => boolean;

/** A shape and how far it is turned at most, radians. */
interface Shape {
  readonly turn: number;
  readonly inside: Inside;
}

const slight = Math.PI / 12;
const quarter = Math.PI / 2;
const radius = 0.9;
const halfSide = 0.75;

const isPlus: Inside = (x, y, stroke) =>
  Math.min(Math.abs(x), Math.abs(y)) < stroke && Math.max(Math.abs(x), Math.abs(y)) < radius;
const isInSquare = (x: number, y: number, half: number): boolean =>
  Math.max(Math.abs(x), Math.abs(y)) < half;
const isInDisc = (x: number, y: number, own: number): boolean => x * x + y * y < own * own;

/** In the order of the classes: partners, the first with the second and so on, do not look alike. */
const shapes: Readonly<Record<string, Shape>> = {
  disc: { turn: 0, inside: (x, y) => isInDisc(x, y, radius) },
  cross: {
    turn: slight,
    inside: (x, y, stroke) => isPlus((x + y) * Math.SQRT1_2, (y - x) * Math.SQRT1_2, stroke),
  },
  square: { turn: slight, inside: (x, y) => isInSquare(x, y, halfSide) },
  crescent: {
    turn: quarter,
    inside: (x, y) => isInDisc(x, y, radius) && !isInDisc(x - 0.45, y, 0.75),
  },
  triangle: {
    turn: slight,
    inside: (x, y) => y < 0.475 && Math.abs(x) < 0.5775 * (y + 0.95),
  },
  dots: { turn: quarter, inside: (x, y) => isInDisc(Math.abs(x) - 0.55, y, 0.36) },
  ring: {
    turn: 0,
    inside: (x, y, stroke) => isInDisc(x, y, radius) && !isInDisc(x, y, radius - 2 * stroke),
  },
  bar: { turn: quarter, inside: (x, y, stroke) => Math.abs(y) < stroke && Math.abs(x) < radius },
  frame: {
    turn: slight,
    inside: (x, y, stroke) =>
      isInSquare(x, y, halfSide) && !isInSquare(x, y, halfSide - 2 * stroke),
  },
  plus: { turn: slight, inside: isPlus },
};

/** Names of the ten shapes, in the order of their classes. */
export const shapeNames: readonly string[] = Object.keys(shapes);

const kinds = Object.values(shapes);
/** Points a pixel along each axis. */
const points = 4;

/**
 * Shape number `kind` on a tile, white (255) on black, each time of another angle and line width; a pixel is the share
 * of 4 x 4 points of it that are inside, where not all of its corners are inside or all outside.
 * @throws ShapeError for a number without a shape.
 */
export function drawShape(kind: number, rng: Rng): Uint8Array {
  const { turn, inside } = at(kinds, kind);
  const angle = between(rng, -turn, turn);
  const stroke = between(rng, 0.14, 0.22);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  /** Is the point inside? In pixels from the tile's corner. */
  const isInside = (row: number, column: number): boolean => {
    const [x, y] = [(2 * column) / tileSide - 1, (2 * row) / tileSide - 1];
    return inside(cos * x + sin * y, cos * y - sin * x, stroke);
  };
  const corners = Array.from({ length: (tileSide + 1) ** 2 }, (_, corner) =>
    isInside(Math.floor(corner / (tileSide + 1)), corner % (tileSide + 1)),
  );
  return Uint8Array.from({ length: tileSide * tileSide }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / tileSide), pixel % tileSide];
    const corner = row * (tileSide + 1) + column;
    const first = at(corners, corner);
    const isEven = [1, tileSide + 1, tileSide + 2].every(
      (step) => corners[corner + step] === first,
    );
    return Math.round(255 * (isEven ? Number(first) : shareInside(isInside, row, column)));
  });
}

/** Share of the points of a pixel that are inside. */
function shareInside(
  isInside: (row: number, column: number) => boolean,
  row: number,
  column: number,
): number {
  let count = 0;
  for (let point = 0; point < points * points; point++) {
    const down = (Math.floor(point / points) + 0.5) / points;
    const across = ((point % points) + 0.5) / points;
    if (isInside(row + down, column + across)) count++;
  }
  return count / points ** 2;
}
