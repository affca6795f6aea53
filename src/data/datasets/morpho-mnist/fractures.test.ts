import { describe, expect, it } from "vitest";
import { at } from "../../../base/ndarray.js";
import { createRng } from "../../../base/rng.js";
import { hiresPixels } from "./constants.js";
import type { DigitMorphology } from "./digit-morphology.js";
import { drawFractureCentres, fracture, lineBetween } from "./fractures.js";
import { setPixels } from "./grid-point.js";

/** A horizontal bar, rows 51..61 and columns 20..90, with its middle line as skeleton. */
function barDigit(): DigitMorphology {
  const binary = new Uint8Array(hiresPixels);
  const skeleton = new Uint8Array(hiresPixels);
  const distanceSquared = new Int32Array(hiresPixels);
  for (let column = 20; column <= 90; column++) {
    for (let row = 51; row <= 61; row++) {
      const index = row * 112 + column;
      binary[index] = 1;
      distanceSquared[index] = (6 - Math.abs(row - 56)) ** 2;
    }
    skeleton[56 * 112 + column] = 1;
  }
  return { hires: binary, binary, distanceSquared, skeleton, thickness: 2.75 };
}

describe("fracture", () => {
  it("cuts a bar across, seven pixels wide, centred on the point", () => {
    const digit = barDigit();
    const out = new Uint8Array(hiresPixels);
    fracture(digit, [{ row: 56, column: 50 }], out);
    for (let column = 20; column <= 90; column++) {
      const left = [51, 56, 61].map((row) => at(out, row * 112 + column));
      // Columns 46 and 54 would be cut by a brush that is not centred.
      const expected = Math.abs(column - 50) <= 3 ? [0, 0, 0] : [1, 1, 1];
      expect(left).toEqual(expected);
    }
  });

  it("draws away from tips, and from the whole skeleton where that leaves nothing", () => {
    const digit = barDigit();
    const columns = Array.from({ length: 200 }, (_, seed) =>
      drawFractureCentres(digit, createRng(seed)).map(({ column }) => column),
    );
    expect(columns.every((three) => three.length === 3)).toBe(true);
    // Discs of radius 8 round the tips 20 and 90 are out.
    expect(Math.min(...columns.flat())).toBe(29);
    expect(Math.max(...columns.flat())).toBe(81);
    const dot = new Uint8Array(hiresPixels);
    dot.set([1, 1], 56 * 112 + 40);
    const rows = drawFractureCentres({ ...digit, skeleton: dot }, createRng(0));
    expect(rows.every(({ row, column }) => row === 56 && [40, 41].includes(column))).toBe(true);
  });

  it("draws away from forks", () => {
    const digit = barDigit();
    const skeleton = Uint8Array.from(digit.skeleton);
    // A stem of one column down from (57, 55): (56, 55) has neighbours left, right and below.
    for (let row = 58; row <= 100; row++) skeleton[row * 112 + 55] = 1;
    skeleton[57 * 112 + 55] = 1;
    const drawn = Array.from({ length: 200 }, (_, seed) =>
      drawFractureCentres({ ...digit, skeleton }, createRng(seed)),
    ).flat();
    const nearFork = drawn.filter(({ row, column }) => Math.hypot(row - 56, column - 55) <= 7);
    expect(nearFork).toEqual([]);
    expect(setPixels(skeleton).length).toBe(71 + 44);
  });
});

describe("lineBetween", () => {
  it("steps once along the longer axis and stays within half a pixel of the line", () => {
    const line = lineBetween({ row: 0, column: 0 }, { row: -3, column: 7 });
    expect(line.map(({ column }) => column)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const { row, column } of line) expect(Math.abs(row + (3 / 7) * column)).toBeLessThan(0.51);
    expect(lineBetween({ row: 2, column: 2 }, { row: 5, column: 2 })).toHaveLength(4);
    expect(lineBetween({ row: 2, column: 2 }, { row: 2, column: 2 })).toEqual([
      { row: 2, column: 2 },
    ]);
  });
});
