import { expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { magnitudeAt } from "./magnitude-at.js";

it("is what sorting puts there, at every rank", () => {
  const rng = createRng(5);
  for (const scale of [1, 1e-40, 1e30]) {
    // Each number three times, so that ranks fall within equal ones.
    const values = Float32Array.from({ length: 300 }, () => Math.abs(scale * rng.normal()));
    values.copyWithin(100, 0, 100);
    values.copyWithin(200, 0, 100);
    const sorted = values.slice().sort();
    const found = Float32Array.from(values, (_, rank) => magnitudeAt(values, rank));
    expect(found).toEqual(sorted);
  }
});

it("has the ends of float32 in their order, and NaN last", () => {
  const values = Float32Array.of(Infinity, NaN, 0, 2 ** -149, 3.4028234663852886e38, 1, 0);
  const found = Array.from(values, (_, rank) => magnitudeAt(values, rank));
  expect(found).toEqual([0, 0, 2 ** -149, 1, 3.4028234663852886e38, Infinity, NaN]);
});
