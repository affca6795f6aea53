import { describe, expect, it } from "vitest";
import { exampleRun } from "../../../fixtures/evaluation/example-run.js";
import type { Interval } from "../../evaluation/intervals/interval.js";
import type { SetResult } from "../../evaluation/results.js";
import { groupAccuracySpec, renderGroupAccuracy } from "./group-accuracy.js";

const { results, groupIntervals, data } = exampleRun({ shortcutShare: 0.62, errorRate: 0.03 });
const balanced = results.tests.balanced as SetResult;
const intervals = groupIntervals.balanced ?? [];

describe("groupAccuracy", () => {
  it("has one line a group with n, and one worst", () => {
    const spec = groupAccuracySpec("balanced", balanced, intervals, data.label);
    expect(spec.chance).toBe(0.5);
    expect(spec.rows).toHaveLength(8);
    expect(spec.rows[0]).toMatchObject({
      group: "digit<5, thickness=thin, rotation=0",
      note: "0.991, n 113",
    });
    expect(spec.rows.filter(({ isWorst }) => isWorst).map(({ group }) => group)).toEqual([
      "digit>=5, thickness=thin, rotation=0",
    ]);
    spec.rows.forEach(({ accuracy, low, high }) => {
      expect(low ?? NaN).toBeLessThanOrEqual(accuracy ?? NaN);
      expect(high ?? NaN).toBeGreaterThanOrEqual(accuracy ?? NaN);
    });
  });

  it("draws what a person has looked at, the same bytes each time", async () => {
    const spec = groupAccuracySpec("balanced", balanced, intervals, data.label);
    const svg = renderGroupAccuracy(spec);
    expect(renderGroupAccuracy(spec)).toBe(svg);
    await expect(`${svg}\n`).toMatchFileSnapshot("snapshots/group-accuracy.svg");
  });

  it("draws undefined groups as text only, and names that look alike on lines of their own", () => {
    const long = "a very long name of a value that goes on and on and on";
    const [group] = balanced.groups;
    if (group === undefined) throw new Error("no group");
    const undefinedAccuracy = { value: null, reason: "all weights are 0" } as const;
    const groups = [
      { ...group, attributes: { site: `${long} 1` }, accuracy: undefinedAccuracy },
      { ...group, attributes: { site: `${long} <2>` }, accuracy: 0.5 },
    ];
    const spec = groupAccuracySpec("iid", { ...balanced, groups }, [null, null], data.label);
    const svg = renderGroupAccuracy(spec);
    expect(spec.rows[0]?.note).toBe("n/a (all weights are 0), n 113");
    expect(
      svg.match(/>digit&lt;5, site=a very long name of a value that goes on …</g),
    ).toHaveLength(2);
    expect(svg).not.toContain("NaN");
  });

  it("draws the interval of a group that is always wrong, which begins at 0", () => {
    const groups = balanced.groups.slice(0, 1).map((group) => ({ ...group, accuracy: 0 }));
    const draws = (interval: Interval | null): boolean => {
      const spec = groupAccuracySpec("iid", { ...balanced, groups }, [interval], data.label);
      return /data-mark="link"[^>]*><path/.test(renderGroupAccuracy(spec));
    };
    expect(draws({ low: 0, high: 0.2, level: 0.95, method: "Wilson score" })).toBe(true);
    expect(draws(null)).toBe(false);
  });

  it("escapes names", () => {
    const groups = balanced.groups
      .slice(0, 1)
      .map((group) => ({ ...group, attributes: { "<b>": "<b>&" } }));
    const spec = groupAccuracySpec("iid", { ...balanced, groups }, [null], data.label);
    const svg = renderGroupAccuracy(spec);
    expect(svg).toContain("&lt;b&gt;=&lt;b&gt;&amp;");
    expect(svg).not.toContain("<b>");
  });

  it("refuses intervals of other groups", () => {
    expect(() => groupAccuracySpec("iid", balanced, [null], data.label)).toThrow(
      "groupAccuracySpec iid: intervals do not belong to these groups (groups 8, intervals 1)",
    );
  });
});
