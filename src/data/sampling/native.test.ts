import { describe, expect, it } from "vitest";
import { messageOf, toyCells, toySource } from "../../../fixtures/sampling/toy-source.js";
import type { ToyCell, ToySource } from "../../../fixtures/sampling/toy-source.js";
import { groupsOfSet } from "./groups.js";
import { nativeSets } from "./native.js";
import type { NativeSets } from "./native.js";
import { splitBySubject } from "./split-by-subject.js";
import { cellNames, weighTests } from "./weighted-tests.js";

/** Sex read in three quarters of the diagonal: 300 and 100 rows a label. */
const confounded = toyCells(2, [2], (label, [value]) => (label === value ? 300 : 100));

const cohortOf = (train: readonly ToyCell[], test: readonly ToyCell[]): ToySource =>
  toySource({ label: "ill", read: "sex" }, train, test);

function native(
  source: ToySource,
  label: "uniform" | "natural" = "uniform",
  names: readonly string[] = ["sex"],
): NativeSets {
  const split = splitBySubject(source, { kind: "hash", validation: 0.2 }, 0);
  return nativeSets(source, names, split, { label, align: {} });
}

/** Weights of the rows of `iid`. */
function weightsOf({ weighted, tests, tables }: NativeSets) {
  const { iid } = tests;
  if (iid === undefined) throw new Error("no iid");
  const { inverted, balanced } = weighTests(weighted, groupsOfSet(iid, [2]), cellNames(tables));
  if (inverted === undefined || balanced === undefined) throw new Error("no weights");
  return { inverted, balanced };
}

describe("nativeSets", () => {
  it("takes all rows with a label as they are, missing attributes too", () => {
    const gaps = [
      { label: 1, values: [-1], count: 4 },
      { label: -1, values: [1], count: 6 },
    ];
    const sets = native(cohortOf(confounded, [...confounded, ...gaps]));
    const iid = sets.tests["iid"];
    expect(iid?.rows.length).toBe(804);
    expect(iid?.attributes[0]?.filter((value) => value === -1).length).toBe(4);
    expect(sets.train.rows.length + sets.validation.rows.length).toBe(800);
    expect(sets.tables.map(({ set, leftOut }) => [set, leftOut])).toEqual([
      ["train", 0],
      ["validation", 0],
      ["iid", 6],
    ]);
    expect(sets.tables[2]?.cells.map(({ count, asked }) => [count, asked])).toEqual([
      [300, null],
      [100, null],
      [100, null],
      [300, null],
    ]);
    const { balanced } = weightsOf(sets);
    expect(balanced.weights?.subarray(800)).toEqual(new Float64Array(4));
  });

  it("keeps training rows whose label alone is missing, and leaves them out where they could only be scored", () => {
    const gaps = [
      { label: -1, values: [1], count: 60 },
      { label: -1, values: [-1], count: 30 },
    ];
    const without = native(cohortOf(confounded, confounded));
    const sets = native(cohortOf([...confounded, ...gaps], [...confounded, ...gaps]));
    const unlabelled = sets.train.label.filter((value) => value === -1).length;
    expect(unlabelled).toBeGreaterThan(30);
    expect(sets.train.attributes[0]?.includes(-1)).toBe(false);
    expect(sets.validation.label.includes(-1)).toBe(false);
    expect(sets.tests["iid"]?.rows.length).toBe(800);
    // Neither the law of training nor any cell knows of them.
    expect(sets.associations).toEqual(without.associations);
    const counts = (of: NativeSets) => of.tables[0]?.cells.map(({ count }) => count);
    expect(counts(sets)).toEqual(counts(without));
    expect(sets.tables[0]?.n).toBe((without.tables[0]?.n ?? NaN) + unlabelled);
  });

  it("reads the training law off the training part, and mirrors and balances it by weights", () => {
    const sets = native(cohortOf(confounded, confounded));
    const { strength, origin, aligned } = sets.associations["sex"] ?? {};
    expect(origin).toBe("association");
    expect(aligned).toEqual({ ill0: "sex0", ill1: "sex1" });
    const shares = [0, 1].map((label) => {
      const sex = sets.train.attributes[0]?.filter((_, row) => sets.train.label[row] === label);
      return (sex?.filter((value) => value === label).length ?? NaN) / (sex?.length ?? NaN);
    });
    const expected = ((shares[0] ?? NaN) + (shares[1] ?? NaN)) / 2;
    expect(strength).toBeCloseTo(expected, 12);
    const { balanced, inverted } = weightsOf(sets);
    if (balanced.weights === null || inverted.weights === null) throw new Error("no weights");
    // Balanced: 800 * 0.25 / 300 and / 100; effective n = 1 / (2 * 0.0625 * (1/300 + 1/100)) = 600.
    expect(balanced.weights[0]).toBeCloseTo(2 / 3, 12);
    expect(balanced.weights[300]).toBeCloseTo(2, 12);
    expect(balanced.n).toBe(800);
    expect(balanced.effectiveN).toBeCloseTo(600, 9);
    // Inverted: the rare cell weighs 800 * expected / 2 / 100.
    expect(inverted.weights[300]).toBeCloseTo(4 * expected, 12);
    expect(inverted.weights[0]).toBeCloseTo((800 * (1 - expected)) / 2 / 300, 12);
  });

  it("keeps the label's own shares where the law is natural", () => {
    const test = toyCells(2, [2], (label) => (label === 0 ? 90 : 10));
    const { balanced } = weightsOf(native(cohortOf(confounded, test), "natural"));
    expect(balanced.weights?.every((weight) => Math.abs(weight - 1) < 1e-12)).toBe(true);
    const uniform = weightsOf(native(cohortOf(confounded, test))).balanced;
    expect(uniform.weights?.[0]).toBeCloseTo(5 / 9, 12);
  });

  it("gives a reason instead of weights where a cell is empty", () => {
    const hole = toyCells(2, [2], (label, [value]) => (label === 1 && value === 0 ? 0 : 50));
    const weights = weightsOf(native(cohortOf(confounded, hole)));
    const reason = 'no rows in cell "ill1, sex0"';
    expect(weights).toEqual({
      inverted: { weights: null, reason },
      balanced: { weights: null, reason },
    });
  });

  it("refuses planted attributes, and a label value that training never saw", () => {
    const source = cohortOf(confounded, confounded);
    expect(messageOf(() => native(source, "uniform", ["sex", "marker"]))).toBe(
      "ConfigError: data.plan: native images carry no planted attribute: got marker. " +
        "Leave the attribute out, or give a sampled plan.",
    );
    const healthy = toyCells(2, [2], (label) => (label === 0 ? 50 : 0));
    expect(messageOf(() => native(cohortOf(healthy, confounded)))).toBe(
      "DataError: toy: a label value has no training rows with a known attribute " +
        "(label ill1, attribute sex). Merge or leave out the label value.",
    );
  });
});
