import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../../fixtures/nn/differences.js";
import { evaluateNative } from "../../../fixtures/nn/evaluate-native.js";
import { errorOf, evaluate, tensorOf } from "../../../fixtures/nn/evaluate.js";
import { differencesFromTorch, termCases } from "../../../fixtures/nn/replay-terms.js";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { add, mul, softplus, sub } from "../../graph/ops/elementwise.js";
import { transpose } from "../../graph/ops/movement.js";
import { deriveKey } from "../../graph/ops/random.js";
import { mean, softmax, sum } from "../../graph/ops/reduce.js";
import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import { createContext, initialise } from "../layer.js";
import { mixtureDivergenceBound } from "../losses/mixture-divergence.js";
import { openMixture } from "../mixture.js";
import { standardNormal } from "../noise.js";
import {
  gaussianMixtureAttention,
  type GaussianMixtureAttentionOptions,
  type MixtureAttention,
} from "./gaussian-mixture-attention.js";
import { mapRows } from "./map-rows.js";

const base: GaussianMixtureAttentionOptions = {
  classes: 4,
  inFeatures: 3,
  components: 3,
  off: null,
};
const off = { mean: -4, deviation: 0.25 };
const random = (seed: number) => {
  const key = constant([seed], [], "uint32");
  return { stream: (stream: number) => deriveKey(key, stream) };
};
const tokens = drawOperand("tokens", [2, 5, 3]);

/** The bottleneck with the arrays that `operand` has, else with those of its start. */
function attend(
  options: GaussianMixtureAttentionOptions,
  mode: "train" | "evaluate",
  operand: (name: string) => Tensor | undefined = () => undefined,
  seed = 1,
  choice: Tensor | number = 0.7,
) {
  const layer = gaussianMixtureAttention(options);
  const start = initialise(layer.parameters, createRng(4));
  const parameters = Object.fromEntries(
    Object.entries(layer.parameters).map(([name, { shape }]) => [
      name,
      operand(name) ?? constant(lookUp(start, name), shape),
    ]),
  );
  const context = createContext(mode, parameters, {}, random(seed));
  return layer.attend(context, operand("tokens") ?? tensorOf(tokens), choice);
}

const divergenceOf = ({ posterior, prior }: MixtureAttention) =>
  mixtureDivergenceBound(posterior, openMixture(prior, 3));

