import { describe, expect, it } from "vitest";
import type { NumberExternalResults } from "../../evaluation/external/number-external-results.js";
import { numberShiftTable } from "./number-shift-table.js";

/** What the table reads of an evaluation. */
const partOf = (parts: object) => parts as NumberExternalResults;
const interval = (low: number, high: number) => ({ low, high, level: 0.95, method: "m" });
const group = { name: "<60, A", label: 0, attributes: { site: "A" }, n: 4 };
const labels = { mean: 61, standard_deviation: 8.5, least: 40, greatest: 80 };
const external = {
  n: 9,
  ...{ mae: 5, worst_group_mae: 7, r2: 0.25, error_correlation: { site: 0.4 } },
  groups: [
    { ...group, name: ">=60, A", label: 1, mae: 3, mean_error: 1 },
    { ...group, mae: 7, mean_error: -6.5 },
  ],
  labels,
  mae_interval: interval(4, 6),
  error_correlation_interval: { site: interval(0.1, 0.6) },
  corrected: { mae_interval: interval(5, 9) },
};
const none = { value: null, reason: "no rows" } as const;
const results = partOf({
  run: { name: "r", method: "mimm-x", sampling: "natural", seed: 0 },
  target: { name: "age", unit: "year", bins: ["<60", ">=60"] },
  bias_correction: { intercept: 12, slope: 0.8, n: 40 },
  tests: { external, iid: none },
  own: { iid: none },
  shift: {
    mae: { iid: 4, external: 5, difference: 1 },
    mean_error: { iid: 0, external: -2, difference: -2 },
    corrected_mae: { iid: 5, external: 7, difference: 2 },
    error_correlation_site: { iid: none, external: 0.4, difference: none },
  },
});

describe("numberShiftTable", () => {
  it("has all tests, a line an error, intervals and signs, and what the numbers mean", () => {
    expect(numberShiftTable(results).split("\n")).toEqual([
      "mimm-x    n            MAE  worst     R2  corr site",
      "iid          n/a (no rows)",
      "external  9          5.000  7.000  0.250      0.400",
      "",
      "MAE: mean absolute error of age, year; worst: highest of a group; corr: partial",
      "correlation of the error with the attribute given the target, near 0 without the shortcut.",
      "",
      "                          own iid test      external (95 %)  difference",
      "mae                              4.000  5.000 (4.000–6.000)      +1.000",
      "mean error                       0.000               -2.000      -2.000",
      "corrected mae                    5.000  7.000 (5.000–9.000)      +2.000",
      "corr(error, site | age)  n/a (no rows)  0.400 (0.100–0.600)         n/a",
      "",
      "errors of age in year: prediction - truth; r2 falls with the spread of the truth",
      "age: external 61.000 ± 8.500 (40.000–80.000)",
      "corrected: (prediction - 12.000) / 0.800, fitted on the run's 40 validation rows",
      "worst group: <60, site=A (n 4): mae 7.000, mean error -6.500",
    ]);
  });

  it("says where the mean of the true numbers would have been nearer", () => {
    const words = "the mean of the true numbers, said of every row, would be nearer";
    const withR2 = (external: number) =>
      numberShiftTable(
        partOf({ ...results, shift: { r2: { iid: 0.5, external, difference: -1 } } }),
      );
    expect(withR2(-0.1)).toContain(words);
    expect(withR2(0.1)).not.toContain(words);
  });

  it("says why nothing was corrected, and shows the spread of both", () => {
    const uncorrected = partOf({
      ...results,
      bias_correction: none,
      tests: { external: { ...external, groups: [] }, iid: { labels } },
    });
    expect(numberShiftTable(uncorrected).split("\n").slice(-2)).toEqual([
      "age: external 61.000 ± 8.500 (40.000–80.000), own iid test 61.000 ± 8.500 (40.000–80.000)",
      "no bias correction: no rows",
    ]);
  });
});
