import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { createShift } from "./shift.js";

/** Images [rows, C, ...space] of which every number is a function of its index, each moved by at most `shift`. */
function moved(
  [rows = 0, channels = 0, ...space]: number[],
  value: (index: number) => number,
  shift: number,
  seed: number | string,
): Float32Array {
  const size = space.reduce((product, extent) => product * extent, channels);
  const images = Float32Array.from({ length: rows * size }, (_, index) => value(index));
  const move = createShift(shift, channels, space);
  const rng = createRng(seed);
  for (let row = 0; row < rows; row++) move(images, row * size, rng);
  return images;
}

describe("createShift", () => {
  it("moves every image by a whole number of pixels, edges repeated, each row by its own draw", () => {
    const [rows, extent] = [400, 5];
    const images = moved([rows, 1, extent, extent], (index) => index % 25, 1, "shift");
    const seen = new Map<string, number>();
    for (let row = 0; row < rows; row++) {
      const image = images.subarray(row * 25, (row + 1) * 25);
      // The middle pixel says how far it went: 12 is row 2, column 2.
      const middle = image[12] ?? NaN;
      const [down, right] = [Math.floor(middle / 5) - 2, (middle % 5) - 2];
      const clamp = (position: number) => Math.min(4, Math.max(0, position));
      const expected = Array.from(
        { length: 25 },
        (_, index) => clamp(Math.floor(index / 5) + down) * 5 + clamp((index % 5) + right),
      );
      expect([...image]).toEqual(expected);
      seen.set(`${down},${right}`, (seen.get(`${down},${right}`) ?? 0) + 1);
    }
    expect(seen.size).toBe(9);
    // Uniform over nine shifts: χ² with 8 degrees of freedom is below 26.1 in 999 of 1000 cases.
    const expectedCount = rows / 9;
    const chi2 = [...seen.values()].reduce((sum, n) => sum + (n - expectedCount) ** 2, 0);
    expect(chi2 / expectedCount).toBeLessThan(26.1);
  });

  it("moves channels together, and volumes along three axes", () => {
    const colour = moved([8, 2, 4, 4], (index) => index % 16, 2, 1);
    for (let row = 0; row < 8; row++) {
      const [first, second] = [0, 1].map((channel) => [
        ...colour.subarray((row * 2 + channel) * 16, (row * 2 + channel + 1) * 16),
      ]);
      expect(first).toEqual(second);
    }
    const volume = moved([30, 1, 3, 3, 3], (index) => index % 27, 1, 2);
    const middles = new Set(Array.from({ length: 30 }, (_, row) => volume[row * 27 + 13]));
    expect(middles.size).toBeGreaterThan(8);
  });

  it("is a function of the generator", () => {
    const of = (seed: string) => moved([16, 1, 6, 6], (index) => index, 2, seed);
    expect(of("a")).toEqual(of("a"));
    expect(of("a")).not.toEqual(of("b"));
  });
});
