import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  messageOf,
  toyAttribute,
  toyCells,
  toyFactor,
  toyPool,
  toySource,
} from "../../../fixtures/sampling/toy-source.js";
import type { ToySource } from "../../../fixtures/sampling/toy-source.js";
import { createRng } from "../../base/rng.js";
import type { PoolTable, SampledSet } from "../dataset.js";
import { countGroups, groupsOfSet } from "./groups.js";
import { planSets } from "./plan.js";
import type { PlanSpec, PlannedSets } from "./plan.js";
import { splitBySubject } from "./split-by-subject.js";
import type { TestTarget } from "./target-law.js";

const spec: PlanSpec = {
  label: "uniform",
  align: {},
  train: 0.9,
  tests: { iid: 0.9, inverted: "invert", balanced: "balanced" },
  sizes: {},
  minCell: 0,
};

/** Label of K values, `site` read and `marker` planted of M values; two pools with the counts given. */
const digitsOf = (
  labels: number,
  values: number,
  count: (label: number, value: number) => number,
): ToySource =>
  toySource(
    { label: "digit", read: "site", labels, values },
    toyCells(labels, [values], (label, [value = 0]) => count(label, value)),
  );

function plan(source: ToySource, changes: Partial<PlanSpec> = {}, seed = 0): PlannedSets {
  const split = splitBySubject(source, { kind: "hash", validation: 0.2 }, seed);
  return planSets(source, ["site", "marker"], split, { ...spec, ...changes }, createRng(seed));
}

/** Largest |P(a, b | y) − P(a | y) P(b | y)| of a set with two attributes of M values. */
function dependenceGivenLabel(set: SampledSet, labels: number, values: number): number {
  const counts = countGroups(groupsOfSet(set, [values, values]), labels * values * values);
  let largest = 0;
  for (let label = 0; label < labels; label++) {
    const cells = counts.subarray(label * values * values, (label + 1) * values * values);
    const total = cells.reduce((sum, count) => sum + count, 0);
    for (let a = 0; a < values; a++) {
      for (let b = 0; b < values; b++) {
        const row = cells.subarray(a * values, (a + 1) * values).reduce((sum, n) => sum + n, 0);
        const column = cells
          .filter((_, cell) => cell % values === b)
          .reduce((sum, n) => sum + n, 0);
        const joint = (cells[a * values + b] ?? 0) / total;
        largest = Math.max(largest, Math.abs(joint - (row / total) * (column / total)));
      }
    }
  }
  return largest;
}

const shareOf = (set: SampledSet, column: number, target: (label: number) => number): number =>
  set.label.filter((label, row) => set.attributes[column]?.[row] === target(label)).length /
  set.label.length;

