import { describe, expect, it } from "vitest";
import { add, mul } from "../graph/ops/elementwise.js";
import { sum } from "../graph/ops/reduce.js";
import { constant, input, scalar } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import { createContext } from "../nn/layer.js";
import { clipScaling, noScaling, type LossScaling } from "./gradient-scaling.js";

const parameters = {
  shared: input("shared", [2]),
  head: input("head", [1]),
  critic: input("critic", [1]),
  untouched: input("untouched", [1]),
};
const lambda = 0.1;

/** dTasks = shared [3, 0], head [4]: norm 5. dPenalty = length · (shared [0, 0.6], critic [0.8]). */
function gradientsOf(scaling: LossScaling, length: number) {
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
  const { gradients, shown } = scaling.scale({
    // Two heads whose mean is `tasks`.
    tasks: [mul(tasks, 0.5), mul(tasks, 1.5)],
    penalty: { value: value(length), weight: scalar(lambda) },
    shared: parameters.shared,
    parameters,
    lastShared: "shared",
    context: createContext("train", {}, {}, null),
  });
  const program = createProgram("gradients", { ...gradients, ...shown });
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

describe("loss scaling", () => {
  it("is the plain sum with scaling none, however long the penalty's gradient", () => {
    expectClose(gradientsOf(noScaling, 10), { shared: [3, 0.6], head: [4], critic: [0.8] });
  });

  it("clips a longer penalty to the tasks' length: alpha = 5/10", () => {
    expectClose(gradientsOf(clipScaling, 10), {
      penaltyScale: [0.5],
      "norm/tasks": [5],
      "norm/penalty": [10],
      shared: [3, 0.3],
      head: [4],
      critic: [0.4],
    });
  });

  it("counts the heads in the norm: without them alpha would be 3/10", () => {
    expect(gradientsOf(clipScaling, 10)["penaltyScale"]?.[0]).not.toBeCloseTo(0.3, 6);
  });

  it("never lengthens a shorter penalty: alpha is 1 where the ratio would be 5", () => {
    const clipped = gradientsOf(clipScaling, 1);
    expect(clipped["penaltyScale"]).toEqual([1]);
    for (const [name, values] of Object.entries(gradientsOf(noScaling, 1))) {
      expectClose({ [name]: clipped[name] ?? [] }, { [name]: values });
    }
  });

  it("stays finite where the penalty has no slope", () => {
    expectClose(gradientsOf(clipScaling, 0), {
      penaltyScale: [1],
      "norm/tasks": [5],
      "norm/penalty": [0],
      shared: [3, 0],
      head: [4],
      critic: [0],
    });
  });
});
