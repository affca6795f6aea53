import { describe, expect, it } from "vitest";
import type { SetResult, TestResult } from "../results.js";
import { summariseOutcomes } from "./summarise-outcomes.js";

/** Two classes of 1,000 rows with this accuracy in both. */
function set(value: number): SetResult {
  const groups = [0, 1].map((label) => ({
    ...{ name: `class ${label}`, label, attributes: {}, n: 1000 },
    accuracy: value,
  }));
  return {
    ...{ n: 2000, accuracy: value, balanced_accuracy: value, auroc: value, groups },
    ...{ adjusted_accuracy: value, worst_group_accuracy: value, attributes: {}, cross: {} },
  };
}
const seed = (iid: number, inverted: number): Record<string, TestResult> => ({
  iid: set(iid),
  inverted: set(inverted),
});
const [robust, shortcut, antiShortcut, collapsed] = [
  seed(0.95, 0.95),
  seed(0.95, 0.6),
  seed(0.6, 0.95),
  seed(0.5, 0.5),
] as const;

describe("summariseOutcomes", () => {
  it("counts the outcomes of seeds and takes the most frequent", () => {
    expect(summariseOutcomes([robust, shortcut, robust])).toEqual({
      kind: "robust",
      counts: { shortcut: 1, robust: 2 },
    });
    expect(summariseOutcomes([])).toBeNull();
  });

  it("takes the less flattering of equally frequent ones: collapsed before all", () => {
    expect(summariseOutcomes([robust, shortcut])?.kind).toBe("shortcut");
    expect(summariseOutcomes([antiShortcut, shortcut])?.kind).toBe("shortcut");
    // A seed that has lost the task has no gap: were it called a shortcut, it would compete for the smallest.
    expect(summariseOutcomes([shortcut, collapsed])?.kind).toBe("collapsed");
    expect(summariseOutcomes([collapsed, robust])?.kind).toBe("collapsed");
  });
});
