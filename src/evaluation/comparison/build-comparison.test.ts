import { describe, expect, it } from "vitest";
import {
  compareClasses,
  exampleCells,
  simulatedMethods,
} from "../../../fixtures/evaluation/example-comparison.js";
import type { ComparisonCell, FinishedCell } from "./cell.js";
import type { ComparisonOptions } from "./comparison-options.js";
import type { Comparison, MethodComparison } from "./comparison.js";

const names = simulatedMethods.map(({ method }) => method);
const options: ComparisonOptions = { methods: names, claim: "mimm-x+rebalance", resamples: 100 };
const failed = { "mimm 3": "NumericError: loss is NaN" };
const cells = exampleCells({ rows: 400, failed });
const comparison = compareClasses(cells, options);
const methodOf = (all: Comparison, name: string): MethodComparison => {
  const found = all.settings[0]?.methods.find(({ method }) => method === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};
const balancedOf = (all: Comparison, name: string) => {
  const found = methodOf(all, name).tests["balanced"]?.["balanced_accuracy"];
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};
const finished = (cell: ComparisonCell | undefined): FinishedCell => {
  if (cell === undefined || "failed" in cell.outcome) throw new Error("not finished");
  return cell.outcome;
};

describe("buildComparison", () => {
  it("has the means and deviations of results.json over seeds", () => {
    const values = cells
      .filter(({ method }) => method === "erm")
      .map((cell) => finished(cell).results.tests["balanced"])
      .map((test) =>
        test !== undefined && "groups" in test ? Number(test.balanced_accuracy) : NaN,
      );
    const found = balancedOf(comparison, "erm");
    const mean = values.reduce((sum, value) => sum + value, 0) / 5;
    expect(Object.values(found.values)).toEqual(values);
    expect(found.mean).toBeCloseTo(mean, 12);
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    expect(found.sd).toBeCloseTo(Math.sqrt(squares / 4), 12);
  });

  it("calls methods what they are, and bars two of them from winning", () => {
    const kinds = names.map((name) => methodOf(comparison, name).outcome?.kind);
    expect(kinds.slice(0, 2)).toEqual(["shortcut", "shortcut"]);
    expect(methodOf(comparison, "adversarial").outcome?.kind).toBe("anti-shortcut");
    expect(methodOf(comparison, "dcor").outcome?.kind).toBe("collapsed");
    const [setting] = comparison.settings;
    const inverted = setting?.wins.find(({ test }) => test === "inverted");
    expect(inverted).toMatchObject({ best: "mimm-x+rebalance", verdict: "wins" });
    expect(inverted?.barred.map(({ method }) => method)).toEqual(["adversarial", "dcor"]);
    expect(setting?.strongest_reference).toBe("multitask+rebalance");
    expect(setting?.claim?.verdicts.map(({ verdict }) => verdict)).toEqual([
      "better",
      "better",
      "better",
    ]);
  });

  it("has no winner where every other method is barred", () => {
    const some = cells.filter(({ method }) =>
      ["multitask", "adversarial", "dcor"].includes(method),
    );
    const found = compareClasses(some, {
      ...{ methods: ["multitask", "adversarial", "dcor"], claim: null, resamples: 100 },
    });
    for (const win of found.settings[0]?.wins ?? []) {
      expect(win).toMatchObject({
        best: "multitask",
        verdict: "no conclusion",
        because: "no other method counts in this measure",
      });
    }
    expect(found.settings[0]?.wins.length).toBeGreaterThan(0);
  });

  it("reports failed seeds, and pairs the seeds that both finished", () => {
    const mimm = methodOf(comparison, "mimm");
    expect(mimm.seeds).toEqual([0, 1, 2, 4]);
    expect(mimm.failed_seeds).toEqual([{ seed: 3, reason: "NumericError: loss is NaN" }]);
    expect(mimm.gap.differences["erm"]?.seeds).toEqual([0, 1, 2, 4]);
  });

  it("corrects over methods x tests, without the ceiling", () => {
    // The smallest of 7 methods x 3 tests is multiplied by 21.
    const family = names.flatMap((name) =>
      Object.values(methodOf(comparison, name).tests).flatMap((test) => {
        const t = test["balanced_accuracy"]?.differences["erm"]?.paired_t;
        return t !== undefined && "p_value" in t ? [t] : [];
      }),
    );
    expect(family).toHaveLength(21);
    const smallest = family.toSorted((left, right) => left.p_value - right.p_value)[0];
    expect(smallest?.p_holm).toBeCloseTo(21 * (smallest?.p_value ?? NaN), 12);
    expect(balancedOf(comparison, "multitask@balanced").differences).toEqual({});
  });

  it("is the same bytes for the same cells in any order", () => {
    const some = cells.filter(({ method }) => ["erm", "multitask", "mimm"].includes(method));
    const shuffled = some.toSorted(
      (left, right) => right.seed - left.seed || (left.method < right.method ? 1 : -1),
    );
    const given = { ...options, claim: null };
    expect(shuffled).not.toEqual(some);
    expect(JSON.stringify(compareClasses(shuffled, given))).toBe(
      JSON.stringify(compareClasses(some, given)),
    );
  });

  it("finds no difference between a method and itself: 0, interval [0, 0], p 1", () => {
    const erm = cells.filter(({ method }) => method === "erm");
    const twins = [...erm, ...erm.map((cell) => ({ ...cell, method: "twin" }))];
    const twin = compareClasses(twins, {
      methods: ["erm", "twin"],
      claim: "twin",
      resamples: 100,
    });
    expect(balancedOf(twin, "twin").differences["erm"]).toMatchObject({
      mean: 0,
      bootstrap: { low: 0, high: 0, p_value: 1, p_holm: 1 },
      paired_t: { low: 0, high: 0, p_value: 1, p_holm: 1 },
      verdict: "no conclusion",
      minimum_detectable_difference: { value: null, reason: "the differences have no spread" },
    });
    for (const win of twin.settings[0]?.wins ?? []) {
      expect(win).toMatchObject({
        ...{ best: null, reference: null, verdict: "no conclusion" },
        because: "erm, twin have the same mean",
      });
    }
  });

  it("has neither interval nor conclusion with one seed, and says so", () => {
    const one = compareClasses(
      cells.filter(({ seed }) => seed === 0),
      options,
    );
    const found = balancedOf(one, "mimm");
    const reason = "one seed: nothing to judge its spread by";
    expect(found.interval).toEqual({ value: null, reason });
    expect(found.differences["erm"]).toMatchObject({ verdict: "no conclusion", because: reason });
    expect(one.settings[0]?.minimum_detectable_differences).toEqual([]);
  });

  it("keeps undefined numbers undefined, with their reason", () => {
    const test = { value: null, reason: "cell thick x A is empty" } as const;
    const some = cells.filter(({ method }) => ["erm", "multitask"].includes(method));
    const lacking = some.map((cell) => {
      if ("failed" in cell.outcome) return cell;
      const { results, predictions } = cell.outcome;
      const rest = Object.fromEntries(
        Object.entries(predictions).filter(([name]) => name !== "balanced"),
      );
      const tests = { ...results.tests, balanced: test };
      return {
        ...cell,
        outcome: { ...cell.outcome, results: { ...results, tests }, predictions: rest },
      };
    });
    const found = compareClasses(lacking, options);
    expect(balancedOf(found, "erm").mean).toEqual(test);
    expect(found.settings[0]?.headline_test).toBe("inverted");
  });

  it("withholds better from a claim whose outcome is an anti-shortcut", () => {
    const some = cells.filter(({ method }) => ["erm", "adversarial"].includes(method));
    const claimed = compareClasses(some, {
      ...options,
      claim: "adversarial",
      references: ["erm"],
    });
    expect(claimed.settings[0]?.claim?.verdicts).toEqual([
      {
        reference: "erm",
        verdict: "no conclusion",
        because: "higher, but its outcome is anti-shortcut, which is no success",
      },
    ]);
  });

  it("refuses cells and options that do not fit", () => {
    const build =
      (some: readonly ComparisonCell[], change: Partial<ComparisonOptions> = {}) =>
      () =>
        compareClasses(some, { ...options, ...change });
    const [first] = cells;
    if (first === undefined) throw new Error("no cell");
    expect(build([])).toThrow("buildComparison: no cells");
    expect(build([first, first])).toThrow("two cells of one setting, method and seed");
    expect(build([{ ...first, method: "jtt" }])).toThrow("a cell's method is not listed");
    expect(build(cells, { claim: "jtt" })).toThrow("claim is not one of the methods");
    expect(build(cells, { references: ["multitask@balanced"] })).toThrow(
      "reference is not one of the methods",
    );
    expect(build(cells, { resamples: 10 })).toThrow("buildComparison: resamples");
    const foreign = { ...finished(first), predictions: finished(cells.at(-1)).predictions };
    expect(build([{ ...first, outcome: foreign }])).toThrow(
      "predictions of erm, seed 0, test iid: balanced accuracy is not that of results.json",
    );
  });
});
