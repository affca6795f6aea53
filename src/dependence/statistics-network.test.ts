import { expect, it } from "vitest";
import { evaluateLayer } from "../../fixtures/nn/evaluate.js";
import { statisticsNetwork } from "./statistics-network.js";

const shapes = (layers: number, norm: "batch" | "none" = "batch") =>
  Object.fromEntries(
    Object.entries(statisticsNetwork(3, { hidden: 4, layers, norm }).parameters).map(
      ([name, { shape }]) => [name.replace("network.", ""), shape],
    ),
  );

it("has as many hidden layers as it is asked for", () => {
  const block = (number: number, inputs: number) => ({
    [`block${number}.linear.weight`]: [4, inputs],
    [`block${number}.norm.weight`]: [4],
    [`block${number}.norm.bias`]: [4],
  });
  const out = { "out.weight": [1, 4], "out.bias": [1] };
  expect(shapes(1)).toEqual({ ...block(1, 3), ...out });
  expect(shapes(3)).toEqual({ ...block(1, 3), ...block(2, 4), ...block(3, 4), ...out });
});

it("has biases in the place of batch norm where that is left out", () => {
  expect(shapes(2, "none")).toEqual({
    "block1.linear.weight": [4, 3],
    "block1.linear.bias": [4],
    "block2.linear.weight": [4, 4],
    "block2.linear.bias": [4],
    "out.weight": [1, 4],
    "out.bias": [1],
  });
});

const x = { shape: [3, 1], values: [1, 2, 6] };
const fill = (name: string) => (name.endsWith("bias") ? 0.5 : 2);
const line = (values: readonly number[]) => values.map((value) => 2 * value + 0.5);
const rectified = (values: readonly number[]) => line(values).map((value) => Math.max(0, value));
const standardised = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0);
  return values.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
};
const block = (values: readonly number[]) =>
  rectified(standardised(values.map((value) => 2 * value)));

it.each([
  ["one standardised layer", 1, 1, "batch", line(block(x.values))],
  ["two", 1, 2, "batch", line(block(block(x.values)))],
  ["two layers without batch norm", 1, 2, "none", line(rectified(rectified(x.values)))],
] as const)("is a line through ReLUs of projections: %s", (_, hidden, layers, norm, expected) => {
  const network = statisticsNetwork(1, { hidden, layers, norm });
  const { values } = evaluateLayer(network, x, "train", fill);
  for (const [row, value] of values.entries()) expect(value).toBeCloseTo(expected[row] ?? NaN, 9);
});

it("is the same network where the first layer is narrow enough to be folded", () => {
  const hidden = 9;
  const network = statisticsNetwork(1, { hidden, layers: 1, norm: "batch" });
  const { values } = evaluateLayer(network, x, "train", fill);
  const expected = block(x.values).map((value) => 2 * hidden * value + 0.5);
  for (const [row, value] of values.entries()) expect(value).toBeCloseTo(expected[row] ?? NaN, 9);
});
