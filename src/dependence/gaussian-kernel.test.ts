import { expect, it } from "vitest";
import { evaluate } from "../../fixtures/nn/evaluate.js";
import { at } from "../base/ndarray.js";
import { greater } from "../graph/ops/select.js";
import { constant } from "../graph/ops/source.js";
import { chosenPairs, squaredBandwidth } from "./gaussian-kernel.js";

function bandwidthOf(values: readonly number[], counted?: readonly number[]): number {
  const rows = constant(values, [values.length, 1]);
  const valid = counted === undefined ? null : greater(constant(counted, [values.length]), 0);
  return evaluate({ v: squaredBandwidth("median", rows, valid) })["v"]?.[0] ?? NaN;
}

it("is the median squared distance of different rows, by hand", () => {
  // Distances of 0, 1, 3: 1, 2, 3. Of 0, 1, 3, 7: 1, 2, 3, 4, 6, 7; the middle two are 3² and 4².
  expect(bandwidthOf([0, 1, 3])).toBe(4);
  expect(bandwidthOf([0, 1, 3, 7])).toBe(12.5);
  expect(bandwidthOf([0, 1, 3, 7, 100], [1, 1, 1, 1, 0])).toBe(12.5);
  expect(bandwidthOf([0, 50, 1, 3], [1, 0, 1, 1])).toBe(4);
});

it("falls back on the mean where most rows are equal, and on 10⁻⁶ where all are or none counts", () => {
  // 6 of the 10 pairs are 0, 4 are 9: the mean is 3.6.
  expect(bandwidthOf([2, 2, 2, 2, 5])).toBeCloseTo(3.6, 12);
  expect(bandwidthOf([2, 2, 2])).toBe(1e-6);
  expect(Number.isFinite(bandwidthOf([0, 1, 3], [0, 0, 0]))).toBe(true);
});

it("takes all pairs of a small batch, and about 4096 of a large one, every row equally often", () => {
  expect(chosenPairs(4)).toEqual({ first: [0, 1, 2, 0, 1, 0], second: [1, 2, 3, 2, 3, 3] });
  const { first, second } = chosenPairs(300);
  const pairs = first.map((row, pair) => [row, at(second, pair)].sort((a, b) => a - b).join());
  // 13 shifts of 300 rows: no pair twice, each row in 26.
  expect(new Set(pairs).size).toBe(3900);
  for (let row = 0; row < 300; row++) {
    expect([...first, ...second].filter((own) => own === row)).toHaveLength(26);
  }
});

it("takes a number as it is", () => {
  const value = squaredBandwidth(0.5, constant([1, 2], [2, 1]), null);
  expect(evaluate({ value })["value"]).toEqual([0.25]);
});
