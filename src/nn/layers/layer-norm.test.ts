import { expect, it } from "vitest";
import { errorOf, evaluateLayer } from "../../../fixtures/nn/evaluate.js";
import { layerNorm } from "./layer-norm.js";

const layer = layerNorm({ shape: [2], epsilon: 1e-12 });
const fill = (name: string) => (name === "weight" ? 2 : 1);

it("standardises each sample on its own; a constant sample gives the bias", () => {
  const x = { shape: [2, 2], values: [1, 5, 7, 7] };
  const { values } = evaluateLayer(layer, x, "train", fill);
  for (const [index, value] of [-1, 3, 1, 1].entries()) expect(values[index]).toBeCloseTo(value, 9);
  expect(evaluateLayer(layer, x, "evaluate", fill).values).toEqual(values);
});

it("refuses an operand that does not end in its shape", () => {
  const x = { shape: [1, 3], values: [1, 2, 3] };
  expect(errorOf(() => evaluateLayer(layer, x, "train", fill))).toBe(
    "ShapeError: layerNorm: scale: expected [3], got [2] (x [1,3])",
  );
});
