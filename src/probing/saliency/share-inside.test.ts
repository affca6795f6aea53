import { expect, it } from "vitest";
import { shareInside } from "./share-inside.js";

it("is the mask's share of the area for a map that is the same everywhere, 1 for one that is on it", () => {
  const mask = Uint8Array.of(0, 1, 0, 0);
  expect(shareInside([2, 2, 2, 2], mask)).toEqual({ share: 0.25, area: 0.25 });
  expect(shareInside([0, 7, 0, 0], mask)).toEqual({ share: 1, area: 0.25 });
  expect(shareInside([1, 3, 0, 2], mask).share).toBe(0.5);
});

it("is undefined without a map or a mask, and refuses what is no map", () => {
  expect(shareInside([0, 0], Uint8Array.of(1, 0)).share).toEqual({ value: null, reason: "the map is 0 everywhere" }); // prettier-ignore
  expect(shareInside([1, 0], Uint8Array.of(0, 0)).share).toEqual({ value: null, reason: "the mask is empty" }); // prettier-ignore
  expect(() => shareInside([1, -1], Uint8Array.of(1, 0))).toThrow("share inside: a map: expected 0 or more, got -1"); // prettier-ignore
  expect(() => shareInside([1], Uint8Array.of(1, 0))).toThrow("share inside: pixels: expected 1, got 2"); // prettier-ignore
});
