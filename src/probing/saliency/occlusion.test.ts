import { describe, expect, it } from "vitest";
import { occlude, occlusionMap, occlusionPatches } from "./occlusion.js";

const law = { imageShape: [1, 5, 5], patch: [2, 2], stride: [1, 1], fill: [0.5] };

describe("occlusion", () => {
  it("of a model that reads one pixel is highest there, and 0 where no patch covers it too", () => {
    const picture = new Float32Array(25).fill(1);
    const read = (x: Float32Array) => 3 * (x[2 * 5 + 3] ?? 0);
    const covered = occlusionPatches(law).map((place) => read(occlude(picture, place, law)));
    const map = occlusionMap(read(picture), covered, law);
    expect(map.indexOf(Math.max(...map))).toBe(2 * 5 + 3);
    // All four patches over the pixel change the score by 3 · 0.5.
    expect(map[13]).toBe(1.5);
    expect(map[0]).toBe(0);
    // Its neighbour to the left is under two of its four patches with it.
    expect(map[12]).toBe(0.75);
    expect(new Set(picture)).toEqual(new Set([1]));
  });

  it("covers every pixel, the last patch at the end", () => {
    const wide = { imageShape: [1, 7, 4], patch: [3, 4], stride: [3, 4], fill: [0] };
    expect(occlusionPatches(wide)).toEqual([
      [0, 0],
      [3, 0],
      [4, 0],
    ]);
    const map = occlusionMap(1, [0, 0.5, 1], wide);
    expect([...map].every(Number.isFinite)).toBe(true);
    // Row 4 is under the second and the third patch.
    expect([map[0], map[12], map[16], map[24]]).toEqual([1, 0.5, 0.25, 0]);
  });

  it("covers all channels of a volume's block with their own levels", () => {
    const volume = {
      imageShape: [2, 2, 2, 2],
      patch: [1, 2, 1],
      stride: [1, 1, 1],
      fill: [-1, -2],
    };
    expect(occlusionPatches(volume)).toHaveLength(4);
    const covered = occlude(new Float32Array(16), [1, 0, 1], volume);
    expect([...covered.entries()].filter(([, value]) => value !== 0)).toEqual([
      ...[5, 7].map((pixel) => [pixel, -1]),
      ...[13, 15].map((pixel) => [pixel, -2]),
    ]);
  });

  it("refuses gaps between patches, and scores that are not one a patch", () => {
    expect(() => occlusionPatches({ ...law, stride: [3, 1] })).toThrow(
      "occlusion: patches do not cover the picture: expected 1 <= stride <= patch <= extent, got stride 3, patch 2, extent 5",
    );
    expect(() => occlusionMap(1, [0], law)).toThrow("occlusion: one score a patch: expected 16, got 1"); // prettier-ignore
  });
});
