import { describe, expect, it } from "vitest";
import { errorOf, evaluate } from "../../fixtures/nn/evaluate.js";
import { constant } from "../graph/ops/source.js";
import { applyUpdates, slotName, stateShapes } from "./apply-updates.js";
import { sgd } from "./sgd.js";

const optimizer = sgd({ momentum: 0.5, nesterov: false, weightDecay: 0 });
const vector = (...values: number[]) => constant(values, [values.length]);
const scalars = { learningRate: constant([0.1], []) };
const parameters = { "fc.weight": vector(1, 2), "fc.bias": vector(3) };
const state = { "momentum.fc.weight": vector(0, 10), "momentum.fc.bias": vector(0) };

describe("applyUpdates", () => {
  it("updates each parameter with its own slots", () => {
    const gradients = { "fc.weight": vector(1, 1), "fc.bias": vector(2) };
    const next = applyUpdates(optimizer, parameters, gradients, state, scalars);
    expect(evaluate(next.state)).toEqual({ "momentum.fc.weight": [1, 6], "momentum.fc.bias": [2] });
    const values = evaluate(next.parameters);
    expect(values["fc.weight"]?.[1]).toBeCloseTo(2 - 0.6, 12);
    expect(values["fc.bias"]?.[0]).toBeCloseTo(3 - 0.2, 12);
  });

  it("leaves out parameters without a gradient", () => {
    const next = applyUpdates(optimizer, parameters, { "fc.bias": vector(2) }, state, scalars);
    expect(Object.keys(next.parameters)).toEqual(["fc.bias"]);
    expect(Object.keys(next.state)).toEqual(["momentum.fc.bias"]);
  });

  it("names what is missing", () => {
    const gradients = { "fc.bias": vector(2) };
    expect(errorOf(() => applyUpdates(optimizer, {}, gradients, state, scalars))).toBe(
      "GraphError: sgd: no array is called fc.bias",
    );
    expect(errorOf(() => applyUpdates(optimizer, parameters, gradients, {}, scalars))).toBe(
      "GraphError: sgd: no array is called momentum.fc.bias",
    );
    expect(errorOf(() => applyUpdates(optimizer, parameters, gradients, state, {}))).toBe(
      "GraphError: sgd: the update was given no learningRate: got []",
    );
  });
});

it("stateShapes has one array a slot and parameter", () => {
  expect(slotName("momentum", "fc.bias")).toBe("momentum.fc.bias");
  expect(stateShapes(optimizer, parameters)).toEqual({
    "momentum.fc.weight": [2],
    "momentum.fc.bias": [1],
  });
});
