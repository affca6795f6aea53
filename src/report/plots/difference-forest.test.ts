import { describe, expect, it } from "vitest";
import { forestRow, renderForest } from "./difference-forest.js";

const difference = {
  ...{ seeds: [0, 1], mean: -0.04, sd: 0.01, minimum_detectable_difference: 0.1 },
  bootstrap: { low: -0.06, high: -0.02, resamples: 100, p_value: 0.02, p_holm: 0.02 },
  paired_t: { low: -0.3, high: 0.22, p_value: 0.3, p_holm: 0.3 },
  verdict: "better",
  because: "",
} as const;

describe("differenceForest", () => {
  it("turns the gap round, so that right is better", () => {
    expect(forestRow("a", difference, false)).toMatchObject({
      mean: -0.04,
      low: -0.06,
      high: -0.02,
    });
    expect(forestRow("a", difference, true)).toMatchObject({
      mean: 0.04,
      low: 0.02,
      high: 0.06,
      tLow: -0.22,
      tHigh: 0.3,
    });
    const none = { value: null, reason: "one seed" } as const;
    expect(forestRow("a", { ...difference, bootstrap: none, paired_t: none }, true)).toMatchObject({
      low: null,
      tHigh: null,
    });
  });

  it("fits the five measures of a comparison into the width of a page, however long the names", () => {
    const rows = [forestRow("multitask+rebalance (anti-shortcut)", difference, false)];
    const widths = [0, 1, 2, 3, 4].map((place) => {
      const svg = renderForest({ title: "iid", rows }, place === 0);
      return Number(/width="(\d+)"/.exec(svg)?.[1]);
    });
    const gaps = 6 * (widths.length - 1);
    expect(widths.reduce((sum, width) => sum + width, gaps)).toBeLessThanOrEqual(1080);
  });

  it("draws an undefined interval as a dot alone, the same bytes each time", () => {
    const none = { value: null, reason: "one seed" } as const;
    const rows = [
      forestRow("a", { ...difference, bootstrap: none, paired_t: none }, false),
      forestRow("b", difference, false),
    ];
    const svg = renderForest({ title: "iid", rows }, true);
    expect(renderForest({ title: "iid", rows }, true)).toBe(svg);
    expect(svg.match(/stroke-width="3.5"/g)).toHaveLength(1);
    expect(svg).not.toContain("NaN");
    expect(svg).toContain(">b</text>");
  });
});
