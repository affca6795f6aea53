import { describe, expect, it } from "vitest";
import type { RunConfig } from "../../config/run-config.js";
import type { ValidationRecord } from "../../evaluation/selection.js";
import { chooseTrial, trialOutcome } from "./choose-trial.js";

/** Two groups of 50 rows, the second one right in `share` of its rows. */
const record = (epoch: number, share: number, loss = 0.5): ValidationRecord => ({
  epoch,
  loss,
  groups: [
    { n: 50, accuracy: 0.9 },
    { n: 50, accuracy: share },
  ],
  classes: [],
});
const train = (rule: "adjusted-accuracy" | "loss", burnIn = 0) =>
  ({ selection: { rule, burnIn, minCount: 1 } }) as RunConfig["train"];

describe("trialOutcome", () => {
  it("is the rule's value at the epoch that the rule selects", () => {
    const records = [record(1, 0.7), record(2, 0.5), record(3, 0.6)];
    expect(trialOutcome({}, records, train("adjusted-accuracy").selection)).toEqual({
      values: {},
      epoch: 1,
      value: 0.8,
    });
    expect(trialOutcome({}, records, train("adjusted-accuracy", 1).selection)).toMatchObject({
      epoch: 3,
    });
    expect(trialOutcome({}, records, train("adjusted-accuracy", 3).selection)).toEqual({
      values: {},
      failed: "adjusted-accuracy: no epoch after the burn-in of 3",
    });
  });
});

describe("chooseTrial", () => {
  const trial = (value: number, name: string) => ({ values: { name }, epoch: 1, value });

  it("takes the highest accuracy, the lowest loss, of equals the first; failed trials never", () => {
    const trials = [
      { values: { name: "failed" }, failed: "loss term label" },
      trial(0.6, "low"),
      trial(0.8, "high"),
      trial(0.8, "as high"),
    ];
    expect(chooseTrial("adjusted-accuracy", trials)).toEqual({ name: "high" });
    expect(chooseTrial("loss", trials)).toEqual({ name: "low" });
  });

  it("chooses nothing where every trial failed", () => {
    expect(chooseTrial("loss", [{ values: {}, failed: "no" }])).toBeNull();
  });
});
