import { describe, expect, it } from "vitest";
import { decadeTicks, epochTicks } from "./axis-ticks.js";

describe("epochTicks", () => {
  it("takes every epoch of a short run once", () => {
    expect(epochTicks([1, 2, 3], 5)).toEqual([1, 2, 3]);
    expect(epochTicks([4], 5)).toEqual([4]);
    expect(epochTicks([], 5)).toEqual([]);
  });

  it("takes round epochs of a long run, no more than asked", () => {
    const fifty = Array.from({ length: 50 }, (_, index) => index + 1);
    expect(epochTicks(fifty, 8)).toEqual([10, 20, 30, 40, 50]);
    for (const most of [2, 3, 5, 8])
      expect(epochTicks(fifty, most).length).toBeLessThanOrEqual(most);
  });
});

it("decadeTicks encloses the positive values", () => {
  expect(decadeTicks([0, null, 0.03, 5])).toEqual([0.01, 0.1, 1, 10]);
  expect(decadeTicks([0, null])).toEqual([]);
});
