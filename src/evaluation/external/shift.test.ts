import { describe, expect, it } from "vitest";
import type { MeasuredTest } from "./external-results.js";
import { shiftOf } from "./shift.js";

const interval = { low: 0, high: 1, level: 0.95, method: "Wilson score" };
const rate = (value: number) => ({ value, n: 10, interval });
const test = (value: number): Exclude<MeasuredTest, { value: null }> => ({
  ...{ n: 10, accuracy: value, balanced_accuracy: value, auroc: value, adjusted_accuracy: value },
  ...{ worst_group_accuracy: value, groups: [], attributes: {}, cross: {} },
  ...{ auroc_interval: interval, brier: value, ece: value },
  operating_point: {
    threshold: 0.5,
    sensitivity: rate(value / 2),
    specificity: rate(value / 4),
    accuracy: rate(value / 8),
  },
});

describe("shiftOf", () => {
  it("puts each metric beside itself", () => {
    const shift = shiftOf(test(1), test(0.5));
    expect(shift.brier).toEqual({ iid: 1, external: 0.5, difference: -0.5 });
    expect(shift.sensitivity).toEqual({ iid: 0.5, external: 0.25, difference: -0.25 });
    expect(shift.specificity).toEqual({ iid: 0.25, external: 0.125, difference: -0.125 });
    expect(shift.accuracy_at_threshold.difference).toBe(-0.0625);
    expect(Object.keys(shift).length).toBe(10);
  });

  it("says which side has no value", () => {
    const none = { value: null, reason: "no positives" } as const;
    const external = {
      ...test(0.5),
      auroc: none,
      operating_point: { ...test(0.5).operating_point, sensitivity: none, threshold: 0.5 },
    } as Exclude<MeasuredTest, { value: null }>;
    const shift = shiftOf(test(1), external);
    const reason = { value: null, reason: "external: no positives" };
    expect(shift.auroc).toEqual({ iid: 1, external: none, difference: reason });
    expect(shift.sensitivity).toEqual({ iid: 0.5, external: none, difference: reason });
    const noTest = { value: null, reason: "the run has no iid test" } as const;
    expect(shiftOf(noTest, test(1)).ece).toEqual({
      iid: noTest,
      external: 1,
      difference: { value: null, reason: "iid: the run has no iid test" },
    });
    const noPoint = { ...test(1), operating_point: none };
    expect(shiftOf(noPoint, test(1)).specificity.iid).toEqual(none);
  });
});
