import { describe, expect, it } from "vitest";
import { poolFolds } from "./pool-folds.js";
import type { ReadRun } from "./read-cell.js";
import type { RunGroups } from "./run-groups.js";

/** Label of two values, `clinic` of two; 100 training rows a fold. */
const groups: RunGroups = {
  variables: ["malignant", "clinic"],
  names: ["no, a", "no, b", "yes, a", "yes, b"],
  trainingRows: 100,
  trainingCounts: [45, 5, 5, 45],
  labelValues: ["no", "yes"],
  attributeValues: [["a", "b"]],
  weighted: { of: "natural", asked: { inverted: [0.05, 0.45, 0.45, 0.05] } },
  associations: {
    clinic: { strength: 0.9, aligned: { no: "a", yes: "b" }, origin: "association" },
  },
};

/** Rows of a fold: label, clinic (-1 missing) and score of yes. */
type Row = readonly [label: number, clinic: number, score: number];

function foldOf(name: string, rows: readonly Row[], change: Partial<RunGroups> = {}): ReadRun {
  const group = Int32Array.from(rows, ([label, clinic]) => (clinic < 0 ? -1 : 2 * label + clinic));
  const predictions = {
    id: rows.map((_, row) => `${name}${row}`),
    subject: rows.map((_, row) => `${name}-subject${row}`),
    label: Int32Array.from(rows, ([label]) => label),
    classes: 2,
    probabilities: Float64Array.from(rows.flatMap(([, , score]) => [1 - score, score])),
    group,
    groupNames: groups.names,
    strata: { clinic: Int32Array.from(rows, ([, clinic]) => clinic) },
  };
  const result = {
    ...{ n: rows.length, accuracy: 0, balanced_accuracy: 0, auroc: 0, adjusted_accuracy: 0 },
    ...{ worst_group_accuracy: 0, groups: [], attributes: {} },
    cross: { "clinic->primary": 0.5, "primary->clinic": rows.length === 4 ? 0.25 : 1 },
  };
  return {
    results: {
      ...{ method: "erm", sampling: "natural", seed: 0, splitSeed: 0, encoderSteps: 1, seconds: 1 },
      selection: { rule: "last", epoch: 1 },
      validation: { value: null, reason: "none" },
      tests: { natural: result, inverted: result },
    },
    epochs: [{ epoch: 1, terms: { label: rows.length }, validation: {} }],
    predictions: { natural: predictions },
    columns: {},
    guesses: {
      natural: {
        predictions: Int32Array.from(rows, ([, clinic]) => Math.max(0, clinic)),
        scores: Float64Array.from(rows, ([, clinic]) => clinic),
      },
    },
    groups: { ...groups, ...change },
  };
}

/** Right on all but the malignant of clinic a. */
const first: readonly Row[] = [
  [0, 0, 0.2],
  [0, 1, 0.4],
  [1, 0, 0.3],
  [1, 1, 0.6],
];
/** The same order, other calibration; two rows of a cell that the first has one of; one without clinic. */
const second: readonly Row[] = [
  [0, 0, 0.7],
  [0, 0, 0.75],
  [1, 0, 0.8],
  [1, 1, 0.9],
  [0, 1, 0.85],
  [1, -1, 0.95],
];
const pooled = poolFolds("erm seed 0", [foldOf("x", first), foldOf("y", second)]);

