import { expect, it } from "vitest";
import { errorOf, evaluateLayer } from "../../../fixtures/nn/evaluate.js";
import { groupNorm, instanceNorm } from "./group-norm.js";
import { layerNorm } from "./layer-norm.js";

const x = { shape: [2, 2, 2], values: [1, 4, 2, 9, 0, 5, -3, 1] };
const ones = (name: string) => (name === "weight" ? 1 : 0);

it("with one group is a layer norm over channels and positions", () => {
  const one = evaluateLayer(groupNorm({ channels: 2, groups: 1 }), x, "train", ones).values;
  const layer = evaluateLayer(layerNorm({ shape: [2, 2] }), x, "train", ones).values;
  for (const [index, value] of layer.entries()) expect(one[index]).toBeCloseTo(value, 12);
});

it("with a channel a group is the instance norm; then pairs become ±1", () => {
  const { values } = evaluateLayer(instanceNorm({ channels: 2 }), x, "evaluate", ones);
  for (const [index, value] of values.entries()) {
    expect(value).toBeCloseTo(index % 2 === 0 ? -1 : 1, 4);
  }
  expect(Object.keys(instanceNorm({ channels: 2 }).parameters)).toEqual([]);
});

it("refuses groups that do not divide the channels, and other channels", () => {
  expect(errorOf(() => groupNorm({ channels: 4, groups: 3 }))).toBe(
    "ShapeError: groupNorm: groups do not divide the channels (channels 4, groups 3)",
  );
  const layer = groupNorm({ channels: 4, groups: 2 });
  expect(errorOf(() => evaluateLayer(layer, x, "train", ones))).toBe(
    "ShapeError: groupNorm: scale: expected [2], got [4]",
  );
});
