import { describe, expect, it } from "vitest";
import { errorOf, evaluate, evaluateLayer, tensorOf } from "../../../fixtures/nn/evaluate.js";
import { constant } from "../../graph/ops/source.js";
import { createContext } from "../layer.js";
import { multiHeadAttention } from "./multi-head-attention.js";

const attention = multiHeadAttention({ features: 2, heads: 1 });
/** Query and key projections 0, value and output projections the identity. */
const uniformly = (name: string, index: number) =>
  name === "inWeight"
    ? ([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1][index] ?? 0)
    : Number(name === "outWeight" && index % 3 === 0);
const x = { shape: [1, 3, 2], values: [1, 2, 3, 4, 5, 9] };

function contextOf() {
  const parameters = Object.fromEntries(
    Object.entries(attention.parameters).map(([name, { shape }]) => {
      const size = shape.reduce((total, extent) => total * extent, 1);
      return [
        name,
        constant(
          Array.from({ length: size }, (_, i) => uniformly(name, i)),
          shape,
        ),
      ];
    }),
  );
  return createContext("train", parameters, {}, null);
}

describe("multiHeadAttention", () => {
  it("with equal scores gives every query the mean of the values", () => {
    const { values } = evaluateLayer(attention, x, "train", uniformly);
    for (const [index, value] of values.entries()) {
      expect(value).toBeCloseTo(index % 2 === 0 ? 3 : 5, 12);
    }
  });

  it("looks at another memory; weights of each query sum to 1", () => {
    const query = tensorOf({ shape: [1, 1, 2], values: [7, 8] });
    const memory = tensorOf(x);
    const { output, weights } = attention.attend(contextOf(), query, memory, memory);
    expect(weights.shape).toEqual([1, 1, 1, 3]);
    const values = evaluate({ output, weights });
    expect(values["weights"]?.reduce((total, weight) => total + weight)).toBeCloseTo(1, 12);
    expect(values["output"]?.[1]).toBeCloseTo(5, 12);
  });

  it("refuses heads and operands that do not fit", () => {
    expect(errorOf(() => multiHeadAttention({ features: 5, heads: 2 }))).toBe(
      "ShapeError: multiHeadAttention: heads do not divide the features (features 5, heads 2)",
    );
    const wide = tensorOf({ shape: [1, 1, 3], values: [1, 2, 3] });
    const memory = tensorOf(x);
    expect(errorOf(() => attention.attend(contextOf(), wide, memory, memory))).toBe(
      "ShapeError: multiHeadAttention: operands must be [B, Q, F], [B, M, F] and [B, M, F] " +
        "(features 2, query [1,1,3], key [1,3,2], value [1,3,2])",
    );
  });
});
