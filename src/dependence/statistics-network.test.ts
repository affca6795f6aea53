import { expect, it } from "vitest";
import { evaluateLayer } from "../../fixtures/nn/evaluate.js";
import { statisticsNetwork } from "./statistics-network.js";

const shapes = (layers: number) =>
  Object.fromEntries(
    Object.entries(statisticsNetwork(3, { hidden: 4, layers }).parameters).map(
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

it("is a line through the ReLU of standardised projections, layer upon layer", () => {
  const one = statisticsNetwork(1, { hidden: 1, layers: 1 });
  const two = statisticsNetwork(1, { hidden: 1, layers: 2 });
  const x = { shape: [3, 1], values: [1, 2, 6] };
  const fill = (name: string) => (name.endsWith("bias") ? 0.5 : 2);
  const standardised = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value / values.length, 0);
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0);
    return values.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
  };
  const block = (values: readonly number[]) =>
    standardised(values.map((value) => 2 * value)).map((value) => Math.max(0, 2 * value + 0.5));
  const line = (values: readonly number[]) => values.map((value) => 2 * value + 0.5);
  for (const [network, expected] of [
    [one, line(block(x.values))],
    [two, line(block(block(x.values)))],
  ] as const) {
    const { values } = evaluateLayer(network, x, "train", fill);
    for (const [row, value] of values.entries()) expect(value).toBeCloseTo(expected[row] ?? NaN, 9);
  }
});
