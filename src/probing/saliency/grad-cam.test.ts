import { expect, it } from "vitest";
import { evaluate } from "../../../fixtures/nn/evaluate.js";
import { mul } from "../../graph/ops/elementwise.js";
import { sum } from "../../graph/ops/reduce.js";
import { constant } from "../../graph/ops/source.js";
import { gradCam } from "./grad-cam.js";

it("is the published formula, by hand: two channels of two places", () => {
  const map = constant([1, 2, 3, 5], [1, 2, 1, 2]);
  const gradient = constant([4, 0, -1, -3], [1, 2, 1, 2]);
  // Weights are the means 2 and -2.
  const found = evaluate({ cam: gradCam(map, gradient), wrong: sum(mul(map, gradient), { axes: [1] }) }); // prettier-ignore
  expect(found["cam"]).toEqual([2 - 6, 4 - 10]);
  // Without the mean over places it is another map (gradient times activation).
  expect(found["wrong"]).toEqual([4 - 3, -15]);
});

it("sums to the score less its bias where that is linear in the mean over places, volumes too", () => {
  const values = Array.from({ length: 2 * 3 * 8 }, (_, index) => Math.sin(index));
  const weights = [0.5, -2, 3];
  // s = Σ_c w_c mean(A_c): ds/dA = w_c / 8.
  const slopes = Array.from({ length: 48 }, (_, index) => (weights[Math.floor(index / 8) % 3] ?? 0) / 8); // prettier-ignore
  const cam = gradCam(constant(values, [2, 3, 2, 2, 2]), constant(slopes, [2, 3, 2, 2, 2]));
  expect(cam.shape).toEqual([2, 2, 2, 2]);
  const found = evaluate({ cam })["cam"] ?? [];
  for (const row of [0, 1]) {
    const total = found.slice(row * 8, row * 8 + 8).reduce((left, right) => left + right, 0);
    const score = weights.reduce((sofar, weight, channel) => {
      const own = values.slice(row * 24 + channel * 8, row * 24 + channel * 8 + 8);
      return sofar + (weight * own.reduce((left, right) => left + right, 0)) / 8;
    }, 0);
    expect(total).toBeCloseTo(score, 12);
  }
});
