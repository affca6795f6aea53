import { expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { batchNorm } from "../layers/batch-norm.js";
import { linear } from "../layers/linear.js";
import { initialise, sequential } from "../layer.js";
import { startFrom } from "./start-from.js";

const layer = sequential({
  fc1: linear({ inFeatures: 2, outFeatures: 2 }),
  bn1: batchNorm({ channels: 2 }),
});
const weight = Float32Array.of(1, 2, 3, 4);
const mean = Float32Array.of(5, 6);
const fresh = (from: typeof layer) =>
  initialise({ ...from.parameters, ...from.buffers }, createRng(1));

it("starts from what is given, and draws the rest as it would have without", () => {
  let asked = 0;
  const weights = new Map([
    ["fc1.weight", weight],
    ["bn1.runningMean", mean],
  ]);
  const started = startFrom(layer, () => (asked++, weights));
  expect(asked).toBe(0);
  const state = fresh(started);
  expect(state).toEqual({ ...fresh(layer), "fc1.weight": weight, "bn1.runningMean": mean });
  // A copy: training must not write into the file's arrays.
  expect(state["fc1.weight"]).not.toBe(weight);
});

it("refuses an array of another size", () => {
  const started = startFrom(layer, () => new Map([["fc1.bias", weight]]));
  expect(() => fresh(started)).toThrow("startFrom: fc1.bias: another size: got 4");
});
