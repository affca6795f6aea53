import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../../fixtures/nn/differences.js";
import { errorOf, evaluate, tensorOf } from "../../../fixtures/nn/evaluate.js";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { mul, sub } from "../../graph/ops/elementwise.js";
import { deriveKey } from "../../graph/ops/random.js";
import { expand, softmax, sum } from "../../graph/ops/reduce.js";
import { constant, scalar } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import { createContext, initialise } from "../layer.js";
import { classQueryAttention, type ClassAttention } from "./class-query-attention.js";
import { counterfactualFeatures, type Counterfactual } from "./counterfactual-features.js";

const rows = [
  [0.5, 0.3, 0.2],
  [0, 1, 0],
  [0.1, 0.1, 0.8],
  [0.25, 0.25, 0.5],
];
const attention = { shape: [4, 1, 1, 3], values: rows.flat() };
const contextOf = (seed: number) => {
  const key = constant([seed], [], "uint32");
  return createContext("train", {}, {}, { stream: (stream) => deriveKey(key, stream) });
};
/** Features that are the attention itself: pooling shows what is pooled with. */
const itself = (given: Tensor): ClassAttention => ({
  ...{ attention: given, features: given, even: scalar(1 / (given.shape.at(-1) ?? 1)) },
  poolWith: (other) => expand(other, given.shape),
});
const apply = (kind: Counterfactual, given = attention, seed = 1) => {
  const features = counterfactualFeatures(kind, itself(tensorOf(given)), contextOf(seed));
  const values = evaluate({ features })["features"] ?? [];
  const places = given.shape.at(-1) ?? 1;
  return Array.from({ length: values.length / places }, (_, row) =>
    values.slice(row * places, (row + 1) * places),
  );
};

describe("counterfactualFeatures", () => {
  it("complement looks at what was not seen: (1 − A)/(N − 1)", () => {
    for (const [row, values] of apply("complement").entries()) {
      for (const [place, value] of values.entries()) {
        expect(value).toBeCloseTo((1 - (rows[row]?.[place] ?? NaN)) / 2, 12);
      }
    }
  });

  it("uniform is 1/N", () => {
    expect(apply("uniform")).toEqual(rows.map(() => [1 / 3, 1 / 3, 1 / 3]));
  });

  it("shuffled gives every image another's attention, each partner equally often", () => {
    const seen = new Map<number, number>();
    const draws = 600;
    for (let seed = 0; seed < draws; seed++) {
      const partners = apply("shuffled", attention, seed).map((values) =>
        rows.findIndex((row) => row.join() === values.join()),
      );
      expect([...partners].sort()).toEqual([0, 1, 2, 3]);
      for (const [row, partner] of partners.entries()) expect(partner).not.toBe(row);
      const first = at(partners, 0);
      seen.set(first, (seen.get(first) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual([1, 2, 3]);
    const slack = 5 * Math.sqrt((draws * 2) / 9);
    for (const count of seen.values()) expect(Math.abs(count - draws / 3)).toBeLessThan(slack);
  });

  it.each(["complement", "uniform", "shuffled"] as const)(
    "%s: rows sum to 1, gradients are right",
    (kind) => {
      for (const values of apply(kind)) {
        expect(values.reduce((total, value) => total + value)).toBeCloseTo(1, 12);
      }
      const weights = tensorOf(drawOperand("weights", [3, 2, 1, 4]));
      const build = (tensors: Readonly<Record<string, Tensor>>) => {
        const seen = itself(softmax(lookUp(tensors, "logits")));
        return sum(mul(counterfactualFeatures(kind, seen, contextOf(3)), weights));
      };
      expect(wrongGradients({ logits: drawOperand("logits", [3, 2, 1, 4]) }, build)).toEqual([]);
    },
  );

  it("pools a class-query attention as with the attention written out", () => {
    const layer = classQueryAttention({ classes: 4, heads: 3, inFeatures: 3, features: 6 });
    const start = initialise(layer.parameters, createRng(2));
    const parameters = Object.fromEntries(
      Object.entries(layer.parameters).map(([name, { shape }]) => [
        name,
        constant(lookUp(start, name), shape),
      ]),
    );
    const context = createContext("train", parameters, {}, null);
    const seen = layer.attend(context, tensorOf(drawOperand("tokens", [2, 5, 3])));
    const values = evaluate({
      complement: counterfactualFeatures("complement", seen, context),
      unseen: seen.poolWith(mul(sub(1, seen.attention), 1 / 4)),
      uniform: counterfactualFeatures("uniform", seen, context),
      even: seen.poolWith(expand(scalar(1 / 5), seen.attention.shape)),
      own: seen.features,
    });
    const near = (one: string, other: string) =>
      (values[one] ?? []).every((x, i) => Math.abs(x - at(values[other] ?? [], i)) < 1e-12);
    expect(near("complement", "unseen")).toBe(true);
    expect(near("uniform", "even")).toBe(true);
    expect(near("complement", "own")).toBe(false);
  });

  it("refuses one place, and one image to shuffle", () => {
    const place = { shape: [2, 1, 1, 1], values: [1, 1] };
    expect(errorOf(() => apply("complement", place))).toBe(
      "ShapeError: counterfactualFeatures: needs two places or more: got [2,1,1,1]",
    );
    const image = { shape: [1, 1, 1, 2], values: [0.5, 0.5] };
    expect(errorOf(() => apply("shuffled", image))).toBe(
      "ShapeError: counterfactualFeatures: shuffles two images or more: got [1,1,1,2]",
    );
  });
});
