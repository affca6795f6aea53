import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at } from "../../../base/ndarray.js";
import { quaternionOf } from "./quaternion.js";

/** Rotation by the unit quaternion (a, b, c, d), row by row. @source nifti1.h. */
function rotation(a: number, b: number, c: number, d: number): number[][] {
  return [
    [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
    [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
    [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
  ];
}

const affineOf = (rows: readonly (readonly number[])[], sizes: readonly number[]): number[] => [
  ...rows.flatMap((row) => [...row.map((value, axis) => value * at(sizes, axis)), 5]),
  ...[0, 0, 0, 1],
];

describe("quaternionOf", () => {
  const part = fc.double({ min: -1, max: 1, noNaN: true });
  const size = fc.double({ min: 0.1, max: 10, noNaN: true });

  it("comes back as the rotation and sizes that the affine was made of, mirrored or not", () => {
    const sizes = fc.tuple(size, size, size);
    fc.assert(
      fc.property(fc.tuple(part, part, part, part), sizes, fc.boolean(), (raw, given, mirrored) => {
        const length = Math.hypot(...raw);
        fc.pre(length > 0.01);
        const [a = 0, b = 0, c = 0, d = 0] = raw.map((value) => value / length);
        const rows = rotation(a, b, c, d);
        const steps = mirrored ? [given[0], given[1], -given[2]] : given;
        const form = quaternionOf(affineOf(rows, steps));
        expect(form.qfac).toBe(mirrored ? -1 : 1);
        for (const axis of [0, 1, 2]) {
          expect(at(form.sizes, axis)).toBeCloseTo(at(given, axis), 9);
        }
        const [p = 0, q = 0, r = 0] = form.quaternion ?? [];
        const first = Math.sqrt(Math.max(0, 1 - p * p - q * q - r * r));
        const back = rotation(first, p, q, r).flat();
        for (const [index, value] of rows.flat().entries()) {
          expect(at(back, index)).toBeCloseTo(value, 6);
        }
      }),
    );
  });

  it("has none where axes are not at right angles", () => {
    expect(quaternionOf([1, 0.1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]).quaternion).toBe(null);
    expect(quaternionOf([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]).quaternion).toEqual([
      0, 0, 0,
    ]);
  });
});
