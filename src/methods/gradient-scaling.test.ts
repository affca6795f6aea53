import { describe, expect, it } from "vitest";
import { add, mul } from "../graph/ops/elementwise.js";
import { sum } from "../graph/ops/reduce.js";
import { constant, input, scalar } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import { penalisedGradients, type GradientScaling } from "./gradient-scaling.js";

const parameters = {
  shared: input("shared", [2]),
  head: input("head", [1]),
  critic: input("critic", [1]),
  untouched: input("untouched", [1]),
};
const lambda = 0.1;

/** dTasks = shared [3, 0], head [4]: norm 5. dPenalty = length · (shared [0, 0.6], critic [0.8]). */
function gradientsOf(scaling: GradientScaling, length: number | null) {
  const slope = (values: readonly number[]) => constant(values, [values.length]);
  const tasks = add(
    sum(mul(parameters.shared, slope([3, 0]))),
    sum(mul(parameters.head, slope([4]))),
  );
  const value = (size: number) =>
    add(
      sum(mul(parameters.shared, slope([0, 0.6 * size]))),
      sum(mul(parameters.critic, slope([0.8 * size]))),
    );
  const penalty = length === null ? null : { value: value(length), weight: scalar(lambda) };
  const { gradients, factor } = penalisedGradients({ tasks, penalty, scaling }, parameters);
  const outputs = { ...gradients, ...(factor === null ? {} : { factor }) };
  const program = createProgram("gradients", outputs);
  const feeds = Object.fromEntries(
    program.inputs.map(({ name, tensor }) => [name, referenceArray(tensor.shape, () => 1)]),
  );
  return Object.fromEntries(
    Object.entries(evaluateReference(program, feeds)).map(([name, { data }]) => [name, [...data]]),
  );
}

/** Compare name by name to 12 digits; the names must be the same. */
function expectClose(found: Readonly<Record<string, number[]>>, expected: typeof found): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    for (const [index, value] of values.entries()) {
      expect(found[name]?.[index], `${name}[${index}]`).toBeCloseTo(value, 12);
    }
  }
}

describe("penalisedGradients", () => {
  it("has the tasks' gradient alone without a penalty, and leaves out what is not reached", () => {
    expectClose(gradientsOf("clip", null), { shared: [3, 0], head: [4] });
  });

  it("is the plain sum with scaling none, however long the penalty's gradient", () => {
    expectClose(gradientsOf("none", 10), { shared: [3, 0.6], head: [4], critic: [0.8] });
  });

  it("clips a longer penalty to the tasks' length: alpha = 5/10", () => {
    expectClose(gradientsOf("clip", 10), {
      factor: [0.5],
      shared: [3, 0.3],
      head: [4],
      critic: [0.4],
    });
  });

  it("counts the heads in the norm: without them alpha would be 3/10", () => {
    expect(gradientsOf("clip", 10)["factor"]?.[0]).not.toBeCloseTo(0.3, 6);
  });

  it("never lengthens a shorter penalty: alpha is 1 where the ratio would be 5", () => {
    const clipped = gradientsOf("clip", 1);
    expect(clipped["factor"]).toEqual([1]);
    const { factor: _, ...gradients } = clipped;
    expectClose(gradients, gradientsOf("none", 1));
  });

  it("stays finite where the penalty has no slope", () => {
    expectClose(gradientsOf("clip", 0), { factor: [1], shared: [3, 0], head: [4], critic: [0] });
  });
});
