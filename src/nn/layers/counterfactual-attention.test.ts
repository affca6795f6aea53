import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../../fixtures/nn/differences.js";
import { errorOf, evaluateLayer, tensorOf } from "../../../fixtures/nn/evaluate.js";
import { at } from "../../base/ndarray.js";
import { mul } from "../../graph/ops/elementwise.js";
import { deriveKey } from "../../graph/ops/random.js";
import { softmax, sum } from "../../graph/ops/reduce.js";
import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import { createContext } from "../layer.js";
import { counterfactualAttention, type Counterfactual } from "./counterfactual-attention.js";

const rows = [
  [0.5, 0.3, 0.2],
  [0, 1, 0],
  [0.1, 0.1, 0.8],
  [0.25, 0.25, 0.5],
];
const attention = { shape: [4, 1, 1, 3], values: rows.flat() };
const apply = (kind: Counterfactual, given = attention, seed = 1) => {
  const { values, shape } = evaluateLayer(
    counterfactualAttention(kind),
    given,
    "train",
    () => 0,
    seed,
  );
  const places = shape.at(-1) ?? 1;
  return Array.from({ length: values.length / places }, (_, row) =>
    values.slice(row * places, (row + 1) * places),
  );
};

describe("counterfactualAttention", () => {
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
      const weights = tensorOf(drawOperand("weights", [3, 2, 4]));
      const build = (tensors: Readonly<Record<string, Tensor>>) => {
        const key = constant([3], [], "uint32");
        const context = createContext("train", {}, {}, { stream: (i) => deriveKey(key, i) });
        const seen = softmax(lookUp(tensors, "logits"));
        return sum(mul(counterfactualAttention(kind).apply(context, seen), weights));
      };
      expect(wrongGradients({ logits: drawOperand("logits", [3, 2, 4]) }, build)).toEqual([]);
    },
  );

  it("refuses one place, and one image to shuffle", () => {
    const place = { shape: [2, 1], values: [1, 1] };
    expect(errorOf(() => apply("complement", place))).toBe(
      "ShapeError: counterfactualAttention: needs two places or more: got [2,1]",
    );
    const image = { shape: [1, 2], values: [0.5, 0.5] };
    expect(errorOf(() => apply("shuffled", image))).toBe(
      "ShapeError: counterfactualAttention: shuffles two images or more: got [1,2]",
    );
  });
});
