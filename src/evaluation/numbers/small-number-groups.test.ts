import { describe, expect, it } from "vitest";
import type { NumberSetResult } from "./number-results.js";
import { hideSmallErrors } from "./small-number-groups.js";

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
