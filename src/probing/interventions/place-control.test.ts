import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { placeControl } from "./place-control.js";

const side = 12;
const shape = { channels: 1, extents: [side, side] };
const square = (row: number, column: number, size = 2) =>
  Int32Array.from({ length: size * size }, (_, index) => (row + Math.floor(index / size)) * side + column + (index % size)); // prettier-ignore
const black = new Float32Array(side * side);
const seeds = Array.from({ length: 40 }, (_, seed) => seed);

describe("placeControl", () => {
  it("is the same shape, whole, in the picture, and does not touch the places", () => {
    const places = square(0, 5);
    const found = seeds.map((seed) => placeControl(black, places, shape, createRng(seed)));
    const firsts = new Set<number>();
    for (const control of found) {
      const moved = [...(control?.places ?? [])];
      const [first = -1] = moved;
      firsts.add(first);
      expect(moved).toEqual([...square(Math.floor(first / side), first % side)]);
      expect(first % side).toBeLessThan(side - 1);
      const [row, column] = [Math.floor(first / side), first % side];
      expect(row > 2 || Math.abs(column - 5) > 2).toBe(true);
    }
    expect(firsts.size).toBeGreaterThan(20);
  });

  it("prefers a place where as much is taken out to an empty background", () => {
    const picture = black.slice();
    // Two bright squares and one dim; the lower half is black.
    for (const place of square(1, 1)) picture[place] = 1;
    for (const place of square(1, 8)) picture[place] = 0.9;
    let near = 0;
    for (const seed of seeds) {
      const control = placeControl(picture, square(1, 1), shape, createRng(seed));
      expect(control?.own).toBeCloseTo(1, 6);
      near += Number((control?.amount ?? 0) > 0.3);
    }
    // 9 of some 110 places touch the second square: of 16 draws nearly always one does; of a single one 3 of 40 would.
    expect(near).toBeGreaterThan(25);
  });

  it("has none where there is no room", () => {
    expect(placeControl(black, square(1, 1, 9), shape, createRng(0))).toBe(null);
  });

  it("moves volumes and colour", () => {
    const colour = { channels: 3, extents: [3, 4, 5] };
    const control = placeControl(new Float32Array(180), Int32Array.of(0, 1), colour, createRng(1));
    expect((control?.places[1] ?? 0) - (control?.places[0] ?? 0)).toBe(1);
    expect(control?.amount).toBe(0);
  });
});
