import { describe, expect, it } from "vitest";
import { add, mul } from "../graph/ops/elementwise.js";
import { sum } from "../graph/ops/reduce.js";
import { constant, input, scalar } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import { createContext } from "../nn/layer.js";
import { gradNormScaling, type GradNormOptions } from "./grad-norm-scaling.js";

const fresh = [-1, -1];

/** Two tasks, 2 + slope 4 and 1 + slope 1, and a penalty of slope 3 under lambda 0.5, all at one shared weight 1. */
function step(weights: readonly number[], firstTasks: readonly number[], options: GradNormOptions) {
  const shared = input("shared", [1]);
  const along = (slope: number, rest: number) =>
    add(sum(mul(shared, constant([slope], [1]))), scalar(rest - slope));
  const context = createContext(
    "train",
    {},
    { weights: constant(weights, [3]), firstTasks: constant(firstTasks, [2]) },
    null,
  );
  const { gradients, shown } = gradNormScaling(options, 2).scale({
    tasks: [along(4, 2), along(1, 1)],
    penalty: { value: along(3, 0.2), weight: scalar(0.5) },
    shared,
    parameters: { shared },
    lastShared: "shared",
    context,
  });
  const program = createProgram("step", { ...gradients, ...shown, ...context.nextBuffers });
  const found = evaluateReference(program, { shared: referenceArray([1], () => 1) });
  return Object.fromEntries(Object.entries(found).map(([name, { data }]) => [name, [...data]]));
}

function expectClose(found: readonly number[] | undefined, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) expect(found?.[index]).toBeCloseTo(value, 10);
}

/** Algorithm 1 of Chen et al. 2018 by hand, r = 1 for the penalty. */
function byHand(weights: readonly number[], ratios: readonly number[], options: GradNormOptions) {
  const slopes = [4 / 2, 1 / 2, 0.5 * 3];
  const norms = slopes.map((slope, i) => slope * (weights[i] ?? NaN));
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const rates = [...ratios.map((ratio) => ratio / mean(ratios)), 1];
  const moved = weights.map((weight, i) => {
    const target = mean(norms) * (rates[i] ?? NaN) ** options.asymmetry;
    const slope = slopes[i] ?? NaN;
    return Math.max(1e-3, weight - options.rate * Math.sign((norms[i] ?? NaN) - target) * slope);
  });
  const total = moved.reduce((sum, weight) => sum + weight, 0);
  return { norms, weights: moved.map((weight) => (weight * 3) / total) };
}

describe("gradNormScaling", () => {
  const options = { asymmetry: 1.5, rate: 0.025 };

  it("takes the first losses as they come, and moves the weights as by hand", () => {
    const found = step([1, 1, 1], fresh, options);
    const expected = byHand([1, 1, 1], [1, 1], options);
    expectClose(found["firstTasks"], [2, 1]);
    expectClose(found["weights"], expected.weights);
    expectClose(found["norm/tasks"], [
      ((expected.norms[0] ?? NaN) + (expected.norms[1] ?? NaN)) / 2,
    ]);
    expectClose(found["norm/penalty"], [1.5]);
  });

  it("weighs the gradient by the weights of the step before", () => {
    const weights = [0.5, 1.5, 1];
    const found = step(weights, [4, 1], options);
    expectClose(found["shared"], [0.5 * 2 + 1.5 * 0.5 + 1 * 1.5]);
    expectClose(found["penaltyScale"], [1]);
    expectClose(found["firstTasks"], [4, 1]);
    const expected = byHand(weights, [2 / 4, 1 / 1], options);
    expectClose(found["weights"], expected.weights);
    // Without r = 1 for the penalty its own ratio would move the mean: another result.
    expect(expected.weights).not.toEqual(byHand(weights, [1, 1], options).weights);
  });

  it("keeps the sum at the number of losses and every weight positive", () => {
    const found = step([1, 1, 1], fresh, { asymmetry: 0, rate: 10 });
    expect(found["weights"]?.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(3, 10);
    expect(Math.min(...(found["weights"] ?? [NaN]))).toBeGreaterThan(0);
  });

  it("refuses a step of 0", () => {
    expect(() => gradNormScaling({ asymmetry: 1, rate: 0 }, 2)).toThrow(
      "method.scaling: asymmetry 0 or more, rate above 0 (asymmetry 1, rate 0)",
    );
  });
});