describe("planSets", () => {
  it("draws training and validation without association on request, and the same tests row for row", () => {
    const source = digitsOf(2, 3, () => 200);
    const plain = plan(source);
    const balanced = plan(source, { balanceTraining: true });
    expect(balanced.tests).toEqual(plain.tests);
    for (const set of [balanced.train, balanced.validation]) {
      expect(shareOf(set, 0, (label) => label)).toBeCloseTo(1 / 3, 1);
      expect(shareOf(set, 1, (label) => label)).toBeCloseTo(1 / 3, 1);
    }
    expect(shareOf(plain.train, 1, (label) => label)).toBeCloseTo(0.9, 1);
    expect(balanced.train.rows.length).toBe(plain.train.rows.length);
    expect(balanced.associations["marker"]?.strength).toBeCloseTo(1 / 3);
  });

  it("gives the balanced training set the most rows that the cells allow, where they are fewer", () => {
    // Site follows the label in the pool itself: 9 of 10 rows are aligned.
    const source = digitsOf(2, 2, (label, value) => (label === value ? 900 : 100));
    const plain = plan(source);
    const balanced = plan(source, { balanceTraining: true });
    const least = Math.min(...(balanced.tables[0]?.cells.map(({ available }) => available) ?? []));
    expect(balanced.train.rows.length).toBe(4 * least);
    expect(balanced.train.rows.length).toBeLessThan(plain.train.rows.length);
    expect(plan(source, { balanceTraining: true, sizes: { train: 100 } }).train.rows.length).toBe(
      100,
    );
  });

  it("realises the asked table within rounding, without repetition, with read values true", () => {
    const target = fc.constantFrom<TestTarget>("invert", "balanced", 0.3, 1, "rotated-1");
    // 80 rows and up: the chance that hashing puts none of a cell into validation is below 2e-8.
    const count = fc.integer({ min: 80, max: 200 });
    fc.assert(
      fc.property(
        fc.tuple(count, count, count, count, count, count),
        fc.double({ min: 0.4, max: 0.95, noNaN: true }),
        target,
        fc.nat(50),
        (counts, strength, test, seed) => {
          const source = digitsOf(2, 3, (label, value) => counts[label * 3 + value] ?? 0);
          const sets = plan(source, { train: strength, tests: { test } }, seed);
          for (const table of sets.tables) {
            for (const cell of table.cells) {
              expect(Math.abs(cell.count - table.n * (cell.asked ?? NaN))).toBeLessThan(2);
            }
          }
          for (const set of [sets.train, sets.validation, ...Object.values(sets.tests)]) {
            const table = source.pools[set.pool];
            expect(new Set(set.rows).size).toBe(set.rows.length);
            expect([...set.rows]).toEqual([...set.rows].sort((a, b) => a - b));
            expect(set.label).toEqual(set.rows.map((row) => table?.label[row] ?? NaN));
            const site = table?.attributes["site"];
            expect(set.attributes[0]).toEqual(set.rows.map((row) => site?.[row] ?? NaN));
          }
          const validation = new Set(sets.validation.rows);
          expect(sets.train.rows.some((row) => validation.has(row))).toBe(false);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("has strength, inversion and balance as asked, for two values and for three", () => {
    for (const values of [2, 3]) {
      const sets = plan(digitsOf(values, values, () => 2000));
      const aligned = (label: number) => label;
      const rotated = (label: number) => (label + 1) % values;
      for (const column of [0, 1]) {
        expect(shareOf(sets.train, column, aligned)).toBeCloseTo(0.9, 2);
        expect(shareOf(sets.validation, column, aligned)).toBeCloseTo(0.9, 2);
        expect(shareOf(sets.tests["iid"] ?? sets.train, column, aligned)).toBeCloseTo(0.9, 2);
        const inverted = sets.tests["inverted"] ?? sets.train;
        expect(shareOf(inverted, column, rotated)).toBeCloseTo(0.9, 2);
        expect(shareOf(inverted, column, aligned)).toBeCloseTo(0.1 / (values - 1), 2);
        const balanced = sets.tests["balanced"] ?? sets.train;
        expect(shareOf(balanced, column, aligned)).toBeCloseTo(1 / values, 2);
      }
    }
  });

  it("keeps attributes independent given the label; a wrong plan is caught", () => {
    const { train } = plan(digitsOf(2, 2, () => 2000));
    expect(dependenceGivenLabel(train, 2, 2)).toBeLessThan(0.002);
    // Wrong variant: the marker copies whether the site is aligned; both strengths are still 0.9.
    const copied = train.attributes[0] ?? new Int32Array(0);
    const wrong = { ...train, attributes: [copied, copied] };
    expect(shareOf(wrong, 1, (label) => label)).toBeCloseTo(0.9, 2);
    expect(dependenceGivenLabel(wrong, 2, 2)).toBeGreaterThan(0.08);
  });

  it("assigns planted values at random inside a cell, not by row order", () => {
    const { tests } = plan(
      digitsOf(2, 2, () => 2000),
      { tests: { half: 0.5 } },
    );
    const half = tests["half"];
    const inFirstCell = half?.rows.filter((row) => row < 2000);
    const markers = half?.attributes[1]?.slice(0, inFirstCell?.length);
    const early = markers?.subarray(0, markers.length / 2).filter((marker) => marker === 1).length;
    // 1,000 of 2,000 rows, half of them marked: hypergeometric, sd 11.2.
    expect(Math.abs((early ?? NaN) - 500)).toBeLessThan(5 * 11.2);
  });

  it("takes strengths by attribute, sizes by set, π from align, and records them", () => {
    const align = { site: { digit0: "site1", digit1: "site0" } };
    const sets = plan(
      digitsOf(2, 2, () => 500),
      {
        align,
        train: { site: 0.8, marker: 0.6 },
        tests: { mixed: { site: "balanced", marker: "invert" } },
        sizes: { train: 200, mixed: 100 },
      },
    );
    expect(sets.tables.map(({ set, n }) => [set, n])).toEqual([
      ["train", 200],
      ["validation", sets.validation.rows.length],
      ["mixed", 100],
    ]);
    expect(shareOf(sets.train, 0, (label) => 1 - label)).toBe(0.8);
    expect(shareOf(sets.train, 1, (label) => label)).toBe(0.6);
    expect(shareOf(sets.tests["mixed"] ?? sets.train, 0, (label) => label)).toBe(0.5);
    expect(shareOf(sets.tests["mixed"] ?? sets.train, 1, (label) => label)).toBe(0.4);
    expect(sets.associations).toEqual({
      site: { strength: 0.8, aligned: { digit0: "site1", digit1: "site0" }, origin: "given" },
      marker: {
        strength: 0.6,
        aligned: { digit0: "marker0", digit1: "marker1" },
        origin: "identity",
      },
    });
  });

  it("reads π off the training part where there is an association", () => {
    const sets = plan(digitsOf(3, 3, (label, value) => ((label + 2) % 3 === value ? 300 : 100)));
    expect(sets.associations["site"]).toEqual({
      strength: 0.9,
      aligned: { digit0: "site2", digit1: "site0", digit2: "site1" },
      origin: "association",
    });
  });

  it("draws each set by its own name: another test moves none, another seed moves all", () => {
    const source = digitsOf(2, 2, () => 200);
    const three = plan(source);
    const more = plan(source, { tests: { extra: 0.5, ...spec.tests } });
    expect(more.train).toEqual(three.train);
    expect(more.tests["balanced"]).toEqual(three.tests["balanced"]);
    expect(plan(source)).toEqual(three);
    const split = splitBySubject(source, { kind: "hash", validation: 0.2 }, 0);
    const other = planSets(source, ["site", "marker"], split, spec, createRng(1));
    expect(other.train).not.toEqual(three.train);
  });

  it("leaves out and counts rows with a missing value", () => {
    const cells = toyCells(2, [2], () => 100);
    const gaps = [
      { label: -1, values: [0], count: 7 },
      { label: 1, values: [-1], count: 5 },
    ];
    const source = {
      ...digitsOf(2, 2, () => 100),
      pools: {
        train: toyPool("p", ["site"], cells),
        test: toyPool("q", ["site"], [...cells, ...gaps]),
      },
    };
    const sets = plan(source);
    expect(sets.tables.map((table) => table.leftOut)).toEqual([0, 0, 12, 12, 12]);
    expect(sets.tests["balanced"]?.rows.length).toBe(400);
  });

  it("refuses names that are taken or unknown and a minCell that is no count", () => {
    const source = digitsOf(2, 2, () => 100);
    const bad = (changes: Partial<PlanSpec>) => messageOf(() => plan(source, changes));
    expect(bad({ tests: { train: 0.5 } })).toBe(
      "ConfigError: data.plan.tests: this name is taken: got train. Give the test another name.",
    );
    expect(bad({ sizes: { balancde: 5 } })).toBe(
      "ConfigError: data.plan.sizes: unknown name: " +
        "expected train | validation | iid | inverted | balanced, got balancde. " +
        "Did you mean balanced?",
    );
    expect(bad({ minCell: -1 })).toBe(
      "ConfigError: data.plan.minCell: out of range: expected a whole number from 0, got -1",
    );
    expect(bad({ align: { sites: {} } })).toBe(
      "ConfigError: data.plan.align: unknown name: expected site | marker, got sites. " +
        "Did you mean site?",
    );
  });
});

const mnist = new URL("../../../../shared/data/mnist/", import.meta.url);
const hasMnist = existsSync(mnist);

/** MNIST's labels cut at 5, with plain, thin and thick drawn evenly and plain missing. */
function morphoPool(file: string, seed: number): PoolTable {
  const digits = gunzipSync(readFileSync(new URL(file, mnist))).subarray(8);
  const rng = createRng(seed).child(file);
  const ids = Array.from(digits, (_, row) => `${file}/${row}`);
  return {
    ids,
    subjects: ids,
    label: Int32Array.from(digits, (digit) => (digit >= 5 ? 1 : 0)),
    attributes: { thickness: Int32Array.from(digits, () => rng.integer(3) - 1) },
  };
}

describe("planSets on the labels of MNIST", () => {
  it.skipIf(!hasMnist)("has the sizes of Morpho-MNIST at 0.9 (needs ../shared/data/mnist)", () => {
    const source: ToySource = {
      name: "morpho",
      label: toyFactor("half", 2),
      attributes: [toyAttribute("thickness", "read", 2), toyAttribute("rotation", "planted", 2)],
      pools: {
        train: morphoPool("train-labels-idx1-ubyte.gz", 0),
        test: morphoPool("t10k-labels-idx1-ubyte.gz", 0),
      },
    };
    const split = splitBySubject(source, { kind: "shuffle", validation: 6000 }, 0);
    const names = ["thickness", "rotation"];
    const sets = planSets(source, names, split, spec, createRng(0).child("plan"));
    expect(sets.associations["thickness"]?.origin).toBe("identity");
    const sizes = Object.fromEntries(sets.tables.map(({ set, n }) => [set, n]));
    // A third of 26,464 digits from 5 up are thin (sd 77), over 0.45; tests: 4,861 digits, sd 33.
    expect(Math.abs((sizes["train"] ?? NaN) - 19_600)).toBeLessThan((4 * 77) / 0.45);
    expect(Math.abs((sizes["validation"] ?? NaN) - 2178)).toBeLessThan((4 * 26) / 0.45);
    expect(Math.abs((sizes["iid"] ?? NaN) - 3600)).toBeLessThan((4 * 33) / 0.45);
    expect(Math.abs((sizes["inverted"] ?? NaN) - 3600)).toBeLessThan((4 * 33) / 0.45);
    expect(Math.abs((sizes["balanced"] ?? NaN) - 6481)).toBeLessThan((4 * 33) / 0.25);
  });
});
