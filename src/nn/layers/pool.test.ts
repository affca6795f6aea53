import { expect, it } from "vitest";
import { errorOf, evaluateLayer } from "../../../fixtures/nn/evaluate.js";
import type { Layer } from "../layer.js";
import { averagePool, globalAveragePool, maxPool } from "./pool.js";

const image = { shape: [1, 1, 3, 3], values: [1, 2, 3, 4, 5, 6, 7, 8, 9] };
const apply = (layer: Layer) => evaluateLayer(layer, image, "train", () => 0);

it("maxPool takes the stride from the kernel and drops what is left over", () => {
  expect(apply(maxPool({ kernel: 2 }))).toMatchObject({ shape: [1, 1, 1, 1], values: [5] });
  expect(apply(maxPool({ kernel: 2, stride: 1 })).values).toEqual([5, 6, 8, 9]);
});

it("averagePool counts padding as zeros unless told not to", () => {
  const corner = { kernel: 3, stride: 3, padding: 1 };
  expect(apply(averagePool(corner)).values[0]).toBeCloseTo((1 + 2 + 4 + 5) / 9, 12);
  expect(apply(averagePool({ ...corner, countPadding: false })).values[0]).toBeCloseTo(3, 12);
});

it("globalAveragePool is the mean over positions", () => {
  expect(apply(globalAveragePool)).toMatchObject({ shape: [1, 1], values: [5] });
});

it("refuses a window that does not fit", () => {
  expect(errorOf(() => apply(maxPool({ kernel: 4 })))).toBe(
    "ShapeError: maxPool: window does not fit (padding at most half the kernel) (x [1,1,3,3], kernel [4,4], padding [0,0])",
  );
});
