import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../fixtures/nn/differences.js";
import { evaluateNative } from "../../fixtures/nn/evaluate-native.js";
import { evaluate, tensorOf } from "../../fixtures/nn/evaluate.js";
import { differencesFromTorch, termCases } from "../../fixtures/nn/replay-terms.js";
import { at } from "../base/ndarray.js";
import { exp } from "../graph/ops/elementwise.js";
import { transpose } from "../graph/ops/movement.js";
import { sum } from "../graph/ops/reduce.js";
import { constant } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import {
  logWeightsOf,
  mixtureLogDensity,
  mixtureMean,
  openMixture,
  sampleMixture,
  type Mixture,
} from "./mixture.js";
import { standardGumbel, standardNormal } from "./noise.js";

/** The last axis, PyTorch's for components, as the first. */
const turned = (x: Tensor) =>
  transpose(x, [x.shape.length - 1, ...Array.from({ length: x.shape.length - 1 }, (_, i) => i)]);
const mixtureOf = (operand: (name: string) => Tensor): Mixture => ({
  logWeights: logWeightsOf(turned(operand("logits"))),
  means: turned(operand("means")),
  deviations: turned(operand("deviations")),
});

/** The functions of this file by the name of their case. */
const functions: Readonly<Record<string, (operand: (name: string) => Tensor) => Tensor>> = {
  mixtureLogDensity: (operand) => mixtureLogDensity(mixtureOf(operand), operand("z")),
  mixtureMean: (operand) => mixtureMean(mixtureOf(operand)),
  sampleMixture: (operand) =>
    sampleMixture(
      mixtureOf(operand),
      { normal: turned(operand("normal")), gumbel: turned(operand("gumbel")) },
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

it("openMixture makes of one law that of every element", () => {
  const one = {
    logWeights: constant([0.2, 0.8].map(Math.log), [2]),
    means: constant([-1, 2], [2]),
    deviations: constant([0.5, 1], [2]),
  };
  expect(openMixture(one, 2).means.shape).toEqual([2, 1, 1]);
  const z = [-1.5, 0, 3];
  const density = (x: number, mean: number, deviation: number) =>
    Math.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI));
  const found = evaluate({ z: mixtureLogDensity(openMixture(one, 2), constant(z, [1, 3])) })["z"];
  for (const [index, x] of z.entries()) {
    const expected = Math.log(0.2 * density(x, -1, 0.5) + 0.8 * density(x, 2, 1));
    expect(found?.[index]).toBeCloseTo(expected, 10);
  }
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

  it.each([
    ["each component has its own ε", [3]],
    ["components share ε", []],
  ])(
    "at a low temperature chooses components as often as their weights say, and has their law: %s",
    async (_, own) => {
      const draws = 20_000;
      const key = (seed: number) => tensorOf({ shape: [], values: [seed], dtype: "uint32" });
      const mixture = {
        logWeights: constant([0.2, 0.5, 0.3].map(Math.log), [3]),
        means: constant([-20, 0, 20], [3]),
        deviations: constant([0.5, 1, 2], [3]),
      };
      const noise = {
        normal: standardNormal(key(1), [...own, draws]),
        gumbel: standardGumbel(key(2), [3, draws]),
      };
      const law = openMixture(mixture, 1);
      const z = (await evaluateNative({ z: sampleMixture(law, noise, 1e-4) }))["z"] ?? [];
      const slack = 5 * Math.sqrt(0.25 / draws);
      expect(Math.abs(z.filter((value) => value < -10).length / draws - 0.2)).toBeLessThan(slack);
      const high = z.filter((value) => value > 10);
      expect(Math.abs(high.length / draws - 0.3)).toBeLessThan(slack);
      const variance = high.reduce((total, value) => total + (value - 20) ** 2, 0) / high.length;
      expect(Math.abs(variance / 4 - 1)).toBeLessThan(5 * Math.sqrt(2 / high.length));
    },
  );
});
