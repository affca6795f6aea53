import { describe, expect, it } from "vitest";
import type { NumberRunResults, NumberSetResult } from "./number-results.js";
import { hideSmallErrors, hideSmallNumberGroups } from "./small-number-groups.js";

const scores = { mae: 1, rmse: 1, r2: 0.5, adjusted_mae: 1, worst_group_mae: 2 };
const of = (...sizes: readonly number[]): NumberSetResult => ({
  n: sizes.reduce((sum, n) => sum + n, 0),
  ...scores,
  pearson: 0.7,
  groups: sizes.map((n, label) => ({
    ...{ name: `bin ${label}`, label, attributes: {}, n, mae: label, mean_error: 0 },
  })),
  error_correlation: {},
  attributes: {},
  corrected: scores,
});

describe("hideSmallErrors", () => {
  it("shows no group where one is small, nor what is read off groups", () => {
    const shown = hideSmallErrors(of(20, 3, 30), 5);
    const hidden = { value: null, reason: "a group has fewer than 5 rows" };
    expect(shown).toMatchObject({
      n: 53,
      mae: 1,
      groups: [],
      adjusted_mae: hidden,
      worst_group_mae: hidden,
      corrected: { mae: 1, adjusted_mae: hidden, worst_group_mae: hidden },
    });
  });

  it("counts rows outside the groups, and hides a whole set that is small", () => {
    const outside = { ...of(20, 30), n: 52 };
    expect(hideSmallErrors(outside, 5)).toMatchObject({ groups: [] });
    expect(hideSmallErrors(of(3), 5)).toEqual({ value: null, reason: "fewer than 5 rows" });
  });

  it("leaves the rest alone", () => {
    for (const [set, smallest] of [
      [of(20, 3), 1],
      [of(20, 30), 5],
    ] as const) {
      expect(hideSmallErrors(set, smallest)).toBe(set);
    }
  });
});

describe("hideSmallErrors of one person", () => {
  // One row of site B: n, RMSE and r of a set tell the error of that person from the correlation.
  const site = (value: string) => ({ attributes: { site: value, sex: "F" } });
  const set: NumberSetResult = {
    ...of(20, 1, 30),
    groups: of(20, 1, 30).groups.map((group, index) => ({
      ...group,
      ...site(index === 1 ? "B" : "A"),
    })),
    error_correlation: { site: 0.4, sex: 0.1 },
  };

  it("shows no correlation with an attribute that one person has a value of", () => {
    expect(hideSmallErrors(set, 5)).toMatchObject({
      error_correlation: {
        site: { value: null, reason: "a value has fewer than 5 rows" },
        sex: 0.1,
      },
    });
  });
});

describe("hideSmallNumberGroups", () => {
  const results: NumberRunResults = {
    ...{ method: "erm", sampling: "natural", seed: 0, splitSeed: 0 },
    ...{ selection: { rule: "last", epoch: 1 }, encoderSteps: 1, seconds: 1 },
    target: { name: "age", unit: "year", bins: ["<50", ">=50"] },
    bias_correction: { intercept: 1, slope: 0.5, n: 3 },
    validation: of(3),
    tests: { iid: of(20, 30) },
  };

  it("shows no line through few rows, nor what it corrects", () => {
    const shown = hideSmallNumberGroups(results, 5);
    expect(shown.bias_correction).toEqual({
      value: null,
      reason: "fewer than 5 validation rows",
    });
    expect(shown.tests["iid"]).toMatchObject({ mae: 1 });
    expect(shown.tests["iid"]).not.toHaveProperty("corrected");
  });

  it("shows a line through enough", () => {
    expect(hideSmallNumberGroups(results, 3)).toEqual(results);
  });
});
