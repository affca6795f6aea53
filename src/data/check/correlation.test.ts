import { expect, it } from "vitest";
import { checkGolden } from "../../../fixtures/check/golden.js";
import { isAlike, shiftedCorrelation, thumbnailCosine } from "./correlation.js";

const [left, right] = [Float32Array.from(checkGolden.left), Float32Array.from(checkGolden.right)];

it.each(checkGolden.correlations)(
  "is numpy's for a shift of $down, $across",
  ({ down, across, value }) => {
    expect(shiftedCorrelation(left, right, [7, 9], down, across)).toBeCloseTo(value, 5);
    // The other way round the shift has the other sign.
    expect(shiftedCorrelation(right, left, [7, 9], -down, -across)).toBeCloseTo(value, 5);
  },
);

it("keeps what large values have in common from hiding what they differ in", () => {
  const large = Float32Array.from(left, (sample) => sample + 1e6);
  const one = Float32Array.from(large, (sample) => sample - 1e6);
  expect(shiftedCorrelation(large, one, [7, 9], 0, 0)).toBeCloseTo(1, 9);
});

it("is 0 where one is constant", () => {
  expect(shiftedCorrelation(left, new Float32Array(63), [7, 9], 0, 0)).toBe(0);
});

it("finds an image that was moved by up to two samples, in every plane of a volume", () => {
  const sample = (plane: number, row: number, column: number) =>
    Math.sin(1.7 * row + plane) * 50 +
    Math.cos(2.3 * column) * 30 +
    ((row * 31 + column * 17) % 13);
  const volume = (move: number) =>
    Float32Array.from({ length: 3 * 20 * 20 }, (_, place) =>
      sample(Math.floor(place / 400), Math.floor((place % 400) / 20) + move, (place % 20) - move),
    );
  expect(isAlike(volume(0), volume(2), [3, 20, 20], 0.99)).toBe(true);
  expect(isAlike(volume(0), volume(3), [3, 20, 20], 0.99)).toBe(false);
  expect(isAlike(volume(0), volume(0), [3, 20, 20], 0.99)).toBe(true);
});

it("compares thumbnails", () => {
  const thumbnails = Int8Array.of(3, -3, 4, -4, 6, -6, 8, -8, 0, 0, 0, 0);
  expect(thumbnailCosine(thumbnails, 0, 1, 4)).toBeCloseTo(1, 12);
  expect(thumbnailCosine(thumbnails, 0, 2, 4)).toBe(0);
});