describe("poolFolds", () => {
  it("computes metrics once on the rows of all folds, counted by hand", () => {
    const { natural } = pooled.results.tests;
    if (natural === undefined || "reason" in natural) throw new Error("no test");
    expect(natural.n).toBe(10);
    // no: 2 of 5 right; yes: 4 of 5.
    expect(natural.balanced_accuracy).toBeCloseTo((2 / 5 + 4 / 5) / 2, 12);
    expect(natural.groups.map(({ n, accuracy }) => [n, accuracy])).toEqual([
      [3, 1 / 3],
      [2, 1 / 2],
      [2, 1 / 2],
      [2, 1],
    ]);
    // yes scores .3 .6 .8 .9 .95 against no .2 .4 .7 .75 .85: they beat 1, 2, 4, 5, 5.
    expect(natural.auroc).toBeCloseTo(17 / 25, 12);
    // In fold x 1 + 2 of 4 pairs, in fold y 2 + 3 + 3 of 9.
    expect(natural.auroc_within?.["folds"]).toMatchObject({ value: 11 / 13, pairs: 13 / 25 });
    // Clinic a: yes .3 .8 against .2 .7 .75; b: .6 .9 against .4 .85; the row without is in no pair.
    expect(natural.auroc_within?.["clinic"]).toMatchObject({ value: 7 / 10, pairs: 10 / 25 });
  });

  it("weighs cells over all folds, so that its numbers are no means of the folds'", () => {
    const { inverted } = pooled.results.tests;
    if (inverted === undefined || "reason" in inverted) throw new Error("no test");
    // Shares .05 .45 .45 .05 of cells with 3, 2, 2 and 2 rows: effective n = 1 / Σ share² / rows.
    const squares = 0.05 ** 2 / 3 + (0.45 ** 2 / 2) * 2 + 0.05 ** 2 / 2;
    expect(inverted.effective_n).toBeCloseTo(1 / squares, 9);
    expect(inverted.balanced_accuracy).toBeCloseTo((0.1 / 3 + 0.9 / 2 + (0.9 / 2 + 0.1)) / 2, 12);
    expect(pooled.predictions["inverted"]?.weights?.[9]).toBe(0);
    expect(pooled.predictions["natural"]?.weights).toBeUndefined();
  });

  it("takes the mean law where folds ask for several", () => {
    const other = { of: "natural", asked: { inverted: [0.15, 0.35, 0.35, 0.15] } };
    const found = poolFolds("erm", [
      foldOf("x", first),
      foldOf("y", second, { weighted: other, trainingRows: 111 }),
    ]);
    expect(found.groups.weighted?.asked["inverted"]).toEqual([0.1, 0.4, 0.4, 0.1]);
    expect(found.groups.trainingRows).toBe(106);
  });

  it("joins heads by rows, and gives none of them a weight it has not", () => {
    const { natural, inverted } = pooled.results.tests;
    // 4 and 5 rows with a clinic: (4 · 0.25 + 5 · 1) / 9.
    expect(natural).toHaveProperty("cross", {
      "clinic->primary": 0.5,
      "primary->clinic": 6 / 9,
    });
    expect(inverted).toHaveProperty("cross.clinic->primary.value", null);
    expect(pooled.epochs).toEqual([{ epoch: 1, terms: { label: 5 }, validation: {} }]);
    expect([...(pooled.guesses["inverted"]?.predictions ?? [])]).toHaveLength(10);
  });

  it("has tests of an association only where folds agree which value goes with which label", () => {
    const { clinic } = groups.associations;
    if (clinic === undefined) throw new Error("no clinic");
    const turned = { clinic: { ...clinic, aligned: { no: "b", yes: "a" } } };
    const found = poolFolds("erm", [
      foldOf("x", first),
      foldOf("y", second, { associations: turned }),
    ]);
    expect(found.results.tests["natural"]).toHaveProperty("n", 10);
    expect(found.results.tests["inverted"]).toEqual({
      value: null,
      reason: "clinic goes with other labels in fold 1 than in fold 0",
    });
  });

  it("refuses a subject in two folds, and other groups", () => {
    expect(() => poolFolds("erm seed 0", [foldOf("x", first), foldOf("x", second)])).toThrow(
      "erm seed 0: a subject is in the tests of two folds: got x-subject0 (folds [0,1]). " +
        "The runs are not of one split: delete them, and run the comparison again.",
    );
    const names = ["no, a", "no, c", "yes, a", "yes, c"];
    expect(() => poolFolds("erm", [foldOf("x", first), foldOf("y", second, { names })])).toThrow(
      "erm: fold 1 has other groups than fold 0: expected no, a | no, b | yes, a | yes, b, got no, a | no, c",
    );
  });
});
