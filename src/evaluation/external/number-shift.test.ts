import { describe, expect, it } from "vitest";
import type { MeasuredNumberSet } from "./number-external-results.js";
import { numberShiftOf } from "./number-shift.js";

const none = { value: null, reason: "none" } as const;
const scores = (value: number) => ({
  ...{ mae: value, rmse: value * 2, r2: 1 - value, adjusted_mae: value, worst_group_mae: value },
  ...{ mean_error: -value, mae_interval: none },
});
const test = (value: number): MeasuredNumberSet => ({
  ...scores(value),
  ...{ n: 10, pearson: 1 - value / 2, groups: [], attributes: {} },
  error_correlation: { site: value / 10 },
  labels: { mean: 60, standard_deviation: 5, least: 40, greatest: 80 },
  error_correlation_interval: { site: none },
  corrected: scores(value * 4),
});

describe("numberShiftOf", () => {
  it("puts each error beside itself, raw and corrected", () => {
    const shift = numberShiftOf(test(0.25), test(0.5), ["site"]);
    expect(shift["mae"]).toEqual({ iid: 0.25, external: 0.5, difference: 0.25 });
    expect(shift["mean_error"]).toEqual({ iid: -0.25, external: -0.5, difference: -0.25 });
    expect(shift["corrected_rmse"]).toEqual({ iid: 2, external: 4, difference: 2 });
    expect(shift["error_correlation_site"]?.difference).toBeCloseTo(0.025, 12);
    expect(Object.keys(shift)).toEqual([
      ...["mae", "rmse", "mean_error", "r2", "adjusted_mae", "worst_group_mae", "pearson"],
      ...["corrected_mae", "corrected_rmse", "corrected_mean_error", "corrected_r2"],
      ...["corrected_adjusted_mae", "corrected_worst_group_mae", "error_correlation_site"],
    ]);
  });

  it("says which side has no value", () => {
    const reason = { value: null, reason: "the run has no iid test" } as const;
    expect(numberShiftOf(reason, test(1), [])["mae"]).toEqual({
      iid: reason,
      external: 1,
      difference: { value: null, reason: "iid: the run has no iid test" },
    });
    const { corrected: _, ...raw } = test(1);
    expect(numberShiftOf(test(1), raw, ["sex"])).toMatchObject({
      corrected_mae: {
        iid: 4,
        difference: { value: null, reason: "external: the run has no bias correction" },
      },
      error_correlation_sex: { external: { reason: "the test does not have the attribute" } },
    });
  });
});
