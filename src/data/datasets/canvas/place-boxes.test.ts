import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { overlapOf, overlapShare, placeBoxes, type Box, type BoxSize } from "./place-boxes.js";

const squares = (count: number, side: number): BoxSize[] =>
  Array.from({ length: count }, () => ({ height: side, width: side }));

function worst(boxes: readonly Box[]): number {
  let most = 0;
  for (const [index, box] of boxes.entries()) {
    for (const other of boxes.slice(0, index)) most = Math.max(most, overlapOf(box, other));
  }
  return most;
}

const isInside = ({ top, left, height, width }: Box): boolean =>
  top >= 0 && left >= 0 && height >= 1 && width >= 1 && top + height <= 64 && left + width <= 64;

describe("overlapOf", () => {
  it("is the shared part of the smaller box", () => {
    const box = { top: 0, left: 0, height: 10, width: 10 };
    expect(overlapOf(box, { top: 5, left: 8, height: 5, width: 4 })).toBe(0.5);
    expect(overlapOf({ top: 5, left: 8, height: 5, width: 4 }, box)).toBe(0.5);
    expect(overlapOf(box, { top: 10, left: 0, height: 10, width: 10 })).toBe(0);
    expect(overlapOf(box, { top: 20, left: 20, height: 1, width: 1 })).toBe(0);
    expect(overlapOf(box, box)).toBe(1);
  });
});

describe("placeBoxes", () => {
  it("keeps the sizes of a few, rounded, anywhere on the canvas", () => {
    const sizes = [
      { height: 20.4, width: 11.6 },
      { height: 8, width: 22 },
    ];
    const tops = new Set<number>();
    for (let seed = 0; seed < 400; seed++) {
      const boxes = placeBoxes(sizes, 64, createRng(seed));
      expect(boxes.map(({ height, width }) => [height, width])).toEqual([
        [20, 12],
        [8, 22],
      ]);
      expect(boxes.every(isInside)).toBe(true);
      tops.add(boxes[0]?.top ?? -1);
    }
    // 0 to 44, each.
    expect([...tops].sort((left, right) => left - right)).toEqual([...Array(45).keys()]);
  });

  it.each([1, 4, 8, 12, 16, 40])("never lets %i boxes overlap by more than the share", (count) => {
    let met = 0;
    for (let seed = 0; seed < 60; seed++) {
      const boxes = placeBoxes(squares(count, 21), 64, createRng(seed));
      expect(boxes.length).toBe(count);
      expect(boxes.every(isInside)).toBe(true);
      expect(worst(boxes)).toBeLessThanOrEqual(overlapShare);
      if (worst(boxes) > 0) met++;
    }
    // The bound is used: boxes do touch where there are some.
    if (count === 4) expect(met).toBeGreaterThan(5);
  });

  it("falls back to a grid without overlap where nothing else fits", () => {
    const boxes = placeBoxes(squares(16, 23), 64, createRng(3));
    expect(boxes.every(({ height, width }) => height === 16 && width === 16)).toBe(true);
    expect(worst(boxes)).toBe(0);
    const places = boxes.map(({ top, left }) => top + left / 16);
    expect(new Set(places).size).toBe(16);
    // In random order, not row by row.
    expect(places).not.toEqual([...places].sort((left, right) => left - right));
  });

  it("gives the same places for the same randomness", () => {
    const sizes = squares(9, 20);
    expect(placeBoxes(sizes, 64, createRng(5))).toEqual(placeBoxes(sizes, 64, createRng(5)));
    expect(placeBoxes(sizes, 64, createRng(5))).not.toEqual(placeBoxes(sizes, 64, createRng(6)));
    expect(placeBoxes([], 64, createRng(5))).toEqual([]);
  });
});
