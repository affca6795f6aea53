import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../../fixtures/nn/differences.js";
import { errorOf, evaluate, tensorOf, type Operand } from "../../../fixtures/nn/evaluate.js";
import { at, sizeOf } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { add, mul } from "../../graph/ops/elementwise.js";
import { deriveKey } from "../../graph/ops/random.js";
import { mean, sum } from "../../graph/ops/reduce.js";
import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import { createContext, initialise } from "../layer.js";
import { planeDivergenceBound } from "../losses/mixture-divergence.js";
import { standardNormal } from "../noise.js";
import { imagePlaneAttention, type ImagePlaneAttentionOptions } from "./image-plane-attention.js";

/** Two rows of three places on a picture of 8 x 12; places stand at pixels 1, 5, (9). */
const base: ImagePlaneAttentionOptions = {
  ...{ classes: 2, inFeatures: 3, components: 3, off: true },
  ...{ places: [2, 3], pixels: [8, 12], centres: { first: 1, step: 4 } },
};
const random = (seed: number) => {
  const key = constant([seed], [], "uint32");
  return { stream: (stream: number) => deriveKey(key, stream) };
};
const tokens = drawOperand("tokens", [2, 6, 3]);

/** The bottleneck with the arrays that `operand` has, else with those of its start. */
function attend(
  options: ImagePlaneAttentionOptions,
  mode: "train" | "evaluate",
  operand: (name: string) => Tensor | undefined = () => undefined,
  seed = 1,
) {
  const layer = imagePlaneAttention(options);
  const start = initialise(layer.parameters, createRng(4));
  const parameters = Object.fromEntries(
    Object.entries(layer.parameters).map(([name, { shape }]) => [
      name,
      operand(name) ?? constant(lookUp(start, name), shape),
    ]),
  );
  const context = createContext(mode, parameters, {}, random(seed));
  return layer.attend(context, operand("tokens") ?? tensorOf(tokens), 0.7);
}

/** Arrays of every parameter, drawn. */
function drawn(options: ImagePlaneAttentionOptions): Readonly<Record<string, Operand>> {
  const { parameters } = imagePlaneAttention(options);
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape }]) => [name, drawOperand(name, shape)]),
  );
}

const softmax = (values: readonly number[]) => {
  const all = values.map(Math.exp);
  const total = all.reduce((sum, value) => sum + value, 0);
  return all.map((value) => value / total);
};
/** Middles of the places of `base`, row and column in [−1, 1]. */
const middles = [1, 5].flatMap((y) => [1, 5, 9].map((x) => [(2 * y + 1) / 8 - 1, (2 * x + 1) / 12 - 1] as const)); // prettier-ignore
const kappa = 0.2;

/** μ, σ and the evidence of the learnt component m of class k on image b, by the docstring's formula. */
function moments(arrays: Readonly<Record<string, Operand>>, b: number, m: number, k: number) {
  const map = (name: string) => {
    const { values: weight } = lookUp(arrays, `${name}.weight`);
    const bias = arrays[`${name}.bias`]?.values ?? [0, 0, 0, 0];
    const row = m * 2 + k;
    return middles.map((_, n) =>
      [0, 1, 2].reduce(
        (total, c) => total + at(weight, row * 3 + c) * at(tokens.values, (b * 6 + n) * 3 + c),
        at(bias, row),
      ),
    );
  };
  const looks = softmax(map("look"));
  const over = (values: readonly number[]) =>
    values.reduce((total, value, n) => total + value * at(looks, n), 0);
  const means = [0, 1].map((axis) => over(middles.map((c) => at(c, axis))));
  const variances = [0, 1].map(
    (axis) => over(middles.map((c) => at(c, axis) ** 2)) - at(means, axis) ** 2 + 0.05 ** 2,
  );
  return { means, variances, evidence: over(map("mix")) };
}

