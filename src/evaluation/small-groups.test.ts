import { describe, expect, it } from "vitest";
import { decideOutcome } from "./outcome.js";
import type { GroupResult, SetResult } from "./results.js";
import { hideSmallGroups, hideSmallGroupsOfRun } from "./small-groups.js";

const group = (label: number, sex: string, n: number, right: number): GroupResult => ({
  name: `${label === 0 ? "well" : "sick"}, ${sex}`,
  label,
  attributes: { sex },
  n,
  accuracy: right / n,
});

function setOf(groups: readonly GroupResult[]): SetResult {
  const accuracies = groups.map(({ accuracy }) => Number(accuracy));
  const n = groups.reduce((sum, one) => sum + one.n, 0);
  const right = groups.reduce((sum, one) => sum + one.n * Number(one.accuracy), 0);
  return {
    n,
    accuracy: right / n,
    balanced_accuracy: 0.75,
    auroc: 0.8,
    adjusted_accuracy: accuracies.reduce((left, one) => left + one, 0) / accuracies.length,
    worst_group_accuracy: Math.min(...accuracies),
    groups,
    attributes: {},
    cross: {},
  };
}

const set = setOf([
  group(0, "F", 40, 30),
  group(0, "M", 50, 45),
  group(1, "F", 1, 0),
  group(1, "M", 30, 24),
  group(1, "X", 20, 19),
]);

describe("hideSmallGroups", () => {
  it("shows a group of one person with the smallest other of its class, as one", () => {
    const shown = hideSmallGroups(set, 5);
    if ("reason" in shown) throw new Error(shown.reason);
    expect(shown.groups.slice(0, 2)).toEqual(set.groups.slice(0, 2));
    expect(shown.groups.slice(2)).toEqual([
      group(1, "M", 30, 24),
      {
        name: "F (<5) + X",
        label: 1,
        attributes: {},
        pooled: "F (<5) + X",
        n: 21,
        accuracy: 19 / 21,
      },
    ]);
    expect(shown.worst_group_accuracy).toBe(0.75);
    expect(shown.adjusted_accuracy).toBeCloseTo((0.75 + 0.9 + 0.8 + 19 / 21) / 4, 12);
    expect(shown).toMatchObject({ n: set.n, accuracy: set.accuracy, balanced_accuracy: 0.75 });
    // What was to be hidden: 0 of 1 is the person's answer.
    expect(set.worst_group_accuracy).toBe(0);
  });

  it("leaves the outcome as it is", () => {
    const inverted = { ...set, balanced_accuracy: 0.5 };
    const tests = { iid: set, inverted };
    const shown = { iid: hideSmallGroups(set, 5), inverted: hideSmallGroups(inverted, 5) };
    const [before, after] = [decideOutcome(tests), decideOutcome(shown)];
    if (!("estimate" in before) || !("estimate" in after)) throw new Error("no estimate");
    expect(after.kind).toBe(before.kind);
    expect(after.estimate.low).toBeCloseTo(before.estimate.low, 12);
  });

  it("shows no number of a set with a class that is small itself", () => {
    const small = setOf([group(0, "F", 40, 30), group(0, "M", 50, 45), group(1, "F", 3, 1)]);
    expect(hideSmallGroups(small, 5)).toEqual({
      value: null,
      reason: "a class has fewer than 5 rows",
    });
  });

  it("changes nothing where every group is large enough, or 1 is", () => {
    expect(hideSmallGroups(set, 1)).toBe(set);
    const large = setOf([group(0, "F", 40, 30), group(1, "F", 30, 30)]);
    expect(hideSmallGroups(large, 5)).toBe(large);
    const missing = { value: null, reason: "no rows" };
    expect(hideSmallGroups(missing, 5)).toBe(missing);
  });

  it("takes validation and all tests of a run", () => {
    const results = {
      method: "erm",
      sampling: "natural",
      seed: 0,
      splitSeed: 0,
      selection: { rule: "last", epoch: 1 },
      encoderSteps: 1,
      seconds: 1,
      validation: set,
      tests: { iid: set },
    };
    const shown = hideSmallGroupsOfRun(results, 5);
    expect(shown.validation).toEqual(hideSmallGroups(set, 5));
    expect(shown.tests).toEqual({ iid: hideSmallGroups(set, 5) });
    expect(hideSmallGroupsOfRun(results, 1)).toBe(results);
  });
});
