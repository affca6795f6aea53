import { expect, it } from "vitest";
import { valueAndGradient } from "../../fixtures/nn/evaluate.js";
import { mul } from "../graph/ops/elementwise.js";
import { sum } from "../graph/ops/reduce.js";
import { constant, input } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import { evaluateReference } from "../graph/reference.js";
import { standardise } from "./standardise.js";

/** Two columns of three rows. */
function standardised(rows: readonly number[]): number[] {
  const program = createProgram("standardise", { y: standardise(input("x", [3, 2])) });
  const x = { shape: [3, 2], data: Float64Array.from(rows) };
  return [...(evaluateReference(program, { x })["y"]?.data ?? [])];
}

it("has mean 0 and biased variance 1 in each column: [1, 2, 3] becomes ±√1.5", () => {
  const found = standardised([1, 10, 2, -20, 3, 40]);
  const first = [0, 2, 4].map((index) => found[index] ?? NaN);
  // √(3/2) with the variance over 3 rows; over 2 rows it would be 1.
  expect(first[0]).toBeCloseTo(-Math.sqrt(1.5), 9);
  expect(first[1]).toBeCloseTo(0, 12);
  const second = [1, 3, 5].map((index) => found[index] ?? NaN);
  expect(second.reduce((total, value) => total + value, 0)).toBeCloseTo(0, 12);
  expect(second.reduce((total, value) => total + value * value, 0) / 3).toBeCloseTo(1, 9);
});

it("is blind to shift and scale of a column", () => {
  const found = standardised([1, 10, 2, -20, 3, 40]);
  const moved = standardised([105, 30, 110, -60, 115, 120]);
  for (const [index, value] of found.entries()) expect(moved[index]).toBeCloseTo(value, 9);
});

it("makes a constant column 0, with a finite gradient, beside a column that varies", () => {
  const values = [4, 1, 4, 2, 4, 3];
  expect([0, 2, 4].map((index) => standardised(values)[index])).toEqual([0, 0, 0]);
  const { gradient } = valueAndGradient({ shape: [3, 2], values }, (x) =>
    sum(mul(standardise(x), constant([1, 2, 3, -1, 5, 4], [3, 2]))),
  );
  expect(gradient).toHaveLength(6);
  for (const slope of gradient) expect(Number.isFinite(slope)).toBe(true);
  // The floor of 10⁻³ in place of the standard deviation: (w − mean w) / 10⁻³.
  expect(gradient[0]).toBeCloseTo((1 - 3) * 1000, 3);
});

it("has the gradient of central differences where the column varies", () => {
  const values = [1, 0.3, 2, -0.7, 4, 0.9];
  const slope = (x: readonly number[]) =>
    valueAndGradient({ shape: [3, 2], values: x }, (tensor) =>
      sum(mul(standardise(tensor), constant([1, 2, 3, -1, 5, 4], [3, 2]))),
    );
  const { gradient } = slope(values);
  for (const index of values.keys()) {
    const moved = (by: number) =>
      slope(values.map((value, at) => (at === index ? value + by : value))).value;
    const difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
    expect(gradient[index]).toBeCloseTo(difference, 6);
  }
});
