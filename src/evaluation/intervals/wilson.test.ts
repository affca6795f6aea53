import { describe, expect, it } from "vitest";
import { groupIntervals, wilsonInterval } from "./wilson.js";

describe("wilsonInterval", () => {
  it("has width when all rows are right, unlike the normal interval", () => {
    const { low, high } = wilsonInterval(1, 10);
    expect(high).toBeCloseTo(1, 12);
    expect(low).toBeCloseTo(10 / (10 + 1.959963984540054 ** 2), 12);
  });

  it("refuses a percentage and an empty group", () => {
    expect(() => wilsonInterval(97, 10)).toThrow("wilsonInterval: fraction: expected 0..1, got 97");
    expect(() => wilsonInterval(0.5, 0)).toThrow("wilsonInterval: n: expected above 0, got 0");
  });
});

describe("groupIntervals", () => {
  it("is null where the accuracy is undefined", () => {
    const groups = [
      { n: 4, accuracy: 0.5 },
      { n: 4, accuracy: { value: null, reason: "all weights are 0" } },
    ] as const;
    expect(groupIntervals(groups)).toEqual([wilsonInterval(0.5, 4), null]);
  });
});
