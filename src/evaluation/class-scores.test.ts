import { describe, expect, it } from "vitest";
import { argmaxRows, softmaxRows } from "./class-scores.js";

describe("argmaxRows", () => {
  it("gives ties to the lower class", () => {
    expect([...argmaxRows([0, 0, 1, 3, 3, 2, -2, -1, -1], 3)]).toEqual([2, 0, 1]);
  });
});

describe("softmaxRows", () => {
  it("does not overflow and is blind to a shift of the row", () => {
    expect([...softmaxRows([1e4, -1e4, -1e4, 1e4], 2)]).toEqual([1, 0, 0, 1]);
    const [first, second, third] = softmaxRows([1, 2, 3], 3);
    const shifted = softmaxRows([1001, 1002, 1003], 3);
    expect([...shifted]).toEqual([first, second, third]);
    expect((second ?? 0) / (first ?? 1)).toBeCloseTo(Math.E, 12);
  });
});
