import { describe, expect, it } from "vitest";
import { curveBands } from "./curve-bands.js";
import { groupSummaries } from "./group-summaries.js";
import { classYardstick } from "./class-yardstick.js";
import { crossDeviation, crossMean } from "./class-measures.js";

describe("crossMean, crossDeviation", () => {
  it("are mean and standard deviation (n - 1) over the ordered pairs", () => {
    const cross = { "primary->a": 0.4, "a->primary": 0.5, "b->a": 0.6 };
    expect(crossMean(cross)).toBeCloseTo(0.5, 12);
    expect(crossDeviation(cross)).toBeCloseTo(0.1, 12);
    expect(crossMean({})).toMatchObject({ value: null });
    expect(crossDeviation({ "primary->a": 0.4 })).toEqual({
      value: null,
      reason: "one pair of variables only",
    });
    const none = { value: null, reason: "no rows" } as const;
    expect(crossMean({ ...cross, "b->primary": none })).toEqual(none);
  });
});

describe("curveBands", () => {
  it("joins seeds by epoch: mean, lowest, highest, and how many", () => {
    const point = (epoch: number, mi: number, accuracy: number | null) => ({
      epoch,
      terms: { mi },
      validation: { accuracy: accuracy ?? { value: null, reason: "no rows" } },
    });
    const bands = curveBands([[point(1, 0.4, null), point(2, 0.2, 0.8)], [point(1, 0.6, null)]]);
    expect(bands.terms["mi"]).toEqual({
      epochs: [1, 2],
      mean: [0.5, 0.2],
      low: [0.4, 0.2],
      high: [0.6, 0.2],
      n: [2, 1],
    });
    expect(bands.validation["accuracy"]).toMatchObject({ mean: [null, 0.8], n: [0, 1] });
  });
});

describe("groupSummaries", () => {
  it("keeps a group that one seed lacks, and passes over tests without a value", () => {
    const group = (name: string, accuracy: number) => ({
      name,
      label: 0,
      attributes: {},
      n: 9,
      accuracy,
    });
    const set = (groups: ReturnType<typeof group>[]) => ({
      n: 9,
      accuracy: 1,
      balanced_accuracy: 1,
      auroc: 1,
      adjusted_accuracy: 1,
      worst_group_accuracy: 1,
      groups,
      attributes: {},
      cross: {},
    });
    const found = groupSummaries([
      { seed: 0, groups: classYardstick.groupsOf(set([group("a", 0.5)])) },
      { seed: 1, groups: classYardstick.groupsOf(set([group("a", 1), group("b", 0.25)])) },
      { seed: 2, groups: classYardstick.groupsOf({ value: null, reason: "an empty cell" }) },
    ]);
    expect(found.map(({ name, mean, low, high }) => [name, mean, low, high])).toEqual([
      ["a", 0.75, 0.5, 1],
      ["b", 0.25, 0.25, 0.25],
    ]);
  });
});
