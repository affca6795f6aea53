import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../../fixtures/nn/differences.js";
import { evaluateNative } from "../../../fixtures/nn/evaluate-native.js";
import { errorOf, evaluate, tensorOf } from "../../../fixtures/nn/evaluate.js";
import { differencesFromTorch, termCases } from "../../../fixtures/nn/replay-terms.js";
import { readCases, type StoredArray, type StoredTree } from "../../../fixtures/nn/replay.js";
import { createRng } from "../../base/rng.js";
import { at } from "../../base/ndarray.js";
import { abs, add } from "../../graph/ops/elementwise.js";
import { slice, transpose } from "../../graph/ops/movement.js";
import { expand, reshape, sum } from "../../graph/ops/reduce.js";
import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import { logWeightsOf, openMixture, type Mixture } from "../mixture.js";
import { standardNormal } from "../noise.js";
import {
  mixtureDivergenceBound,
  planeDivergenceBound,
  sampledMixtureDivergence,
} from "./mixture-divergence.js";

/** The last axis, PyTorch's for components, as the first, or as that after the first `kept`. */
const turned = (x: Tensor, kept = 0) => {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [...axes.slice(0, kept), axes.length - 1, ...axes.slice(kept, -1)]);
};
const mixtureOf = (logits: Tensor, means: Tensor, deviations: Tensor): Mixture => ({
  logWeights: logWeightsOf(turned(logits)),
  means: turned(means),
  deviations: turned(deviations),
});
/** `prior` at each element, or one for all elements of `posterior`. */
const beside = (posterior: Mixture, prior: Mixture) =>
  openMixture(prior, posterior.means.shape.length - prior.means.shape.length);
const bothOf = (operand: (name: string) => Tensor): [posterior: Mixture, prior: Mixture] => {
  const posterior = mixtureOf(operand("logits"), operand("means"), operand("deviations"));
  const [logits, means] = [operand("priorLogits"), operand("priorMeans")];
  return [posterior, beside(posterior, mixtureOf(logits, means, operand("priorDeviations")))];
};
const functions = {
  mixtureDivergenceBound: (operand: (name: string) => Tensor) =>
    mixtureDivergenceBound(...bothOf(operand)),
  sampledMixtureDivergence: (operand: (name: string) => Tensor) =>
    sampledMixtureDivergence(...bothOf(operand), turned(operand("normal"), 1)),
};
const key = (seed: number) => tensorOf({ shape: [], values: [seed], dtype: "uint32" });
const positive = (name: string, shape: readonly number[]) => {
  const { values } = drawOperand(name, shape);
  return { shape, values: values.map((value) => 0.2 + Math.abs(value)) };
};
const drawMixture = (name: string, shape: readonly number[]): Mixture =>
  mixtureOf(
    tensorOf(drawOperand(`${name} logits`, shape)),
    tensorOf(drawOperand(`${name} means`, shape, 2)),
    tensorOf(positive(`${name} deviations`, shape)),
  );

/** Mean and standard error of the estimate of each mixture, from `samples` single draws. */
async function estimate(posterior: Mixture, prior: Mixture, samples: number, seed: number) {
  const shape = posterior.means.shape;
  const [components = 0, ...elements] = shape;
  const spread = [components, samples, ...elements];
  const repeated = (x: Tensor) => expand(reshape(x, [components, 1, ...elements]), spread);
  const many = {
    logWeights: repeated(posterior.logWeights),
    means: repeated(posterior.means),
    deviations: repeated(posterior.deviations),
  };
  const noise = standardNormal(key(seed), [1, ...spread]);
  const one = prior.means.shape.length === 1 ? prior : openMixture(prior, 1);
  const values = sampledMixtureDivergence(many, beside(many, one), noise);
  const rows = (await evaluateNative({ rows: transpose(values, [1, 0]) }))["rows"] ?? [];
  return Array.from({ length: rows.length / samples }, (_, mixture) => {
    const own = rows.slice(mixture * samples, (mixture + 1) * samples);
    const mean = own.reduce((total, value) => total + value) / samples;
    const squares = own.reduce((total, value) => total + (value - mean) ** 2, 0);
    return { mean, error: Math.sqrt(squares / (samples - 1) / samples) };
  });
}

describe.each(["mixtureDivergenceBound", "sampledMixtureDivergence"] as const)("%s", (name) => {
  it("equals PyTorch's distributions", async () => {
    const given = at(termCases(name), 0);
    expect(await differencesFromTorch(given, functions[name])).toEqual([]);
  });

  it("has the gradients of central differences, of posterior and prior", () => {
    const operands = {
      logits: drawOperand("logits", [2, 3]),
      means: drawOperand("means", [2, 3]),
      deviations: positive("deviations", [2, 3]),
      priorLogits: drawOperand("priorLogits", [3]),
      priorMeans: drawOperand("priorMeans", [3]),
      priorDeviations: positive("priorDeviations", [3]),
      normal: drawOperand("normal", [2, 2, 3]),
    };
    const build = (tensors: Readonly<Record<string, Tensor>>) =>
      sum(functions[name]((operand) => lookUp(tensors, operand)));
    expect(wrongGradients(operands, build)).toEqual([]);
  });
});

