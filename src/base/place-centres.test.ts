import { describe, expect, it } from "vitest";
import { middleOfPlace, placeOfPixel } from "./place-centres.js";

const even = { places: 4, pixels: 16, centres: null };
const strided = { places: 4, pixels: 16, centres: { first: 0, step: 4 } };

describe("middleOfPlace", () => {
  it("of an even split is the middle of its pixels, of a strided map its own pixel", () => {
    expect([0, 1, 3].map((place) => middleOfPlace(place, even))).toEqual([1.5, 5.5, 13.5]);
    expect([0, 1, 3].map((place) => middleOfPlace(place, strided))).toEqual([0, 4, 12]);
  });

  it("is undone by placeOfPixel", () => {
    for (const along of [even, strided, { places: 3, pixels: 7, centres: null }]) {
      for (let place = 0; place < along.places; place++) {
        expect(placeOfPixel(middleOfPlace(place, along), along)).toBeCloseTo(place, 12);
      }
    }
  });
});
