import { describe, expect, it } from "vitest";
import { createProgram } from "../program.js";
import { evaluateReference } from "../reference.js";
import { averagePool, globalAverage } from "./average-pool.js";
import { constant } from "./source.js";

const image = constant([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 1, 3, 3]);
const values = (y: ReturnType<typeof averagePool>) => [
  ...(evaluateReference(createProgram("p", { y }), {})["y"]?.data ?? []),
];

describe("averagePool", () => {
  it("divides by the whole window, or by its real elements", () => {
    const options = { kernel: 2, stride: 2, padding: 1 };
    // Windows {1}, {2, 3}, {4, 7}, {5, 6, 8, 9} and three, two, two, no zeros of padding.
    expect(values(averagePool(image, options))).toEqual([0.25, 1.25, 2.75, 7]);
    expect(values(averagePool(image, { ...options, countPadding: false }))).toEqual([
      1, 2.5, 5.5, 7,
    ]);
  });

  it("leaves out what no whole window reaches", () => {
    expect(values(averagePool(image, { kernel: 2 }))).toEqual([3]);
  });

  it("refuses windows that do not fit", () => {
    expect(() => averagePool(image, { kernel: 4 })).toThrow(
      "averagePool: window does not fit (padding at most half the kernel) (x [1,1,3,3], kernel [4,4], padding [0,0])",
    );
    expect(() => averagePool(image, { kernel: [2, 2, 2] })).toThrow(
      "averagePool: one value a spatial axis: expected 2, got 3",
    );
  });
});

describe("globalAverage", () => {
  it("is the mean over space", () => {
    expect(values(globalAverage(image))).toEqual([5]);
  });
});
