import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { extentOf, resampleTile, scrambleTile } from "./tile.js";

/** A tile with rows 5..14 and columns 3..22 at `grey`. */
function block(grey: number): Uint8Array {
  return Uint8Array.from({ length: 784 }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / 28), pixel % 28];
    return row >= 5 && row < 15 && column >= 3 && column < 23 ? grey : 0;
  });
}
const extent = { top: 5, bottom: 15, left: 3, right: 23 };

describe("extentOf", () => {
  it("is the box around what is not dark", () => {
    expect(extentOf(block(255))).toEqual(extent);
    expect(extentOf(block(32))).toEqual(extent);
  });

  it("is the whole tile where all is dark", () => {
    expect(extentOf(block(31))).toEqual({ top: 0, bottom: 28, left: 0, right: 28 });
  });
});

describe("resampleTile", () => {
  it("cuts the box out at its own size, and keeps an even grey at any other", () => {
    expect(resampleTile(block(51), extent, 10, 20)).toEqual(new Float32Array(200).fill(0.2));
    for (const [height, width] of [
      [7, 13],
      [25, 40],
      [1, 1],
    ] as const) {
      const grey = resampleTile(block(51), extent, height, width);
      expect(grey.length).toBe(height * width);
      for (const value of grey) expect(value).toBeCloseTo(0.2, 6);
    }
  });

  it("does not turn or mirror: a ramp stays one", () => {
    const ramp = Uint8Array.from({ length: 784 }, (_, pixel) => 2 * (pixel % 28));
    const whole = { top: 0, bottom: 28, left: 0, right: 28 };
    const grey = resampleTile(ramp, whole, 14, 14);
    // Half the size: inside, the middle of two neighbours of a ramp, (4 i + 1) / 255.
    for (let column = 1; column < 13; column++) {
      expect(grey[5 * 14 + column]).toBeCloseTo((4 * column + 1) / 255, 6);
    }
  });
});

describe("scrambleTile", () => {
  const tile = Uint8Array.from({ length: 784 }, (_, pixel) => pixel % 251);

  it("moves patches: 1 to where 0 was, the rest where it is", () => {
    const order = Int32Array.from({ length: 16 }, (_, patch) => patch);
    expect(scrambleTile(tile, order)).toEqual(tile);
    order.set([1, 0]);
    const swapped = scrambleTile(tile, order);
    expect(swapped[0]).toBe(tile[7]);
    expect(swapped[6 * 28 + 13]).toBe(tile[6 * 28 + 6]);
    expect(swapped.subarray(7 * 28)).toEqual(tile.subarray(7 * 28));
  });

  it("keeps the greys", () => {
    const scrambled = scrambleTile(tile, createRng(0).permutation(16));
    expect([...scrambled].sort()).toEqual([...tile].sort());
    expect(scrambled).not.toEqual(tile);
  });
});
