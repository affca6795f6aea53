import { describe, expect, it } from "vitest";
import { exampleRun } from "../../../fixtures/evaluation/example-run.js";
import type { SetResult } from "../../evaluation/results.js";
import { groupAccuracySpec, renderGroupAccuracy } from "./group-accuracy.js";

const { results, groupIntervals } = exampleRun({ shortcutShare: 0.62, errorRate: 0.03 });
const balanced = results.tests.balanced as SetResult;
const intervals = groupIntervals.balanced ?? [];

describe("groupAccuracy", () => {
  it("has one line a group with n, and one worst", () => {
    const spec = groupAccuracySpec("balanced", balanced, intervals);
    expect(spec.chance).toBe(0.5);
    expect(spec.rows).toHaveLength(8);
    expect(spec.rows[0]).toMatchObject({ group: "digit<5, thin, 0", note: "0.99, n 113" });
    expect(spec.rows.filter(({ isWorst }) => isWorst).map(({ group }) => group)).toEqual([
      "digit>=5, thin, 0",
    ]);
    spec.rows.forEach(({ accuracy, low, high }) => {
      expect(low ?? NaN).toBeLessThanOrEqual(accuracy ?? NaN);
      expect(high ?? NaN).toBeGreaterThanOrEqual(accuracy ?? NaN);
    });
  });

  it("draws what a person has looked at, the same bytes each time", async () => {
    const spec = groupAccuracySpec("balanced", balanced, intervals);
    const svg = renderGroupAccuracy(spec);
    expect(renderGroupAccuracy(spec)).toBe(svg);
    await expect(`${svg}\n`).toMatchFileSnapshot("snapshots/group-accuracy.svg");
  });

  it("draws undefined groups as text only, and names that look alike on lines of their own", () => {
    const long = "a very long name of a value that goes on and on";
    const [group] = balanced.groups;
    if (group === undefined) throw new Error("no group");
    const undefinedAccuracy = { value: null, reason: "all weights are 0" } as const;
    const groups = [
      { ...group, name: `${long} 1`, accuracy: undefinedAccuracy },
      { ...group, name: `${long} <2>`, accuracy: 0.5 },
    ];
    const spec = groupAccuracySpec("iid", { ...balanced, groups }, [null, null]);
    const svg = renderGroupAccuracy(spec);
    expect(spec.rows[0]?.note).toBe("n/a (all weights are 0), n 113");
    expect(svg.match(/a very long name of a value that …/g)).toHaveLength(2);
    expect(svg).not.toContain("NaN");
  });

  it("escapes names", () => {
    const groups = balanced.groups.slice(0, 1).map((group) => ({ ...group, name: "<b>&" }));
    const svg = renderGroupAccuracy(groupAccuracySpec("iid", { ...balanced, groups }, [null]));
    expect(svg).toContain("&lt;b&gt;&amp;");
    expect(svg).not.toContain("<b>");
  });

  it("refuses intervals of other groups", () => {
    expect(() => groupAccuracySpec("iid", balanced, [null])).toThrow(
      "groupAccuracySpec iid: intervals do not belong to these groups (groups 8, intervals 1)",
    );
  });
});
