import { expect, it } from "vitest";
import { enlargeMap } from "./enlarge-map.js";

const extents = (height: number, width: number) => [height, width];

it("is the interpolation of PyTorch: half a pixel from the edge, corners not aligned", () => {
  // torch.nn.functional.interpolate([[[[0, 1], [2, 3]]]], size=(4, 4), mode="bilinear", align_corners=False)
  const expected = [
    ...[0, 0.25, 0.75, 1],
    ...[0.5, 0.75, 1.25, 1.5],
    ...[1.5, 1.75, 2.25, 2.5],
    ...[2, 2.25, 2.75, 3],
  ];
  expect([...enlargeMap([0, 1, 2, 3], extents(2, 2), extents(4, 4))]).toEqual(expected);
  // Aligned corners would give 0, 1/3, 2/3, 1 along the first row.
  expect(expected[1]).not.toBeCloseTo(1 / 3, 3);
});

it("takes other ratios, one row and the size as it is", () => {
  const row = [...enlargeMap([0, 3], extents(1, 2), extents(1, 6))];
  for (const [index, value] of [0, 0, 1, 2, 3, 3].entries()) {
    // Pixel x lies at (x + 1/2) / 3 - 1/2: -1/3, 0, 1/3, 2/3, 1, 4/3.
    expect(row[index]).toBeCloseTo(value, 12);
  }
  const map = [5, -1, 2, 7, 0, 3];
  expect([...enlargeMap(map, extents(2, 3), extents(2, 3))]).toEqual(map);
});

it("reads a place at the pixel that it looks about", () => {
  const row = [...enlargeMap([0, 3, 0], extents(1, 3), extents(1, 12), { first: 0, step: 4 })];
  expect(row[4]).toBe(3);
  expect(row[3]).toBeCloseTo(2.25, 12);
  expect(row.slice(8)).toEqual([0, 0, 0, 0]);
  const even = [...enlargeMap([0, 3, 0], extents(1, 3), extents(1, 12))];
  expect(even.indexOf(Math.max(...even))).toBe(5);
  const same = enlargeMap([0, 3, 0], extents(1, 3), extents(1, 12), { first: 1.5, step: 4 });
  expect([...same]).toEqual(even);
});

it("keeps equal places equal, to the last bit, and goes beyond no place", () => {
  const share = Math.fround(1 / 49);
  const even = enlargeMap(new Float32Array(49).fill(share), extents(7, 7), extents(50, 50));
  expect(new Set(even)).toEqual(new Set([share]));
  const map = Float32Array.from({ length: 49 }, (_, index) => Math.sin(index * 1.7));
  const large = enlargeMap(map, extents(7, 7), extents(50, 50));
  expect(Math.max(...large)).toBeLessThanOrEqual(Math.max(...map) + 1e-15);
  expect(Math.min(...large)).toBeGreaterThanOrEqual(Math.min(...map) - 1e-15);
});

it("refuses a map of other places", () => {
  expect(() => enlargeMap([1, 2, 3], extents(2, 2), extents(4, 4))).toThrow(
    "enlargeMap: places of the map: expected 4, got 3",
  );
});

it("enlarges volumes along each axis, as PyTorch's trilinear does", () => {
  // By hand, by the rule that the pictures above share with PyTorch: a quarter and three quarters of the way.
  const map = [0, 1, 2, 3, 4, 5, 6, 7];
  const expected = [0, 1, 2, 3, 1, 2, 3, 4, 3, 4, 5, 6, 4, 5, 6, 7];
  expect([...enlargeMap(map, [2, 2, 2], [4, 2, 2])]).toEqual(expected);
  // A linear field stays linear along all axes at once, away from the rim.
  const field = enlargeMap(map, [2, 2, 2], [6, 6, 6], { first: 1, step: 3 });
  const value = (z: number, y: number, x: number) => field[(z * 6 + y) * 6 + x];
  expect(value(1, 1, 1)).toBe(0);
  expect(value(4, 4, 4)).toBe(7);
  expect(value(2, 3, 1)).toBeCloseTo(4 / 3 + (2 * 2) / 3, 12);
  expect(() => enlargeMap(map, [2, 4], [4, 4, 4])).toThrow("enlargeMap: axes: expected 2, got 3");
});