describe("mixtureDivergenceBound", () => {
  it("is the closed form of two Gaussians for one component", () => {
    const gaussian = (mean: number, deviation: number): Mixture => ({
      logWeights: constant([0], [1]),
      means: constant([mean], [1]),
      deviations: constant([deviation], [1]),
    });
    const found = evaluate({ kl: mixtureDivergenceBound(gaussian(0.5, 0.3), gaussian(-1, 2)) });
    const expected = Math.log(2 / 0.3) + (0.3 ** 2 + 1.5 ** 2) / (2 * 2 ** 2) - 0.5;
    expect(found["kl"]?.[0]).toBeCloseTo(expected, 12);
  });

  it("is 0 for equal mixtures, and loose where their components are permuted", async () => {
    const own = drawMixture("own", [1, 3]);
    const permute = (x: Tensor) =>
      constant(
        [2, 0, 1].map((i) => at(evaluate({ x })["x"] ?? [], i)),
        [3, 1],
      );
    const permuted = {
      logWeights: permute(own.logWeights),
      means: permute(own.means),
      deviations: permute(own.deviations),
    };
    const found = evaluate({
      same: mixtureDivergenceBound(own, own),
      permuted: mixtureDivergenceBound(own, permuted),
    });
    expect(found["same"]?.[0]).toBeCloseTo(0, 12);
    expect(found["permuted"]?.[0]).toBeGreaterThan(0.5);
    expect(at(await estimate(own, permuted, 50, 1), 0).mean).toBeCloseTo(0, 5);
  });

  it("is not below the divergence of 1,000 random mixtures, by Monte Carlo minus 3 standard errors", async () => {
    const [posterior, prior] = [
      drawMixture("posterior", [1000, 3]),
      drawMixture("prior", [1000, 3]),
    ];
    const values = evaluate({
      bounds: mixtureDivergenceBound(posterior, prior),
      // Not a bound: KL(π ‖ w) is missing.
      parts: mixtureDivergenceBound(posterior, { ...prior, logWeights: posterior.logWeights }),
    });
    const estimates = await estimate(posterior, prior, 100, 5);
    const below = (bounds: readonly number[] = []) =>
      estimates.filter(({ mean, error }, index) => at(bounds, index) < mean - 3 * error).length;
    expect(estimates.length).toBe(1000);
    expect(below(values["bounds"])).toBe(0);
    expect(below(values["parts"])).toBeGreaterThan(0);
  });
});

describe("sampledMixtureDivergence", () => {
  const exact = readCases<{
    readonly name: string;
    readonly output: StoredArray;
    readonly posterior: StoredTree;
    readonly prior: StoredTree;
  }>("ibca.json").filter(({ name }) => name.startsWith("exact divergence"));
  const stored = (tree: StoredTree, name: string, shape: readonly number[]) =>
    constant(
      lookUp(tree, name).values.map((value) => value ?? NaN),
      shape,
    );
  const read = (tree: StoredTree, shape: readonly number[]) =>
    mixtureOf(
      stored(tree, "logits", shape),
      stored(tree, "means", shape),
      stored(tree, "deviations", shape),
    );

  it.each(exact)(
    "is the integral, within 4 standard errors: $name",
    async ({ posterior, prior, output }) => {
      const divergence = output.values[0] ?? NaN;
      const q = read(posterior, [1, 3]);
      const r = read(prior, [3]);
      const { mean, error } = at(await estimate(q, r, 20_000, 9), 0);
      expect(error).toBeLessThan(0.05 * Math.max(1, divergence));
      expect(Math.abs(mean - divergence)).toBeLessThan(4 * error);
      const bound = evaluate({ bound: mixtureDivergenceBound(q, beside(q, r)) })["bound"]?.[0];
      expect(bound).toBeGreaterThanOrEqual(divergence);
    },
  );

  it("takes the mean over draws", () => {
    const [q, r] = [drawMixture("q", [2, 3]), drawMixture("r", [3])];
    const noise = drawOperand("noise", [2, 3, 2]);
    const part = (start: number) => constant(noise.values.slice(start, start + 6), [1, 3, 2]);
    const estimateOf = (normal: Tensor) => sampledMixtureDivergence(q, beside(q, r), normal);
    const values = evaluate({
      both: estimateOf(tensorOf(noise)),
      sum: add(estimateOf(part(0)), estimateOf(part(6))),
      size: abs(estimateOf(part(0))),
    });
    for (const [index, value] of (values["both"] ?? []).entries()) {
      expect(value).toBeCloseTo(at(values["sum"] ?? [], index) / 2, 12);
      expect(value).not.toBeCloseTo(at(values["size"] ?? [], index), 6);
    }
  });

  it("refuses noise of another shape", () => {
    const [q, r] = [drawMixture("q", [2, 3]), drawMixture("r", [3])];
    expect(errorOf(() => sampledMixtureDivergence(q, r, tensorOf(drawOperand("n", [3, 2]))))).toBe(
      "ShapeError: sampledMixtureDivergence: noise must be [S, M, ...]: got [3,2] (posterior [3,2])",
    );
  });
});

