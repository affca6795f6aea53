import { describe, expect, it } from "vitest";
import { createRng } from "../base/rng.js";
import { augmentBatch } from "./augment.js";
import type { Batch } from "./batch.js";

function batchOf(imageShape: number[], value: (index: number) => number): Batch {
  const size = imageShape.reduce((product, extent) => product * extent, 1);
  const images = Float32Array.from({ length: size }, (_, index) => value(index));
  return {
    imageShape,
    images,
    label: new Int32Array(imageShape[0] ?? 0),
    attributes: [],
    numbers: [],
  };
}

describe("augmentBatch", () => {
  it("moves every image by a whole number of pixels, edges repeated, each row by its own draw", () => {
    const [rows, extent] = [400, 5];
    const batch = batchOf([rows, 1, extent, extent], (index) => index % (extent * extent));
    augmentBatch(batch, { shift: 1 }, createRng("shift"));
    const seen = new Map<string, number>();
    for (let row = 0; row < rows; row++) {
      const image = batch.images.subarray(row * 25, (row + 1) * 25);
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
    const colour = batchOf([8, 2, 4, 4], (index) => index % 16);
    augmentBatch(colour, { shift: 2 }, createRng(1));
    for (let row = 0; row < 8; row++) {
      const [first, second] = [0, 1].map((channel) => [
        ...colour.images.subarray((row * 2 + channel) * 16, (row * 2 + channel + 1) * 16),
      ]);
      expect(first).toEqual(second);
    }
    const volume = batchOf([30, 1, 3, 3, 3], (index) => index % 27);
    augmentBatch(volume, { shift: 1 }, createRng(2));
    const middles = new Set(Array.from({ length: 30 }, (_, row) => volume.images[row * 27 + 13]));
    expect(middles.size).toBeGreaterThan(8);
  });

  it("changes nothing at 0, and is a function of the generator", () => {
    const original = batchOf([2, 1, 3, 3], (index) => index);
    const still = batchOf([2, 1, 3, 3], (index) => index);
    augmentBatch(still, { shift: 0 }, createRng(0));
    expect(still.images).toEqual(original.images);
    const [one, two, other] = ["a", "a", "b"].map((seed) => {
      const batch = batchOf([16, 1, 6, 6], (index) => index);
      augmentBatch(batch, { shift: 2 }, createRng(seed));
      return batch.images;
    });
    expect(one).toEqual(two);
    expect(one).not.toEqual(other);
  });
});
