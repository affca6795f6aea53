import { describe, expect, it } from "vitest";
import { drawnArrays, drawnBytes } from "../../../../fixtures/morpho-mnist/drawn.js";
import { at } from "../../../base/ndarray.js";
import { digitPixels, hiresPixels } from "./constants.js";
import { createResampler } from "./resample.js";

const largestDifference = (left: Uint8Array, right: Uint8Array): number =>
  left.reduce((largest, value, index) => Math.max(largest, Math.abs(value - at(right, index))), 0);

describe("createResampler", () => {
  const { up, down } = createResampler();
  const hires = new Uint8Array(hiresPixels);
  const small = new Uint8Array(digitPixels);

  it.each([0, 1, 2])("scales drawn digit %i up as scipy does", (digit) => {
    up(drawnBytes("digits"), digit * digitPixels, hires);
    const wanted = drawnBytes("hires").subarray(digit * hiresPixels, (digit + 1) * hiresPixels);
    // One step where rounding falls on the other side of a whole number; most pixels are equal.
    expect(largestDifference(hires, wanted)).toBeLessThanOrEqual(1);
    expect(hires.filter((value, index) => value !== wanted[index]).length).toBeLessThan(20);
  });

  it.each([0, 1, 2])("scales drawn digit %i down as scipy does", (digit) => {
    const squared = drawnArrays.get("distance_squared");
    if (squared?.dtype !== "int32") throw new Error("no distances");
    const start = digit * hiresPixels;
    const binary = Uint8Array.from(squared.data.subarray(start, start + hiresPixels), (value) =>
      value > 0 ? 1 : 0,
    );
    down(binary, small, 0);
    const wanted = drawnBytes("plain").subarray(digit * digitPixels, (digit + 1) * digitPixels);
    expect(largestDifference(small, wanted)).toBeLessThanOrEqual(1);
    // The wrong order of mean and picture: a blank picture differs by far more.
    expect(largestDifference(new Uint8Array(digitPixels), wanted)).toBeGreaterThan(200);
  });

  it("keeps a constant, at the borders too", () => {
    up(new Uint8Array(digitPixels).fill(255), 0, hires);
    expect(hires.every((value) => value >= 254)).toBe(true);
    down(new Uint8Array(hiresPixels).fill(1), small, 0);
    expect(small.every((value) => value >= 254)).toBe(true);
    down(new Uint8Array(hiresPixels), small, 0);
    expect(small.every((value) => value === 0)).toBe(true);
  });

  it("treats both axes and both directions alike", () => {
    const dot = new Uint8Array(digitPixels);
    dot[3 * 28 + 24] = 200;
    up(dot, 0, hires);
    const turned = new Uint8Array(hiresPixels);
    dot.fill(0);
    dot[(27 - 24) * 28 + 3] = 200;
    up(dot, 0, turned);
    // A quarter turn of the input is a quarter turn of the output: out[r, c] = in[c, 111 - r].
    const expected = turned.map((_, index) =>
      at(hires, (index % 112) * 112 + 111 - Math.floor(index / 112)),
    );
    expect(largestDifference(turned, expected)).toBeLessThanOrEqual(1);
    expect(Math.max(...hires)).toBeGreaterThan(50);
  });

  it("reads and writes at the offset only", () => {
    const two = new Uint8Array(2 * digitPixels).fill(7, digitPixels);
    down(new Uint8Array(hiresPixels).fill(1), two, 0);
    expect(two.subarray(digitPixels).every((value) => value === 7)).toBe(true);
  });
});
