import { describe, expect, it } from "vitest";
import { add, mul } from "../graph/ops/elementwise.js";
import { sum } from "../graph/ops/reduce.js";
import { constant, input, scalar } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import { createContext } from "../nn/layer.js";
import { ratioScaling } from "./ratio-scaling.js";

/**
 * Tasks: slope [3, 4] at the shared weight (norm 5) and 12 at an earlier one, which must not count. Penalty: slope
 * [0, length] at the shared weight, 1 at the earlier one. lambda = 0.1.
 */
function step(length: number, average: number, options = { memory: 0.9, largest: 10 }) {
  const parameters = { early: input("early", [1]), shared: input("shared", [2]) };
  const along = (early: number, shared: readonly number[]) =>
    add(
      sum(mul(parameters.early, constant([early], [1]))),
      sum(mul(parameters.shared, constant(shared, [2]))),
    );
  const context = createContext("train", {}, { average: scalar(average) }, null);
  const { gradients, shown } = ratioScaling(options).scale({
    tasks: [along(12, [3, 4])],
    penalty: { value: along(1, [0, length]), weight: scalar(0.1) },
    parameters,
    lastShared: "shared",
    context,
  });
  const program = createProgram("step", { ...gradients, ...shown, ...context.nextBuffers });
  const feeds = Object.fromEntries(
    program.inputs.map(({ name, tensor }) => [name, referenceArray(tensor.shape, () => 1)]),
  );
  return Object.fromEntries(
    Object.entries(evaluateReference(program, feeds)).map(([name, { data }]) => [name, [...data]]),
  );
}

const fresh = -1;

describe("ratioScaling", () => {
  it("scales by the ratio of norms at the last shared weight, the first one at once", () => {
    const { early, shared, penaltyScale, average } = step(10, fresh);
    expect(penaltyScale?.[0]).toBeCloseTo(0.5, 12);
    expect(average?.[0]).toBeCloseTo(0.5, 12);
    expect(shared).toEqual([3, expect.closeTo(4 + 0.1 * 0.5 * 10, 12)]);
    expect(early?.[0]).toBeCloseTo(12 + 0.1 * 0.5, 12);
    // Norms over all parameters would give 13 / √101.
    expect(penaltyScale?.[0]).not.toBeCloseTo(13 / Math.sqrt(101), 3);
  });

  it("moves slowly afterwards: 0.9 · 2 + 0.1 · 0.5", () => {
    const { penaltyScale, average } = step(10, 2);
    expect(penaltyScale?.[0]).toBeCloseTo(1.85, 12);
    expect(average?.[0]).toBeCloseTo(1.85, 12);
  });

  it("may lengthen, but not beyond the largest factor, also where the penalty has no slope", () => {
    expect(step(1, fresh)["penaltyScale"]?.[0]).toBeCloseTo(5, 12);
    expect(step(0.1, fresh)["penaltyScale"]).toEqual([10]);
    expect(step(0, fresh, { memory: 0.9, largest: 3 })["penaltyScale"]).toEqual([3]);
  });

  it("refuses what is no average and no bound", () => {
    expect(() => ratioScaling({ memory: 1, largest: 10 })).toThrow(
      "method.scaling: memory between 0 and 1, largest above 0 (memory 1, largest 10)",
    );
    expect(() => ratioScaling({ memory: 0.5, largest: 0 })).toThrow("largest above 0");
  });
});