describe("planeDivergenceBound", () => {
  const laws = 200;
  const axes = 2;
  const components = 3;
  /** [M, 1, laws] and [M, D, laws]. */
  const drawPlane = (name: string): Mixture => ({
    logWeights: logWeightsOf(tensorOf(drawOperand(`${name} logits`, [components, 1, laws]))),
    means: tensorOf(drawOperand(`${name} means`, [components, axes, laws])),
    deviations: tensorOf(positive(`${name} deviations`, [components, axes, laws])),
  });
  const [posterior, prior] = [drawPlane("posterior"), drawPlane("prior")];

  it("along one axis is the bound of that axis", () => {
    const along = (x: Tensor) =>
      reshape(slice(x, [{ axis: 1, start: 1, end: 2 }]), [components, laws]);
    const flat = ({ logWeights, means, deviations }: Mixture): Mixture => ({
      ...{ logWeights: reshape(logWeights, [components, laws]) },
      ...{ means: along(means), deviations: along(deviations) },
    });
    const one = ({ logWeights, means, deviations }: Mixture): Mixture => ({
      logWeights,
      means: slice(means, [{ axis: 1, start: 1, end: 2 }]),
      deviations: slice(deviations, [{ axis: 1, start: 1, end: 2 }]),
    });
    const { plane, line } = evaluate({
      plane: planeDivergenceBound(one(posterior), one(prior)),
      line: mixtureDivergenceBound(flat(posterior), flat(prior)),
    });
    expect(plane).toEqual(line);
  });

  it("of one component is the sum of the axes' closed forms, and of equal laws 0", () => {
    const gaussian = (means: readonly number[], deviations: readonly number[]): Mixture => ({
      logWeights: constant([0], [1, 1]),
      means: constant(means, [1, 2]),
      deviations: constant(deviations, [1, 2]),
    });
    const [own, other] = [gaussian([0.5, 0], [0.3, 1]), gaussian([-1, 0.2], [2, 0.5])];
    const kl = (m: number, s: number, to: number, wide: number) =>
      Math.log(wide / s) + (s * s + (m - to) ** 2) / (2 * wide ** 2) - 0.5;
    const { found = [], same = [] } = evaluate({
      found: reshape(planeDivergenceBound(own, other), [1]),
      same: planeDivergenceBound(posterior, posterior),
    });
    expect(found[0]).toBeCloseTo(kl(0.5, 0.3, -1, 2) + kl(0, 1, 0.2, 0.5), 12);
    expect(Math.max(...same.map(Math.abs))).toBeLessThan(1e-12);
  });

  it("is not below the divergence of random laws, by Monte Carlo minus 3 standard errors", () => {
    const values = evaluate({
      bounds: planeDivergenceBound(posterior, prior),
      // Not a bound: the choice of the component is not paid for.
      parts: planeDivergenceBound(posterior, { ...prior, logWeights: posterior.logWeights }),
      ...{ logQ: posterior.logWeights, meansQ: posterior.means, deviationsQ: posterior.deviations },
      ...{ logR: prior.logWeights, meansR: prior.means, deviationsR: prior.deviations },
    });
    const of = (name: string, index: number) => at(values[name] ?? [], index);
    const logDensity = (side: "Q" | "R", law: number, point: readonly number[]) => {
      const logs = [0, 1, 2].map((m) =>
        point.reduce(
          (total, x, axis) => {
            const index = (m * axes + axis) * laws + law;
            const s = of(`deviations${side}`, index);
            return total - (x - of(`means${side}`, index)) ** 2 / (2 * s * s) - Math.log(s);
          },
          of(`log${side}`, m * laws + law),
        ),
      );
      return Math.log(logs.reduce((sum, value) => sum + Math.exp(value), 0));
    };
    const rng = createRng("draws");
    const samples = 400;
    let brokenParts = 0;
    for (let law = 0; law < laws; law++) {
      const ratios = Array.from({ length: samples }, () => {
        const chosen = rng.uniform();
        const first = Math.exp(of("logQ", law));
        const second = Math.exp(of("logQ", laws + law));
        const m = chosen < first ? 0 : chosen < first + second ? 1 : 2;
        const point = [0, 1].map((axis) => {
          const index = (m * axes + axis) * laws + law;
          return of("meansQ", index) + of("deviationsQ", index) * rng.normal();
        });
        return logDensity("Q", law, point) - logDensity("R", law, point);
      });
      const mean = ratios.reduce((sum, value) => sum + value, 0) / samples;
      const squares = ratios.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const least = mean - 3 * Math.sqrt(squares / (samples - 1) / samples);
      expect(of("bounds", law)).toBeGreaterThan(least);
      if (of("parts", law) < least) brokenParts++;
    }
    expect(brokenParts).toBeGreaterThan(0);
  });
});
