import { expect, it } from "vitest";
import { mapAgreement } from "./map-agreement.js";

const map = (...values: number[]) => Float32Array.from(values);

it("is the mean of rank correlations, with and without sign", () => {
  // 1 and −1; the first by ranks alone.
  const pairs = [
    [map(0, 1, 5), map(0.1, 0.2, 0.7)],
    [map(0, 1, 5), map(3, 2, 1)],
    [map(0, 1, 5), map(1, 5, 0)],
  ] as const;
  // Ranks 0 1 2 and 1 2 0: d² sums to 6, and 1 − 36 / 24 = −1/2.
  const { mean, absolute, pairs: counted } = mapAgreement(pairs);
  expect(mean).toBeCloseTo((1 - 1 - 0.5) / 3, 12);
  expect(absolute).toBeCloseTo((1 + 1 + 0.5) / 3, 12);
  expect(counted).toBe(3);
});

it("leaves out a map that is the same everywhere or not finite, and is undefined of such alone", () => {
  const uniform = map(0.5, 0.5);
  expect(mapAgreement([[map(0, 1), map(2, 3)], [uniform, map(0, 1)]])).toEqual({ mean: 1, absolute: 1, pairs: 1 }); // prettier-ignore
  expect(mapAgreement([[map(0, 1), map(1, 0)], [map(0, 1), map(NaN, 1)]]).mean).toBe(-1); // prettier-ignore
  expect(mapAgreement([[uniform, map(0, 1)]])).toMatchObject({ mean: { value: null }, pairs: 0 });
});
