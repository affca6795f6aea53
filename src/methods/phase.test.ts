import { describe, expect, it } from "vitest";
import { createRng } from "../base/rng.js";
import { add, mul } from "../graph/ops/elementwise.js";
import { sum } from "../graph/ops/reduce.js";
import { constant, input } from "../graph/ops/source.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import { constantInit, type SpecTree } from "../nn/layer.js";
import type { GradientTransform } from "../optim/optimizer.js";
import { sgd } from "../optim/sgd.js";
import { buildPhase, freshState, stateInputs } from "./phase.js";

const parameters: SpecTree = {
  weight: { shape: [2], init: constantInit(1) },
  fixed: { shape: [1], init: constantInit(1) },
};
const progress = { step: 1, fraction: 0.25, learningRate: 0.1 };

/** L = weight · [1, 2] · fixed + lambda · weight · [0, 4], one buffer that counts. */
function phaseOf(
  averageDecay: number | null,
  gradientTransform: GradientTransform | null = null,
  alsoUpdated: SpecTree = {},
) {
  const inputs = stateInputs({ ...parameters, ...alsoUpdated });
  const { weight, fixed } = inputs;
  if (weight === undefined || fixed === undefined) throw new Error("no such input");
  const { fixed: _, ...updated } = parameters;
  return buildPhase(
    {
      name: "encoder",
      updated: { ...updated, ...alsoUpdated },
      optimizer: sgd({ momentum: 0.9, nesterov: false, weightDecay: 0 }),
      gradientTransform,
      averageDecay,
      averagedBuffers: { count: { shape: [], init: constantInit(0) } },
      countsAsEncoderStep: true,
      learningRateFactor: 2,
      loss: { lambda: ({ fraction }) => 2 * fraction },
      forward: (_, { lambda }) => {
        const task = sum(mul(mul(weight, constant([1, 2], [2])), fixed));
        const value = sum(mul(weight, constant([0, 4], [2])));
        if (lambda === undefined) throw new Error("no lambda");
        return {
          loss: add(task, mul(value, lambda)),
          terms: { task },
          nextBuffers: { count: add(input("count", []), 1) },
        };
      },
    },
    inputs,
  );
}

const state: Readonly<Record<string, readonly number[]>> = {
  weight: [1, -1],
  fixed: [1],
  count: [6],
  "average/weight": [1, -1],
  "average/count": [4],
  "optimizer/momentum.weight": [0.5, 0],
};

function step(built: ReturnType<typeof phaseOf>): Record<string, number[]> {
  const { program } = built.phase;
  const values = built.phase.scalars(progress);
  const feeds = Object.fromEntries(
    program.inputs.map(({ name, tensor }) => [
      name,
      referenceArray(tensor.shape, (index) => state[name]?.[index] ?? values[name] ?? NaN),
    ]),
  );
  return Object.fromEntries(
    Object.entries(evaluateReference(program, feeds)).map(([name, { data }]) => [name, [...data]]),
  );
}

function expectClose(found: readonly number[] | undefined, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) expect(found?.[index]).toBeCloseTo(value, 12);
}

describe("buildPhase", () => {
  it("takes one step of SGD with momentum by hand, at twice the run's rate", () => {
    // g = [1, 2] + 0.5 · [0, 4]; b = 0.9 · [0.5, 0] + g = [1.45, 4]; w − 0.2 · b.
    const after = step(phaseOf(null));
    expectClose(after["optimizer/momentum.weight"], [1.45, 4]);
    expectClose(after["weight"], [0.71, -1.8]);
    expectClose(after["count"], [7]);
    // The term is that of the old weights.
    expectClose(after["term/task"], [-1]);
  });

  it("transforms gradients before the update", () => {
    const halve: GradientTransform = (tree) =>
      Object.fromEntries(Object.entries(tree).map(([name, tensor]) => [name, mul(tensor, 0.5)]));
    expectClose(step(phaseOf(null, halve))["weight"], [1 - 0.2 * 0.95, -1 - 0.2 * 2]);
  });

  it("moves the average towards the new weights, by 2/11 in the first step", () => {
    const after = step(phaseOf(0.5))["average/weight"];
    const decay = 2 / 11;
    expectClose(after, [decay + (1 - decay) * 0.71, -decay - (1 - decay) * 1.8]);
  });

  it("moves the average of a buffer towards its new value, by as much as that of the weights", () => {
    const decay = 2 / 11;
    expectClose(step(phaseOf(0.5))["average/count"], [decay * 4 + (1 - decay) * 7]);
  });

  it("updates what the phase may touch, nothing else", () => {
    const { phase, slots } = phaseOf(0.5);
    expect([...phase.updates].sort()).toEqual([
      "average/count",
      "average/weight",
      "count",
      "optimizer/momentum.weight",
      "weight",
    ]);
    expect(Object.keys(slots).sort()).toEqual([
      "average/count",
      "average/weight",
      "optimizer/momentum.weight",
    ]);
    expect(phase.terms).toEqual(["task"]);
  });

  it("refuses to leave a parameter untrained", () => {
    const alsoUpdated = { unreached: { shape: [1], init: constantInit(1) } };
    expect(() => phaseOf(null, null, alsoUpdated)).toThrow(
      "phase encoder: no gradient reaches a parameter: got [unreached]",
    );
  });

  it("has the scalars of optimiser, loss and average", () => {
    expect(phaseOf(0.5).phase.scalars(progress)).toEqual({
      "scalar/learningRate": 0.2,
      "scalar/lambda": 0.5,
      "scalar/averageDecay": 2 / 11,
    });
    expect(phaseOf(0.5).phase.scalars({ ...progress, step: 1000 })).toMatchObject({
      "scalar/averageDecay": 0.5,
    });
  });
});

describe("freshState", () => {
  it("starts an average at the drawn weights, in memory of its own", () => {
    const drawn = { shape: [3], init: () => Float32Array.of(1, 2, 3) };
    const averaged = { shape: [3], init: constantInit(0) };
    const fresh = freshState({ weight: drawn, "average/weight": averaged }, createRng(0));
    expect(fresh["average/weight"]).toEqual(Float32Array.of(1, 2, 3));
    expect(fresh["average/weight"]).not.toBe(fresh["weight"]);
  });
});
