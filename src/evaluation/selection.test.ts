import { describe, expect, it } from "vitest";
import { ruleForTarget, selectEpoch, selectionRules, type ValidationRecord } from "./selection.js";

const undefinedLoss = { value: null, reason: "no rows" } as const;

function record(
  epoch: number,
  loss: ValidationRecord["loss"],
  groups: readonly (readonly [n: number, accuracy: number])[],
): ValidationRecord {
  const counts = groups.map(([n, accuracy]) => ({ n, accuracy }));
  return { epoch, loss, groups: counts, classes: counts.slice(0, 2) };
}

/** Means of the groups 0.6, 0.7, 0.7, 0.65; the third group has 5 rows and is perfect once. */
const records = [
  record(1, 0.9, [
    [100, 0.9],
    [100, 0.6],
    [5, 0.3],
  ]),
  record(2, 0.5, [
    [100, 0.8],
    [100, 0.7],
    [5, 0.6],
  ]),
  record(3, 0.7, [
    [100, 0.9],
    [100, 0.6],
    [5, 0.6],
  ]),
  record(4, 0.8, [
    [100, 0.5],
    [100, 0.45],
    [5, 1],
  ]),
];
const all = { burnIn: 0, minCount: 1 };
/** Of a number: means 5 and 4, worst 6 and 7; the second group is small. */
const errors: readonly ValidationRecord[] = [
  [4, 6],
  [1, 7],
].map(([large = 0, small = 0], index) => ({
  ...{ epoch: index + 1, loss: 1, groups: [], classes: [] },
  errors: [
    { n: 50, mae: large },
    { n: 5, mae: small },
  ],
}));

/** Of several labels. */
const ranked: readonly ValidationRecord[] = [
  { mAP: 0.6, macro_auroc: 0.9, worst_group_auroc: 0.4 },
  { mAP: 0.7, macro_auroc: 0.8, worst_group_auroc: 0.5 },
].map((labels, index) => ({
  ...{ epoch: index + 1, loss: 1, groups: [], classes: [] },
  labels,
}));

describe("selectEpoch", () => {
  it("chooses by each rule, counted by hand", () => {
    expect(selectEpoch("adjusted-accuracy", records, all)).toEqual({
      epoch: 2,
      value: (0.8 + 0.7 + 0.6) / 3,
    });
    expect(selectEpoch("loss", records, all)).toEqual({ epoch: 2, value: 0.5 });
    expect(selectEpoch("worst-group", records, all)).toEqual({ epoch: 2, value: 0.6 });
    expect(selectEpoch("worst-class", records, all)).toEqual({ epoch: 2, value: 0.7 });
    expect(selectEpoch("last", records, all)).toEqual({ epoch: 4, value: 4 });
  });

  it("covers every rule in the registry", () => {
    for (const name of Object.keys(selectionRules) as (keyof typeof selectionRules)[]) {
      const { target } = selectionRules[name];
      const own = target === "number" ? errors : target === "labels" ? ranked : records;
      expect(selectEpoch(name, own, all)).toHaveProperty("epoch");
    }
  });

  it("chooses by what several labels are ranked by, higher is better", () => {
    expect(selectEpoch("mean-average-precision", ranked, all)).toEqual({ epoch: 2, value: 0.7 });
    expect(selectEpoch("macro-auroc", ranked, all)).toEqual({ epoch: 1, value: 0.9 });
    expect(selectEpoch("worst-group-auroc", ranked, all)).toEqual({ epoch: 2, value: 0.5 });
    expect(selectEpoch("macro-auroc", errors, all)).toEqual({
      value: null,
      reason: "the target is not several answers",
    });
  });

  it("chooses by errors of a number, lower is better, small groups left out", () => {
    expect(selectEpoch("adjusted-mae", errors, all)).toEqual({ epoch: 2, value: 4 });
    expect(selectEpoch("worst-group-mae", errors, all)).toEqual({ epoch: 1, value: 6 });
    const large = { burnIn: 0, minCount: 10 };
    expect(selectEpoch("adjusted-mae", errors, large)).toEqual({ epoch: 2, value: 1 });
    expect(selectEpoch("adjusted-mae", records, all)).toEqual({
      value: null,
      reason: "no rows with target and attributes",
    });
  });

  it("takes the default for its counterpart, and refuses rules of another target", () => {
    expect(ruleForTarget("adjusted-accuracy", "number")).toBe("adjusted-mae");
    expect(ruleForTarget("adjusted-accuracy", "classes")).toBe("adjusted-accuracy");
    expect(ruleForTarget("adjusted-accuracy", "labels")).toBe("mean-average-precision");
    expect(ruleForTarget("loss", "number")).toBe("loss");
    expect(() => ruleForTarget("worst-class", "labels")).toThrow(
      "worst-class is for classes, not for several labels",
    );
    expect(() => ruleForTarget("worst-group", "number")).toThrow(
      "train.selection.rule: worst-group is for classes, not for a number: expected loss | last | adjusted-mae | worst-group-mae, got worst-group",
    );
    expect(() => ruleForTarget("worst-group-mae", "classes")).toThrow(
      "worst-group-mae is for a number, not for classes",
    );
  });

  it("gives ties to the earlier epoch, whatever the order of the records", () => {
    const twice = [record(7, 0.5, [[9, 0.5]]), record(6, 0.5, [[9, 0.5]])];
    expect(selectEpoch("adjusted-accuracy", twice, all)).toEqual({ epoch: 6, value: 0.5 });
    expect(selectEpoch("loss", twice, all)).toEqual({ epoch: 6, value: 0.5 });
  });

  it("does not listen to cells below the minimum count", () => {
    const lucky = [record(1, 1, [[50, 0.7]]), record(2, 1, [[50, 0.6], [2, 1]])]; // prettier-ignore
    expect(selectEpoch("adjusted-accuracy", lucky, all)).toMatchObject({ epoch: 2 });
    expect(selectEpoch("adjusted-accuracy", lucky, { burnIn: 0, minCount: 10 })).toMatchObject({
      epoch: 1,
    });
  });

  it("passes over the first burnIn epochs", () => {
    expect(selectEpoch("loss", records, { burnIn: 1, minCount: 1 })).toMatchObject({ epoch: 2 });
    expect(selectEpoch("loss", records, { burnIn: 2, minCount: 1 })).toMatchObject({ epoch: 3 });
    expect(selectEpoch("loss", records, { burnIn: 4, minCount: 1 })).toEqual({
      value: null,
      reason: "no epoch after the burn-in of 4",
    });
  });

  it("passes over epochs without a value and says why when none has one", () => {
    const gap = [record(1, undefinedLoss, []), record(2, NaN, []), record(3, 4, [])];
    expect(selectEpoch("loss", gap, all)).toEqual({ epoch: 3, value: 4 });
    expect(selectEpoch("loss", gap.slice(0, 1), all)).toEqual({ value: null, reason: "no rows" });
    expect(selectEpoch("loss", gap.slice(1, 2), all)).toEqual({
      value: null,
      reason: "the value is not a number",
    });
    expect(selectEpoch("worst-group", gap, all)).toEqual({
      value: null,
      reason: "no rows with label and attributes",
    });
  });

  it("of records so far is what a running training would keep", () => {
    const bestSoFar = records.map((_, index) =>
      selectEpoch("adjusted-accuracy", records.slice(0, index + 1), all),
    );
    expect(bestSoFar.map((found) => ("epoch" in found ? found.epoch : null))).toEqual([1, 2, 2, 2]);
  });
});
