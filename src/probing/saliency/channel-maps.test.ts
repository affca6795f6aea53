import { expect, it } from "vitest";
import { attributionMap, gradientMap } from "./channel-maps.js";

it("takes the largest slope of a pixel's channels, and the sum of its attributions", () => {
  const values = [1, -4, 0.5, -2, 3, -0.5];
  expect([...gradientMap(Float32Array.from(values), [2, 1, 3])]).toEqual([2, 4, 0.5]);
  expect([...attributionMap(Float64Array.from(values), [2, 1, 3])]).toEqual([1, 1, 0]);
  expect([...gradientMap(Float32Array.from(values), [1, 1, 2, 3])]).toEqual(values.map(Math.abs));
});
