import { describe, expect, it } from "vitest";
import { exampleTarget, numberAudit } from "../../../fixtures/evaluation/example-audit.js";
import { compareByMeasure, mainMeasure, mainMeasures } from "./main-measures.js";

const target = exampleTarget();
const of = (measures: Readonly<Record<string, number | null>>) => ({
  measures: Object.fromEntries(
    Object.entries(measures).map(([name, value]) => [
      name,
      value === null
        ? { value, reason: "no rows" }
        : { value, n: 1, interval: { value: null, reason: "one row" } as const },
    ]),
  ),
});

describe("mainMeasures", () => {
  it("are three that the target has, whatever it is", () => {
    const { auroc, accuracy } = target.overall;
    if (auroc === undefined || accuracy === undefined) throw new Error("no measures");
    expect(mainMeasures(target)).toEqual(["auroc", "sensitivity", "specificity"]);
    expect(mainMeasures({ ...target, overall: { accuracy, auroc } })).toEqual(["auroc", "accuracy"]); // prettier-ignore
    expect(numberAudit().targets.map(mainMeasures)).toEqual([["mae", "mean_error", "r2"]]);
    expect(mainMeasures({ ...target, overall: { own: auroc } })).toEqual(["own"]);
    expect(mainMeasure({ ...target, overall: {} })).toBe("");
  });
});

describe("compareByMeasure", () => {
  it("puts low scores and high errors first, and what is undefined last", () => {
    const values = [0.7, null, 0.9, 0.8];
    const sorted = (measure: string) =>
      values
        .map((value) => of({ [measure]: value }))
        .sort(compareByMeasure(measure))
        .map(({ measures }) => measures[measure]?.value);
    expect(sorted("auroc")).toEqual([0.7, 0.8, 0.9, null]);
    expect(sorted("mae")).toEqual([0.9, 0.8, 0.7, null]);
  });
});
