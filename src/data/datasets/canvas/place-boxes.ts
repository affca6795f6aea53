import { at } from "../../../base/ndarray.js";
import type { Rng } from "../../../base/rng.js";

/** What is to be placed, pixels, not rounded yet. */
export interface BoxSize {
  readonly height: number;
  readonly width: number;
}

/** A place on the canvas, whole pixels. */
export interface Box extends BoxSize {
  readonly top: number;
  readonly left: number;
}

/** Two boxes share at most this part of the smaller one's area. */
export const overlapShare = 0.1;

/** Rounds of drawing before the grid; each has everything smaller by this factor. */
const rounds = 6;
const shrinkage = 0.92;
/** Draws for the place of one box in a round. */
const tries = 60;

/**
 * A place for each box, uniform over the canvas, drawn again until it shares at most {@link overlapShare} with those
 * before it. A box that finds none in 60 draws ends the round; the next begins from the start with all boxes 8 %
 * smaller. After six rounds: a grid of ceil(√n) x ceil(√n) cells in random order, boxes shrunk to their cells, no
 * overlap. It always ends, and the same `rng` gives the same places.
 *
 * @param sizes in order of precedence, at least 1 pixel and at most the canvas each. @param side of the canvas.
 */
export function placeBoxes(sizes: readonly BoxSize[], side: number, rng: Rng): Box[] {
  for (let round = 0; round < rounds; round++) {
    const placed = tryRound(sizes, shrinkage ** round, side, rng.child(`round-${round}`));
    if (placed !== null) return placed;
  }
  return placeOnGrid(sizes, side, rng.child("grid"));
}

/** Shared area as a part of the smaller box's. */
export function overlapOf(left: Box, right: Box): number {
  const shared = (near: number, size: number, other: number, otherSize: number): number =>
    Math.max(0, Math.min(near + size, other + otherSize) - Math.max(near, other));
  const area =
    shared(left.top, left.height, right.top, right.height) *
    shared(left.left, left.width, right.left, right.width);
  return area / Math.min(left.height * left.width, right.height * right.width);
}

/** @returns null where one of them finds no place. */
function tryRound(sizes: readonly BoxSize[], scale: number, side: number, rng: Rng): Box[] | null {
  const placed: Box[] = [];
  for (const size of sizes) {
    const box = findPlace(scaled(size, scale), placed, side, rng);
    if (box === null) return null;
    placed.push(box);
  }
  return placed;
}

function findPlace(size: BoxSize, placed: readonly Box[], side: number, rng: Rng): Box | null {
  for (let attempt = 0; attempt < tries; attempt++) {
    const box = placeWithin(size, 0, 0, side, rng);
    if (placed.every((other) => overlapOf(box, other) <= overlapShare)) return box;
  }
  return null;
}

function placeOnGrid(sizes: readonly BoxSize[], side: number, rng: Rng): Box[] {
  const across = Math.ceil(Math.sqrt(sizes.length));
  const cell = Math.floor(side / across);
  const cells = rng.permutation(across * across);
  return sizes.map((size, index) => {
    const place = at(cells, index);
    const fitting = scaled(size, Math.min(1, cell / Math.max(size.height, size.width)));
    return placeWithin(
      fitting,
      Math.floor(place / across) * cell,
      (place % across) * cell,
      cell,
      rng,
    );
  });
}

/** Uniform place in the square of `side` at (top, left). */
function placeWithin(
  { height, width }: BoxSize,
  top: number,
  left: number,
  side: number,
  rng: Rng,
): Box {
  return {
    top: top + rng.integer(side - height + 1),
    left: left + rng.integer(side - width + 1),
    height,
    width,
  };
}

/** Whole pixels, one at least. */
function scaled({ height, width }: BoxSize, scale: number): BoxSize {
  const whole = (length: number): number => Math.max(1, Math.round(scale * length));
  return { height: whole(height), width: whole(width) };
}
