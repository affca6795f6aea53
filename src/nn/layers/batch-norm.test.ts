import { describe, expect, it } from "vitest";
import { errorOf, evaluateLayer } from "../../../fixtures/nn/evaluate.js";
import { batchNorm } from "./batch-norm.js";

const layer = batchNorm({ channels: 1, epsilon: 1e-12 });
const x = { shape: [4, 1], values: [0, 2, 4, 6] };
/** Scale 3, shift 1; running mean 10, running variance 4. */
const fill = (name: string): number =>
  ({ weight: 3, bias: 1, runningMean: 10, runningVariance: 4 })[name] ?? NaN;

describe("batchNorm", () => {
  it("uses the batch in training, and moves the buffers by the unbiased variance", () => {
    const { values, nextBuffers } = evaluateLayer(layer, x, "train", fill);
    // Mean 3, population variance 5, unbiased 20/3.
    for (const [index, value] of [-3, -1, 1, 3].entries()) {
      expect(values[index]).toBeCloseTo((3 * value) / Math.sqrt(5) + 1, 10);
    }
    expect(nextBuffers["runningMean"]?.[0]).toBeCloseTo(0.9 * 10 + 0.1 * 3, 10);
    expect(nextBuffers["runningVariance"]?.[0]).toBeCloseTo(0.9 * 4 + (0.1 * 20) / 3, 10);
  });

  it("uses the running statistics in evaluation, and leaves them", () => {
    const { values, nextBuffers } = evaluateLayer(layer, x, "evaluate", fill);
    for (const [index, value] of x.values.entries()) {
      expect(values[index]).toBeCloseTo((3 * (value - 10)) / 2 + 1, 10);
    }
    expect(nextBuffers).toEqual({});
  });

  it("has no buffers without tracking, and then uses the batch in every mode", () => {
    const free = batchNorm({ channels: 1, trackStatistics: false });
    expect(free.buffers).toEqual({});
    const trained = evaluateLayer(free, x, "train", fill);
    expect(trained.nextBuffers).toEqual({});
    expect(evaluateLayer(free, x, "evaluate", fill).values).toEqual(trained.values);
  });

  it("gives the shift for a constant channel", () => {
    const constantX = { shape: [3, 1], values: [5, 5, 5] };
    const { values } = evaluateLayer(layer, constantX, "train", fill);
    for (const value of values) expect(value).toBeCloseTo(1, 10);
  });

  it("keeps its digits for a large mean", () => {
    const shifted = { shape: [4, 1], values: x.values.map((value) => value + 1e6) };
    const { values } = evaluateLayer(layer, shifted, "train", fill);
    expect(values[0]).toBeCloseTo(1 - 9 / Math.sqrt(5), 8);
  });

  it("refuses other channels, and one value a channel in training", () => {
    const two = { shape: [1, 2], values: [1, 2] };
    expect(errorOf(() => evaluateLayer(layer, two, "train", fill))).toBe(
      "ShapeError: batchNorm: channels of the operand: expected 1, got 2 (x [1,2])",
    );
    const lone = { shape: [1, 1], values: [1] };
    expect(errorOf(() => evaluateLayer(layer, lone, "train", fill))).toBe(
      "ShapeError: batchNorm: one value a channel has no variance (x [1,1]). Use a batch of at least 2.",
    );
    expect(evaluateLayer(layer, lone, "evaluate", fill).shape).toEqual([1, 1]);
  });
});
