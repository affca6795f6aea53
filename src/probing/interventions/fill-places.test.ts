import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillPlaces } from "./fill-places.js";

const grey = (...extents: number[]) => ({ channels: 1, extents });

describe("fillPlaces", () => {
  it("goes on with what surrounds the places, and leaves the rest as it is", () => {
    const picture = Float32Array.from({ length: 25 }, (_, place) => (place === 12 ? 99 : Math.floor(place / 5))); // prettier-ignore
    const filled = fillPlaces(picture, [12], grey(5, 5));
    // Rows 1, 2 and 3 around it: three, two and three neighbours.
    expect(filled[12]).toBeCloseTo(2, 6);
    expect([...filled].filter((_, place) => place !== 12)).toEqual([...picture].filter((_, place) => place !== 12)); // prettier-ignore
    expect(picture[12]).toBe(99);
    expect(fillPlaces(picture, [], grey(5, 5))).toEqual(picture);
  });

  it("fills layer by layer: by hand on a line", () => {
    // 4 ? ? ? 8: the outer two are 4 and 8, then the middle is their mean.
    expect([...fillPlaces(Float32Array.of(4, 99, 99, 99, 8), [1, 2, 3], grey(5))]).toEqual([4, 4, 6, 8, 8]); // prettier-ignore
  });

  it("has each channel by itself, volumes, and places at the rim", () => {
    const picture = Float32Array.from({ length: 16 }, (_, place) => (place < 8 ? 1 : -3));
    const marked = picture.slice();
    marked[0] = marked[8] = 50;
    expect(fillPlaces(marked, [0], { channels: 2, extents: [2, 2, 2] })).toEqual(picture);
  });

  it("brings in no level that is not at the border", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 36, maxLength: 36 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 35 }), { minLength: 1, maxLength: 35 }),
        (levels, places) => {
          const picture = Float32Array.from(levels);
          for (const place of places) picture[place] = 1000;
          const known = [...picture].filter((level) => level < 1000);
          const filled = fillPlaces(picture, places, grey(6, 6));
          expect(Math.max(...filled)).toBeLessThanOrEqual(Math.max(...known));
          expect(Math.min(...filled)).toBeGreaterThanOrEqual(Math.min(...known));
        },
      ),
    );
  });

  it("refuses the whole picture", () => {
    expect(() => fillPlaces(Float32Array.of(1, 2), [0, 1], grey(1, 2))).toThrow(
      "fill: no border around the whole picture",
    );
  });
});
