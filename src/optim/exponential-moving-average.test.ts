import { expect, it } from "vitest";
import { errorOf, evaluate } from "../../fixtures/nn/evaluate.js";
import { constant } from "../graph/ops/source.js";
import { averageDecay, exponentialMovingAverage } from "./exponential-moving-average.js";

const average = constant([1, 0], [2]);
const parameter = constant([2, 10], [2]);

it("moves the average by its share", () => {
  const next = exponentialMovingAverage({ w: average }, { w: parameter }, constant([0.75], []));
  expect(evaluate(next)).toEqual({ w: [1.25, 2.5] });
});

it("is the parameter at decay 0, and stands still at decay 1", () => {
  const at = (decay: number) =>
    evaluate(exponentialMovingAverage({ w: average }, { w: parameter }, constant([decay], [])));
  expect(at(0)).toEqual({ w: [2, 10] });
  expect(at(1)).toEqual({ w: [1, 0] });
});

it("names a parameter that is missing", () => {
  const update = () => exponentialMovingAverage({ w: average }, {}, constant([0.5], []));
  expect(errorOf(update)).toBe(
    "GraphError: exponentialMovingAverage: the update was given no w: got []",
  );
});

it("averageDecay rises to the decay", () => {
  expect([1, 8, 1e6].map((step) => averageDecay(0.999, step))).toEqual([2 / 11, 0.5, 0.999]);
});
