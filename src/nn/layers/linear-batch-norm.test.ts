import { describe, expect, it } from "vitest";
import { errorOf, evaluateLayer, valueAndGradient } from "../../../fixtures/nn/evaluate.js";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { mul } from "../../graph/ops/elementwise.js";
import { sum } from "../../graph/ops/reduce.js";
import { constant } from "../../graph/ops/source.js";
import { createContext, sequential, type Layer } from "../layer.js";
import { batchNorm } from "./batch-norm.js";
import { linear } from "./linear.js";
import { linearBatchNorm } from "./linear-batch-norm.js";

const [rows, inFeatures, outFeatures] = [7, 3, 5];
const folded = linearBatchNorm({ inFeatures, outFeatures });
/** The same in two layers, which are tested against PyTorch. */
const inTurn = sequential({
  linear: linear({ inFeatures, outFeatures, bias: false }),
  norm: batchNorm({ channels: outFeatures, trackStatistics: false }),
});
const rng = createRng("fold");
const x = {
  shape: [rows, inFeatures],
  values: Array.from({ length: rows * inFeatures }, () => 2 + rng.normal()),
};
/** Scales of both signs. */
const fill = (name: string, index: number): number =>
  name === "norm.weight" ? index - 1.5 : Math.sin(1 + 2 * index + name.length);

/** Gradient of a weighted sum of results, over the operand or an array of the layer. */
function gradientOf(layer: Layer, of: string): readonly number[] {
  const specs = Object.entries(layer.parameters);
  const arrays = Object.fromEntries(
    specs.map(([name, { shape }]) => {
      const size = shape.reduce((total, extent) => total * extent, 1);
      return [name, { shape, values: Array.from({ length: size }, (_, i) => fill(name, i)) }];
    }),
  );
  const operand = of === "x" ? x : arrays[of];
  if (operand === undefined) throw new Error(`no array ${of}`);
  return valueAndGradient(operand, (tensor) => {
    const tree = Object.fromEntries(
      Object.entries(arrays).map(([name, { shape, values }]) => [
        name,
        name === of ? tensor : constant(values, shape),
      ]),
    );
    const context = createContext("train", tree, {}, null);
    const y = layer.apply(context, of === "x" ? tensor : constant(x.values, x.shape));
    const weights = Array.from({ length: rows * outFeatures }, (_, i) => Math.cos(3 * i));
    return sum(mul(y, constant(weights, [rows, outFeatures])));
  }).gradient;
}

describe("linearBatchNorm", () => {
  it("has the arrays of the two layers, under their names", () => {
    expect(Object.keys(folded.parameters)).toEqual(Object.keys(inTurn.parameters));
    expect(folded.buffers).toEqual({});
  });

  it("has their values", () => {
    const { values, shape } = evaluateLayer(folded, x, "train", fill);
    expect(shape).toEqual([rows, outFeatures]);
    const expected = evaluateLayer(inTurn, x, "train", fill).values;
    for (const [index, value] of values.entries()) {
      expect(value).toBeCloseTo(at(expected, index), 10);
    }
    // With the unbiased covariance values would be √(6/7) times as far from the shift.
    expect(
      Math.abs(at(expected, 0) - fill("norm.bias", 0)) * (1 - Math.sqrt(6 / 7)),
    ).toBeGreaterThan(1e-3);
  });

  it.each(["x", "linear.weight", "norm.weight", "norm.bias"])(
    "has their gradient over %s",
    (of) => {
      const expected = gradientOf(inTurn, of);
      const found = gradientOf(folded, of);
      expect(found).toHaveLength(expected.length);
      for (const [index, slope] of found.entries())
        expect(slope).toBeCloseTo(at(expected, index), 9);
    },
  );

  it("gives the shift where the inputs do not vary", () => {
    const still = { shape: [4, inFeatures], values: new Array<number>(12).fill(3) };
    const { values } = evaluateLayer(folded, still, "train", fill);
    for (const [index, value] of values.entries()) {
      expect(value).toBeCloseTo(fill("norm.bias", index % outFeatures), 10);
    }
  });

  it("refuses other inputs, and one row", () => {
    const wide = { shape: [2, 4], values: new Array<number>(8).fill(1) };
    expect(errorOf(() => evaluateLayer(folded, wide, "train", fill))).toBe(
      "ShapeError: linearBatchNorm: operand: expected [at least 2, 3], got [2,4]",
    );
    const lone = { shape: [1, inFeatures], values: [1, 2, 3] };
    expect(errorOf(() => evaluateLayer(folded, lone, "train", fill))).toContain("at least 2");
  });
});