describe("gaussianMixtureAttention", () => {
  it("in evaluation is the softmax over places of the mixtures' means, as by PyTorch", async () => {
    const given = at(termCases("gaussianMixtureAttention, evaluate"), 0);
    const build = (
      operand: (name: string) => Tensor,
      settings: Readonly<Record<string, number>>,
    ) => {
      const temperature = lookUp(settings, "temperature");
      const has = (name: string) => (name in given.operands ? operand(name) : undefined);
      return attend({ ...base, temperature }, "evaluate", has).attention;
    };
    expect(await differencesFromTorch(given, build)).toEqual([]);
  });

  it("with one component is the single-Gaussian bottleneck, z = μ + σε, and its divergence the closed form", () => {
    const single = { ...base, components: 1 };
    const arrays = {
      "mean.weight": drawOperand("mean", [4, 3]),
      "mean.bias": drawOperand("mean bias", [4]),
      "deviation.weight": drawOperand("deviation", [4, 3], 3),
      "deviation.bias": drawOperand("deviation bias", [4]),
      priorMean: drawOperand("prior mean", [1]),
      priorDeviation: drawOperand("prior deviation", [1]),
    };
    const tensors = Object.fromEntries(Object.entries(arrays).map(([n, x]) => [n, tensorOf(x)]));
    const seen = attend(single, "train", (name) => tensors[name], 6);
    const map = (name: string) =>
      mapRows(tensorOf(tokens), lookUp(tensors, `${name}.weight`), lookUp(tensors, `${name}.bias`));
    const byClass = (x: Tensor) => transpose(x, [0, 2, 1]);
    const mu = byClass(map("mean"));
    const sigma = byClass(add(softplus(sub(map("deviation"), 5)), 1e-6));
    const noise = standardNormal(random(6).stream(0), [2, 4, 5]);
    const z = add(mu, mul(sigma, noise));
    const values = evaluate({
      z,
      attention: softmax(z),
      mu,
      sigma,
      ownZ: seen.logits,
      ownAttention: seen.attention,
      divergence: divergenceOf(seen),
    });
    expect(values["ownZ"]).toEqual(values["z"]);
    expect(values["ownAttention"]).toEqual(values["attention"]);
    const [priorMean = NaN] = arrays.priorMean.values;
    const prior = Math.log1p(Math.exp(arrays.priorDeviation.values[0] ?? NaN));
    for (const [index, own] of (values["mu"] ?? []).entries()) {
      const s = at(values["sigma"] ?? [], index);
      const closed =
        Math.log(prior / s) + (s * s + (own - priorMean) ** 2) / (2 * prior ** 2) - 0.5;
      expect(at(values["divergence"] ?? [], index)).toBeCloseTo(closed, 10);
    }
  });

  it.each([null, off])("orders the means of both mixtures, with off = %o", (given) => {
    const scaled = (name: string) =>
      name === "mean.weight" ? tensorOf(drawOperand(name, [12, 3], 4)) : undefined;
    const { posterior, prior } = attend({ ...base, off: given }, "train", scaled);
    const values = evaluate({ posterior: posterior.means, prior: prior.means });
    for (const means of [values["posterior"] ?? [], values["prior"] ?? []]) {
      const elements = means.length / 3;
      const steps = means.slice(elements).map((own, i) => own - at(means, i));
      expect(Math.min(...steps)).toBeGreaterThan(0);
    }
    expect(values["prior"]?.length).toBe(3);
  });

  it("starts at the prior of the docstring, the off component fixed and without parameters", () => {
    const start = (options: GaussianMixtureAttentionOptions) => {
      const { prior } = attend(options, "train");
      return evaluate({ means: prior.means, s: prior.deviations, w: prior.logWeights });
    };
    const near = (got: readonly number[] | undefined, want: readonly number[]) => {
      expect(got?.length).toBe(want.length);
      for (const [index, value] of want.entries()) expect(got?.[index]).toBeCloseTo(value, 6);
    };
    near(start(base)["means"], [-2, 0, 2]);
    near(start({ ...base, off })["means"], [-4, -1, 1]);
    near(start({ ...base, off })["s"], [0.25, 1, 1]);
    near(
      start({ ...base, off })["w"],
      [1, 1, 1].map(() => -Math.log(3)),
    );
    near(start({ ...base, components: 1 })["means"], [0]);
    const { parameters } = gaussianMixtureAttention({ ...base, off });
    expect(parameters["priorMean"]?.shape).toEqual([2]);
    expect(parameters["priorDeviation"]?.shape).toEqual([2]);
    expect(Object.keys(gaussianMixtureAttention({ ...base, components: 1 }).parameters)).toEqual([
      ...["mean.weight", "mean.bias", "deviation.weight", "deviation.bias"],
      ...["priorMean", "priorDeviation"],
    ]);
  });

  it("draws anew with the key in training, and not in evaluation", () => {
    const z = (mode: "train" | "evaluate", seed: number) =>
      evaluate({ z: attend(base, mode, undefined, seed).logits })["z"];
    expect(z("train", 1)).toEqual(z("train", 1));
    expect(z("train", 1)).not.toEqual(z("train", 2));
    expect(z("evaluate", 1)).toEqual(z("evaluate", 2));
  });

  it("at a low τ draws one component's mean where σ is small, as often as π says", async () => {
    // One class, one feature, all weights 0: the mixture of each place is that of the biases.
    const places = 4000;
    const options = { classes: 1, inFeatures: 1, components: 2, off: null };
    const arrays: Readonly<Record<string, Tensor>> = {
      tokens: tensorOf({ shape: [1, places, 1], values: new Array<number>(places).fill(0) }),
      "mix.bias": constant([Math.log(0.3), Math.log(0.7)], [2]),
    };
    const { logits } = attend(options, "train", (name) => arrays[name], 2, 1e-4);
    const z = (await evaluateNative({ logits }))["logits"] ?? [];
    const low = z.filter((value) => value < 0).length / places;
    expect(Math.abs(low - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 / places));
    // Where both components are as good as each other to some τ, the draw lies between them: 1 of 10,000.
    const between = z.filter((value) => Math.abs(Math.abs(value) - 1) >= 0.1);
    expect(between.length).toBeLessThanOrEqual(3);
  });

  it.each([null, off])(
    "has the gradients of central differences, drawn noise fixed, off = %o",
    (given) => {
      const options = { ...base, off: given, classes: 2, inFeatures: 1 };
      const { parameters } = gaussianMixtureAttention(options);
      const operands = {
        tokens: drawOperand("tokens", [1, 3, 1]),
        ...Object.fromEntries(
          Object.entries(parameters).map(([name, { shape }]) => [name, drawOperand(name, shape)]),
        ),
      };
      const weights = tensorOf(drawOperand("weights", [1, 2, 3]));
      const build = (tensors: Readonly<Record<string, Tensor>>) => {
        const seen = attend(options, "train", (name) => tensors[name]);
        const divergence = mean(divergenceOf(seen));
        return add(sum(mul(seen.attention, weights)), mul(divergence, 0.1));
      };
      expect(wrongGradients(operands, build)).toEqual([]);
    },
  );

  it("refuses options and tokens that do not fit", () => {
    const make = (options: Partial<GaussianMixtureAttentionOptions>) =>
      errorOf(() => gaussianMixtureAttention({ ...base, ...options }));
    expect(make({ temperature: 0 })).toBe(
      "ConfigError: gaussianMixtureAttention: temperature: expected above 0, got 0",
    );
    expect(make({ off, components: 1 })).toBe(
      "ConfigError: gaussianMixtureAttention: components with an off component: expected 2 or more, got 1",
    );
    expect(make({ off: { mean: -1, deviation: 1 } })).toBe(
      "ConfigError: gaussianMixtureAttention: off.mean: expected below -1, got -1",
    );
    expect(make({ off: { mean: -4, deviation: 0 } })).toBe(
      "ConfigError: gaussianMixtureAttention: off.deviation: expected above 0, got 0",
    );
    const wide = tensorOf({ shape: [1, 1, 2], values: [1, 2] });
    const given = (name: string) => (name === "tokens" ? wide : undefined);
    expect(errorOf(() => attend(base, "train", given))).toBe(
      "ShapeError: gaussianMixtureAttention: tokens must be [B, N, C]: got [1,1,2] (C 3)",
    );
  });
});
