import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../fixtures/nn/differences.js";
import { evaluateNative } from "../../fixtures/nn/evaluate-native.js";
import { evaluate, tensorOf } from "../../fixtures/nn/evaluate.js";
import { differencesFromTorch, termCases } from "../../fixtures/nn/replay-terms.js";
import { at } from "../base/ndarray.js";
import { exp, sub } from "../graph/ops/elementwise.js";
import { logSumExp, reshape, sum } from "../graph/ops/reduce.js";
import { constant } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import {
  expandMixture,
  mixtureLogDensity,
  mixtureMean,
  sampleMixture,
  type Mixture,
} from "./mixture.js";
import { standardGumbel, standardNormal } from "./noise.js";

const mixtureOf = (operand: (name: string) => Tensor): Mixture => {
  const logits = operand("logits");
  return {
    logWeights: sub(logits, logSumExp(logits, { axes: [-1], keepAxes: true })),
    means: operand("means"),
    deviations: operand("deviations"),
  };
};
const points = (z: Tensor) => reshape(z, [...z.shape, 1]);

/** The functions of this file by the name of their case. */
const functions: Readonly<Record<string, (operand: (name: string) => Tensor) => Tensor>> = {
  mixtureLogDensity: (operand) => mixtureLogDensity(mixtureOf(operand), points(operand("z"))),
  mixtureMean: (operand) => mixtureMean(mixtureOf(operand)),
  sampleMixture: (operand) =>
    sampleMixture(
      mixtureOf(operand),
      { normal: operand("normal"), gumbel: operand("gumbel") },
      operand("temperature"),
    ),
};

describe.each(Object.keys(functions))("%s", (name) => {
  it("equals PyTorch's distributions", async () => {
    const given = at(termCases(name), 0);
    expect(await differencesFromTorch(given, lookUp(functions, name))).toEqual([]);
  });

  it("has the gradients of central differences", () => {
    const shape = [2, 3];
    const deviations = drawOperand("deviations", shape);
    const operands = {
      logits: drawOperand("logits", shape),
      means: drawOperand("means", shape),
      deviations: { shape, values: deviations.values.map((value) => 0.3 + Math.abs(value)) },
      z: drawOperand("z", [2]),
      normal: drawOperand("normal", shape),
      gumbel: drawOperand("gumbel", shape),
      temperature: { shape: [], values: [0.5] },
    };
    const build = (tensors: Readonly<Record<string, Tensor>>) =>
      sum(exp(lookUp(functions, name)((operand) => lookUp(tensors, operand))));
    expect(wrongGradients(operands, build)).toEqual([]);
  });
});

it("expandMixture gives the same law at every element", () => {
  const one = {
    logWeights: constant([0.2, 0.8].map(Math.log), [2]),
    means: constant([-1, 2], [2]),
    deviations: constant([0.5, 1], [2]),
  };
  const z = constant([-1.5, 0, 3], [3, 1]);
  const many = expandMixture(one, [3, 2]);
  expect(many.means.shape).toEqual([3, 2]);
  const values = evaluate({ one: mixtureLogDensity(one, z), many: mixtureLogDensity(many, z) });
  expect(values["many"]).toEqual(values["one"]);
});

describe("sampleMixture", () => {
  const one = (gumbel: Tensor | null) => {
    const mixture = {
      logWeights: constant([0], [1]),
      means: constant([0.3], [1]),
      deviations: constant([2], [1]),
    };
    return sampleMixture(mixture, { normal: constant([-0.7], [1]), gumbel }, 0.4);
  };

  it("of one component is μ + σε exactly, with noise of choice or without", () => {
    const values = evaluate({ plain: one(null), chosen: one(constant([1.7], [1])) });
    expect(values["plain"]).toEqual([0.3 + 2 * -0.7]);
    expect(values["chosen"]).toEqual(values["plain"]);
  });

  it("at a low temperature chooses components as often as their weights say, and has their law", async () => {
    const draws = 20_000;
    const key = (seed: number) => tensorOf({ shape: [], values: [seed], dtype: "uint32" });
    const mixture = {
      logWeights: constant([0.2, 0.5, 0.3].map(Math.log), [3]),
      means: constant([-20, 0, 20], [3]),
      deviations: constant([0.5, 1, 2], [3]),
    };
    const noise = {
      normal: standardNormal(key(1), [draws, 3]),
      gumbel: standardGumbel(key(2), [draws, 3]),
    };
    const z = (await evaluateNative({ z: sampleMixture(mixture, noise, 1e-4) }))["z"] ?? [];
    const slack = 5 * Math.sqrt(0.25 / draws);
    expect(Math.abs(z.filter((value) => value < -10).length / draws - 0.2)).toBeLessThan(slack);
    const high = z.filter((value) => value > 10);
    expect(Math.abs(high.length / draws - 0.3)).toBeLessThan(slack);
    const variance = high.reduce((total, value) => total + (value - 20) ** 2, 0) / high.length;
    expect(Math.abs(variance / 4 - 1)).toBeLessThan(5 * Math.sqrt(2 / high.length));
  });
});
