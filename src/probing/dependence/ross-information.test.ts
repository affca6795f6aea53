import { expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import reference from "../../../fixtures/probing/dependence.json" with { type: "json" };
import { rossInformation } from "./ross-information.js";

it.each(reference.ross)("is scikit-learn's", ({ scores, labels, information }) => {
  expect(rossInformation(Float64Array.from(scores), 1, Int32Array.from(labels))).toBeCloseTo(information, 10); // prettier-ignore
});

/** Two normal classes, 2 · shift apart. */
function drawn(n: number, shift: number, width: number, seed: string) {
  const rng = createRng(seed);
  const labels = Int32Array.from({ length: n }, (_, row) => row % 2);
  const scores = new Float64Array(n * width).map((_, index) => {
    return rng.normal() + (index % width === 0 ? shift * (labels[Math.floor(index / width)] ?? 0) * 2 : 0); // prettier-ignore
  });
  return { labels, scores };
}

it("is near the integral for two normals, and ln 2 for classes far apart", () => {
  // I = ln 2 − ∫ φ(x) ln(1 + e^(−2 s (x + s))) dx for means ± s, by the trapezoid rule.
  const s = 1;
  let loss = 0;
  for (let x = -10; x <= 10; x += 0.001) {
    const density = Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI);
    loss += 0.001 * density * Math.log1p(Math.exp(-2 * s * (x + s)));
  }
  const { labels, scores } = drawn(3000, s, 1, "two normals");
  expect(Number(rossInformation(scores, 1, labels))).toBeCloseTo(Math.LN2 - loss, 1);
  const apart = drawn(400, 50, 2, "apart");
  expect(Number(rossInformation(apart.scores, 2, apart.labels))).toBeCloseTo(Math.LN2, 2);
});

it("is about 0 without dependence, above and below, and 0 for constant scores", () => {
  const values = Array.from({ length: 40 }, (_, set) => {
    const { labels, scores } = drawn(200, 0, 1, `none ${set}`);
    return Number(rossInformation(scores, 1, labels));
  });
  expect(Math.abs(values.reduce((sum, value) => sum + value / 40, 0))).toBeLessThan(0.02);
  expect(Math.min(...values)).toBeLessThan(0);
  expect(rossInformation(new Float64Array(20), 1, Int32Array.from({ length: 20 }, (_, row) => row % 2))).toBe(0); // prettier-ignore
});

it("refuses columns of other lengths, and says where no class has two rows", () => {
  expect(() => rossInformation(new Float64Array(3), 2, new Int32Array(2))).toThrow("information");
  expect(rossInformation(Float64Array.of(1, 2), 1, Int32Array.of(0, 1))).toEqual({
    value: null,
    reason: "no class has two rows",
  });
});
