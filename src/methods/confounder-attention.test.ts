import { describe, expect, it } from "vitest";
import { createRng } from "../base/rng.js";
import { gradients } from "../graph/gradient.js";
import { input } from "../graph/ops/source.js";
import { sum } from "../graph/ops/reduce.js";
import { createProgram } from "../graph/program.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import { createContext, initialise } from "../nn/layer.js";
import { confounderAttention, type ConfounderAttentionOptions } from "./confounder-attention.js";
import { stateInputs } from "./phase.js";

const base: ConfounderAttentionOptions = {
  factors: 2,
  features: 2,
  width: 3,
  query: "learned",
  combine: "weigh",
  values: "linear",
};
const primary = [0.5, -1, 2, 0.25, -0.75, 1];
const factors = [
  [1, 2, -1, 0.5, 0, -2],
  [0.3, -0.6, 1.5, 1, -1, 0.2],
];

/** Result and the gradient of its sum with respect to the primary part. */
function apply(options: ConfounderAttentionOptions) {
  const attention = confounderAttention(options);
  const parameters = stateInputs(attention.parameters);
  const left = input("primary", [3, 2]);
  const rights = Array.from({ length: options.factors }, (_, j) => input(`factor${j}`, [3, 2]));
  const result = attention.apply(createContext("train", parameters, {}, null), left, rights);
  const [toPrimary] = gradients(sum(result), [left]);
  const state = initialise(attention.parameters, createRng(3));
  const program = createProgram("attention", {
    result,
    ...(toPrimary == null ? {} : { toPrimary }),
  });
  const feeds: Record<string, ArrayLike<number>> = {
    primary,
    factor0: factors[0] ?? [],
    factor1: factors[1] ?? [],
    ...state,
  };
  const found = evaluateReference(
    program,
    Object.fromEntries(
      program.inputs.map(({ name, tensor }) => [
        name,
        referenceArray(tensor.shape, (i) => feeds[name]?.[i] ?? NaN),
      ]),
    ),
  );
  return {
    state,
    shape: result.shape,
    result: [...(found["result"]?.data ?? [])],
    toPrimary: found["toPrimary"]?.data,
  };
}

const product = (weight: ArrayLike<number> | undefined, vector: readonly number[]) =>
  Array.from({ length: (weight?.length ?? 0) / vector.length }, (_, row) =>
    vector.reduce(
      (total, value, i) => total + value * (weight?.[row * vector.length + i] ?? NaN),
      0,
    ),
  );

describe("confounderAttention", () => {
  it("is the docstring's formula: softmax over factors of q·k, weighted values side by side", () => {
    const { state, result } = apply(base);
    const query = [...(state["query"] ?? [])];
    for (const row of [0, 1, 2]) {
      const parts = factors.map((part) => part.slice(2 * row, 2 * row + 2));
      const scores = parts.map((part) =>
        product(state["keyWeight"], part).reduce((dot, key, i) => dot + key * (query[i] ?? NaN), 0),
      );
      const powers = scores.map((score) => Math.exp(score / Math.sqrt(3)));
      const total = powers.reduce((left, right) => left + right);
      const expected = parts.flatMap((part, j) =>
        product(state["valueWeight"], part).map((value) => (value * (powers[j] ?? NaN)) / total),
      );
      for (const [i, value] of expected.entries()) {
        expect(result[4 * row + i]).toBeCloseTo(value, 10);
      }
    }
  });

  it("summarises to the sum of what it weighs", () => {
    const { result: beside } = apply(base);
    const { result: summed, shape } = apply({ ...base, combine: "summarise" });
    expect(shape).toEqual([3, 2]);
    for (const row of [0, 1, 2]) {
      for (const i of [0, 1]) {
        expect(summed[2 * row + i]).toBeCloseTo(
          (beside[4 * row + i] ?? NaN) + (beside[4 * row + 2 + i] ?? NaN),
          10,
        );
      }
    }
  });

  it("is the factor's part itself with one factor and identity values", () => {
    expect(apply({ ...base, factors: 1, values: "identity" }).result).toEqual(factors[0]);
  });

  it("depends on the primary part with a primary query alone: that one leaks", () => {
    expect(apply(base).toPrimary).toBeUndefined();
    const batch = apply({ ...base, query: "batch" }).toPrimary;
    expect([...(batch ?? [])].every((slope) => slope === 0)).toBe(true);
    const own = apply({ ...base, query: "primary" }).toPrimary;
    expect(Math.max(...[...(own ?? [])].map(Math.abs))).toBeGreaterThan(1e-3);
  });
});
