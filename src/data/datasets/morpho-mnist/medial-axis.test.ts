import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at } from "../../../base/ndarray.js";
import { decodeNpz } from "../../formats/npz.js";
import { hiresPixels } from "./constants.js";
import { createDistanceTransform } from "./distance-transform.js";
import { createMedialAxis } from "./medial-axis.js";

function skeletonOf(mask: Uint8Array, height: number, width: number): Uint8Array {
  const squared = new Int32Array(mask.length);
  const skeleton = new Uint8Array(mask.length);
  createDistanceTransform(height, width)(mask, 0, squared);
  createMedialAxis(height, width)(mask, squared, skeleton);
  return skeleton;
}

/** Number of pieces of the pixels equal to `value`, by flood fill, in a grid with a margin of zeros. */
function countPieces(mask: Uint8Array, width: number, value: 0 | 1, diagonal: boolean): number {
  const wide = width + 2;
  const height = mask.length / width;
  const padded = new Uint8Array(wide * (height + 2));
  for (const [index, set] of mask.entries()) {
    padded[(Math.floor(index / width) + 1) * wide + (index % width) + 1] = set;
  }
  const steps = [1, -1, wide, -wide];
  if (diagonal) steps.push(wide + 1, wide - 1, -wide + 1, -wide - 1);
  const seen = new Set<number>();
  let pieces = 0;
  for (const start of padded.keys()) {
    if (padded[start] !== value || seen.has(start)) continue;
    pieces++;
    const open = [start];
    seen.add(start);
    for (let from = open.pop(); from !== undefined; from = open.pop()) {
      for (const step of steps) {
        const next = from + step;
        if (padded[next] !== value || seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
  }
  return pieces;
}

const picture = (...rows: string[]): Uint8Array =>
  Uint8Array.from(rows.join(""), (mark) => (mark === "#" ? 1 : 0));

describe("createMedialAxis", () => {
  it("reduces a bar of odd width to its middle line", () => {
    const bar = picture("...........", ".#########.", ".#########.", ".#########.", "...........");
    const skeleton = skeletonOf(bar, 5, 11);
    for (let column = 3; column <= 7; column++) {
      const ones = [1, 2, 3].filter((row) => skeleton[row * 11 + column] === 1);
      expect(ones).toEqual([2]);
    }
  });

  it("keeps dots and lines as they are, up to the edge of the grid", () => {
    const thin = picture("#....", ".....", "..###", ".....", "#.#.#");
    expect(skeletonOf(thin, 5, 5)).toEqual(thin);
  });

  it("is a subset with the pieces and holes of its picture", () => {
    const masks = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 56, maxLength: 56 });
    fc.assert(
      fc.property(masks, (values) => {
        const mask = Uint8Array.from(values);
        fc.pre(values.includes(0));
        const skeleton = skeletonOf(mask, 7, 8);
        expect(skeleton.every((value, index) => value <= at(mask, index))).toBe(true);
        expect(countPieces(skeleton, 8, 1, true)).toBe(countPieces(mask, 8, 1, true));
      }),
      { numRuns: 300 },
    );
    const ring = picture("......", ".####.", ".#..#.", ".#..#.", ".####.", "......");
    expect(countPieces(skeletonOf(ring, 6, 6), 6, 0, false)).toBe(2);
  });

  it("gives the number of pixels and the thickness that independent thinning gives", () => {
    const source = new URL("../../../../fixtures/morpho-mnist/digits.npz", import.meta.url);
    const arrays = decodeNpz(readFileSync(source), "digits.npz");
    const squared = arrays.get("distance_squared");
    const counts = arrays.get("skeleton_count_range");
    const means = arrays.get("thickness_range");
    if (squared?.dtype !== "int32" || counts?.dtype !== "int32" || means?.dtype !== "float64") {
      throw new Error("fixture lacks an array");
    }
    for (let digit = 0; digit < 3; digit++) {
      const distances = squared.data.subarray(digit * hiresPixels, (digit + 1) * hiresPixels);
      const mask = Uint8Array.from(distances, (value) => (value > 0 ? 1 : 0));
      const skeleton = skeletonOf(mask, 112, 112);
      const count = skeleton.reduce((sum, value) => sum + value, 0);
      const sum = skeleton.reduce(
        (total, value, index) => total + value * Math.sqrt(at(distances, index)),
        0,
      );
      // Ties fall in another random order there: the range over five orders, two pixels or 1 % wider.
      expect(count).toBeGreaterThanOrEqual(at(counts.data, 2 * digit) - 2);
      expect(count).toBeLessThanOrEqual(at(counts.data, 2 * digit + 1) + 2);
      expect(sum / count / 2).toBeGreaterThan(at(means.data, 2 * digit) * 0.99);
      expect(sum / count / 2).toBeLessThan(at(means.data, 2 * digit + 1) * 1.01);
    }
  });

  it("leaves nothing behind from one picture to the next", () => {
    const squared = new Int32Array(25);
    const transform = createDistanceTransform(5, 5);
    const medialAxis = createMedialAxis(5, 5);
    const run = (mask: Uint8Array): Uint8Array => {
      const skeleton = new Uint8Array(25);
      transform(mask, 0, squared);
      medialAxis(mask, squared, skeleton);
      return skeleton;
    };
    const block = picture(".....", ".###.", ".###.", ".###.", ".....");
    const first = run(block);
    run(picture("#####", "#####", "####.", "#####", "#####"));
    expect(run(block)).toEqual(first);
  });
});