describe("imagePlaneAttention", () => {
  it("in evaluation is the widened density of the mixture at the places, by its formula", () => {
    const arrays = drawn(base);
    const operands = Object.fromEntries(Object.entries(arrays).map(([n, x]) => [n, tensorOf(x)]));
    const seen = attend(base, "evaluate", (name) => operands[name]);
    const values = evaluate({ attention: seen.attention, shares: seen.shares() });
    for (const b of [0, 1]) {
      for (const k of [0, 1]) {
        const learnt = [0, 1].map((m) => moments(arrays, b, m, k));
        const off = { means: [0, 0], variances: [1, 1], evidence: at(lookUp(arrays, "offMix").values, k) }; // prettier-ignore
        const parts = [off, ...learnt];
        const weights = softmax(parts.map(({ evidence }) => evidence));
        const densities = parts.map(({ means, variances }, m) =>
          middles.map((c) =>
            [0, 1].reduce(
              (density, axis) => {
                const variance = at(variances, axis) + kappa ** 2;
                const distance = at(c, axis) - at(means, axis);
                return (
                  (density * Math.exp(-(distance ** 2) / (2 * variance))) / Math.sqrt(variance)
                );
              },
              at(weights, m),
            ),
          ),
        );
        const all = middles.map((_, n) => densities.reduce((total, own) => total + at(own, n), 0));
        const total = all.reduce((sum, density) => sum + density, 0);
        for (const [n, density] of all.entries()) {
          const index = (b * 2 + k) * 6 + n;
          expect(at(values["attention"] ?? [], index)).toBeCloseTo(density / total, 6);
          for (const [m, own] of densities.entries()) {
            const share = at(values["shares"] ?? [], m * 24 + index);
            expect(share).toBeCloseTo(at(own, n) / density, 6);
          }
        }
      }
    }
  });

  it("with one component looks around μ + σε in training", () => {
    const single = { ...base, components: 1, off: false };
    const arrays = drawn(single);
    const operands = Object.fromEntries(Object.entries(arrays).map(([n, x]) => [n, tensorOf(x)]));
    const seen = attend(single, "train", (name) => operands[name], 6);
    const noise = standardNormal(random(6).stream(0), [2, 2, 2]);
    const values = evaluate({ attention: seen.attention, noise });
    expect(Object.keys(arrays).filter((name) => /mix/i.test(name))).toEqual([]);
    const withMix = { ...arrays, "mix.weight": lookUp(arrays, "look.weight") }; // prettier-ignore
    for (const b of [0, 1]) {
      for (const k of [0, 1]) {
        const { means, variances } = moments(withMix, b, 0, k);
        const z = [0, 1].map((axis) => at(means, axis) + Math.sqrt(at(variances, axis)) * at(values["noise"] ?? [], (axis * 2 + b) * 2 + k)); // prettier-ignore
        const looks = softmax(
          middles.map(([y, x]) => -((y - at(z, 0)) ** 2 + (x - at(z, 1)) ** 2) / (2 * kappa ** 2)),
        );
        for (const [n, look] of looks.entries()) {
          expect(at(values["attention"] ?? [], (b * 2 + k) * 6 + n)).toBeCloseTo(look, 5);
        }
      }
    }
  });

  it("starts at the prior of the docstring, what is off fixed and without parameters", () => {
    const start = (options: Partial<ImagePlaneAttentionOptions>) => {
      const { prior } = attend({ ...base, ...options }, "train");
      const { m, s, w } = evaluate({ m: prior.means, s: prior.deviations, w: prior.logWeights });
      return [m, s, w].map((values = []) => values.map((value) => Number(value.toFixed(6))));
    };
    const third = Number((-Math.log(3)).toFixed(6));
    expect(start({})).toEqual([
      [0, 0, 0, -0.25, 0, 0.25],
      [1, 1, 0.5, 0.5, 0.5, 0.5],
      [third, third, third],
    ]);
    expect(start({ components: 1, off: false })).toEqual([[0, 0], [0.5, 0.5], [0]]);
    const one = attend({ ...base, components: 1, off: false }, "evaluate");
    expect(evaluate({ shares: one.shares() })["shares"]).toEqual(new Array<number>(24).fill(1));
    const { parameters } = imagePlaneAttention(base);
    expect(
      Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, shape])),
    ).toEqual({
      ...{ "look.weight": [4, 3], "mix.weight": [4, 3], "mix.bias": [4] },
      ...{ offMix: [2], priorMix: [3], priorMean: [2, 2], priorDeviation: [2, 2] },
    });
  });

  it("draws anew with the key in training, and not in evaluation; on volumes too", () => {
    const volume = { ...base, places: [2, 1, 3], pixels: [8, 4, 12], centres: null };
    for (const options of [base, volume]) {
      const seen = (mode: "train" | "evaluate", seed: number) =>
        evaluate({ a: attend(options, mode, undefined, seed).attention })["a"] ?? [];
      expect(seen("train", 1)).toEqual(seen("train", 1));
      expect(seen("train", 1)).not.toEqual(seen("train", 2));
      expect(seen("evaluate", 1)).toEqual(seen("evaluate", 2));
      for (const mode of ["train", "evaluate"] as const) {
        const rows = [0, 1, 2, 3].map((row) => seen(mode, 3).slice(6 * row, 6 * row + 6));
        for (const row of rows) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
      }
    }
  });

  it.each([true, false])(
    "has the gradients of central differences, drawn noise fixed, off = %o",
    (off) => {
      const options = { ...base, off, components: 2 };
      const operands = { tokens: drawOperand("tokens", [1, 6, 3]), ...drawn(options) };
      const weights = tensorOf(drawOperand("weights", [1, 2, 6]));
      const build = (tensors: Readonly<Record<string, Tensor>>) => {
        const seen = attend(options, "train", (name) => tensors[name]);
        const divergence = mean(planeDivergenceBound(seen.posterior, seen.prior));
        return add(sum(mul(seen.attention, weights)), mul(divergence, 0.1));
      };
      expect(wrongGradients(operands, build)).toEqual([]);
    },
  );

  it("refuses options and tokens that do not fit", () => {
    const make = (options: Partial<ImagePlaneAttentionOptions>) =>
      errorOf(() => imagePlaneAttention({ ...base, ...options }));
    expect(make({ components: 1 })).toBe(
      "ConfigError: imagePlaneAttention: components with an off component: expected 2 or more, got 1",
    );
    expect(make({ places: [6] })).toBe(
      "ShapeError: imagePlaneAttention: map and picture differ in axes (places [6], pixels [8,12])",
    );
    const shape = [1, 5, 3];
    const few = tensorOf({ shape, values: new Array<number>(sizeOf(shape)).fill(0) });
    const given = (name: string) => (name === "tokens" ? few : undefined);
    expect(errorOf(() => attend(base, "train", given))).toBe(
      "ShapeError: imagePlaneAttention: tokens must be [B, N, C]: got [1,5,3] (N 6, C 3)",
    );
  });
});
