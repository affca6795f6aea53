import { describe, expect, it } from "vitest";
import { messageOf, toyCells, toySource } from "../../../fixtures/sampling/toy-source.js";
import { createRng } from "../../base/rng.js";
import { groupsOfSet } from "./groups.js";
import { planSets, type PlanSpec } from "./plan.js";
import { splitBySubject } from "./split-by-subject.js";
import { cellNames, weighTests } from "./weighted-tests.js";

const spec: PlanSpec = {
  label: "uniform",
  align: { site: { ill0: "site0", ill1: "site1" } },
  train: 0.9,
  tests: { iid: 0.9, inverted: "invert", balanced: "balanced" },
  testRows: "weighted",
  sizes: {},
  minCell: 1,
};

/** 300 rows of each cell to train on; the test part has 40, 10, 20 and 30, and 7 rows without site. */
const held = [40, 10, 20, 30];
const cells = toyCells(2, [2], (label, [site = 0]) => held[2 * label + site] ?? 0);
const source = toySource(
  { label: "ill", read: "site" },
  toyCells(2, [2], () => 300),
  [...cells, { label: 1, values: [-1], count: 7 }],
);
const plan = (changes: Partial<PlanSpec> = {}, names: readonly string[] = ["site"]) => {
  const split = splitBySubject(source, { kind: "hash", validation: 0.2 }, 0);
  return planSets(source, names, split, { ...spec, ...changes }, createRng(0));
};

describe("a sampled plan with weighted tests", () => {
  const { train, tests, tables, weighted } = plan();
  const { natural } = tests;

  it("draws training as ever, and keeps every complete row of the test part as `natural`", () => {
    const drawn = plan({ testRows: "drawn" });
    expect(train).toEqual(drawn.train);
    expect(Object.keys(tests)).toEqual(["natural"]);
    expect(drawn).not.toHaveProperty("weighted");
    expect(tables[2]?.cells.map(({ count, asked }) => [count, asked])).toEqual(
      held.map((count) => [count, null]),
    );
    expect(tables[2]).toMatchObject({ set: "natural", n: 100, leftOut: 7 });
    // 100 rows against the 44 that a drawn iid test could use: 40 / .45 and 10 / .05 allow 88, 20 / .05 and 30 / .45 66.
    expect(drawn.tests["iid"]?.rows.length).toBeLessThan(70);
  });

  it("asks for the law of each test, and weighs the cells to it", () => {
    expect(weighted?.of).toBe("natural");
    expect(weighted?.asked["iid"]?.map((share) => share.toFixed(12))).toEqual(
      [0.45, 0.05, 0.05, 0.45].map((share) => share.toFixed(12)),
    );
    if (weighted === undefined || natural === undefined) throw new Error("no weights");
    const groups = groupsOfSet(natural, [2]);
    for (const [name, cell] of Object.entries(weighTests(weighted, groups, cellNames(tables)))) {
      if (cell.weights === null) throw new Error(cell.reason);
      const sums = [0, 0, 0, 0];
      for (const [row, group] of groups.entries()) {
        sums[group] = (sums[group] ?? 0) + (cell.weights[row] ?? NaN) / 100;
      }
      for (const [group, share] of sums.entries()) {
        expect(share).toBeCloseTo(weighted.asked[name]?.[group] ?? NaN, 12);
      }
    }
  });

  it("keeps the law of the tests where training is balanced for the ceiling", () => {
    expect(plan({ balanceTraining: true }).weighted).toEqual(weighted);
  });

  it("refuses what it cannot weigh, its own name, and sizes of tests", () => {
    expect(messageOf(() => plan({}, ["site", "marker"]))).toBe(
      "ConfigError: data.plan.testRows: a planted attribute cannot be weighted: got marker. Leave the attribute out, or draw the tests.",
    );
    expect(messageOf(() => plan({ tests: { natural: 0.5 } }))).toContain("this name is taken");
    expect(messageOf(() => plan({ sizes: { iid: 10 } }))).toContain("data.plan.sizes");
  });
});
