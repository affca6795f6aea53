import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenImage } from "../../../../fixtures/preprocess/golden.js";
import { cutBox } from "./cut-box.js";

describe("cutBox", () => {
  it("has each sample of the box, and fill beyond the image, in pictures and volumes of any channels", () => {
    const axis = fc.tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: -7, max: 7 }),
      fc.integer({ min: 1, max: 7 }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(1, 3),
        fc.array(axis, { minLength: 2, maxLength: 3 }),
        (channels, axes) => {
          const extents = axes.map(([extent]) => extent);
          const start = axes.map(([, first]) => first);
          const size = axes.map(([, , length]) => length);
          const length = extents.reduce((product, extent) => product * extent, channels);
          const data = Float32Array.from({ length }, (_, index) => index + 1);
          const image = { shape: [channels, ...extents], data, spacingMm: null, affine: null };
          const box = cutBox(image, start, size, -5);
          expect(box.shape).toEqual([channels, ...size]);
          const want = Array.from(box.data, (_, index) => {
            let [rest, source, stride] = [index, 0, 1];
            for (let place = size.length - 1; place >= 0; place--) {
              const at = (rest % (size[place] ?? 1)) + (start[place] ?? 0);
              rest = Math.floor(rest / (size[place] ?? 1));
              const extent = extents[place] ?? 1;
              if (at < 0 || at >= extent) return -5;
              source += at * stride;
              stride *= extent;
            }
            return source + rest * stride + 1;
          });
          expect([...box.data]).toEqual(want);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is the image itself where it is all of it, and moves the origin along the axes", () => {
    const image = {
      ...goldenImage("volume"),
      spacingMm: [1, 2, 3],
      affine: [0, 2, 0, 1, 1, 0, 0, 2, 0, 0, 3, 3, 0, 0, 0, 1],
    };
    expect(cutBox(image, [0, 0, 0], [9, 11, 7], 4)).toBe(image);
    const box = cutBox(image, [2, -1, 3], [2, 2, 2], 0);
    expect(box.spacingMm).toEqual([1, 2, 3]);
    expect(box.affine).toEqual([0, 2, 0, -1, 1, 0, 0, 4, 0, 0, 3, 12, 0, 0, 0, 1]);
  });
});
