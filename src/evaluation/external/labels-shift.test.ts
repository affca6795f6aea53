import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { evaluateLabelsSet } from "../labels/evaluate-labels-set.js";
import { undefinedMetric } from "../metric.js";
import { labelsShiftOf, type LabelsTestRows } from "./labels-shift.js";
import { measureLabels, type LabelsSplit } from "./measure-labels.js";

const thresholds = ["mass", "fluid"].map((name) => ({
  ...{ name, threshold: 0.5, f1: 1, n: 4, positives: 2 },
}));
const site = { name: "site", valueNames: ["north", "south"] };

/** Rows of [answer and score of mass, answer and score of fluid]. */
function testOf(rows: readonly (readonly [number, number, number, number])[]): LabelsTestRows {
  const split: LabelsSplit = {
    names: ["mass", "fluid"],
    answers: Int32Array.from(rows.flatMap(([mass, , fluid]) => [mass, fluid])),
    scores: Float64Array.from(rows.flatMap(([, mass, , fluid]) => [mass, fluid])),
    subjects: rows.map((_, row) => `s${row}`),
    attributes: [{ name: "site", values: rows.map((_, row) => (row < 2 ? "north" : "south")) }],
  };
  const values = Int32Array.from(rows, (_, row) => (row < 2 ? 0 : 1));
  const result = evaluateLabelsSet({
    ...split,
    attributes: [{ ...site, values, scores: null }],
    thresholds: [0.5, 0.5],
  });
  return { rows: split, test: measureLabels(split, result, thresholds, createRng(0)) };
}

// mass is ranked right in both sets; fluid wrongly in the first, and has no yes in the second.
const iid = testOf([
  [1, 0.9, 0, 0.9],
  [0, 0.1, 1, 0.1],
  [1, 0.8, 0, 0.8],
  [0, 0.2, 1, 0.2],
]);
const external = testOf([
  [1, 0.9, 0, 0.6],
  [0, 0.1, 0, 0.1],
  [0, 0.6, 0, 0.2],
  [1, 0.8, 0, 0.2],
]);
const options = { attributes: [site], absentAttributes: [], thresholds };

describe("labelsShiftOf", () => {
  it("compares means over the labels that both tests can measure", () => {
    const { compared, overall, labels } = labelsShiftOf(iid, external, options);
    expect(compared).toEqual(["mass"]);
    expect(overall["macro_auroc"]).toEqual({ iid: 1, external: 1, difference: 0 });
    // Means over what each test happens to measure would call the other cohort better by a half.
    if ("reason" in iid.test || "reason" in external.test) throw new Error("no test");
    expect(Number(external.test.macro_auroc) - Number(iid.test.macro_auroc)).toBe(0.5);
    // Two of three that are called yes are.
    expect(overall["CP"]).toMatchObject({ iid: 1, external: 2 / 3 });
    expect(overall["chosen_CR"]).toMatchObject({ iid: 1, external: 1, difference: 0 });
    expect(overall["worst_group_auroc"]).toMatchObject({ iid: 1, external: 1 });
    expect(labels.map(({ name }) => name)).toEqual(["mass", "fluid"]);
    expect(labels[0]?.shift.specificity).toEqual({ iid: 1, external: 0.5, difference: -0.5 });
    const noPositives = undefinedMetric("no positives");
    expect(labels[1]?.shift.auroc).toEqual({
      ...{ iid: 0, external: noPositives },
      difference: undefinedMetric("external: no positives"),
    });
    expect(labels[1]?.shift.specificity.external).toBe(0.75);
  });

  it("takes the sets as they are where all labels are measured", () => {
    const { compared, overall } = labelsShiftOf(iid, iid, options);
    expect(compared).toEqual(["mass", "fluid"]);
    expect(overall["macro_auroc"]).toEqual({ iid: 0.5, external: 0.5, difference: 0 });
  });

  it("has reasons where a test, a label or an attribute is not there", () => {
    const none = undefinedMetric("the run has no iid test");
    const alone = labelsShiftOf({ ...iid, test: none }, external, options);
    expect(alone.compared).toEqual([]);
    expect(alone.overall["mAP"]).toEqual({
      ...{ iid: none, external: undefinedMetric("no label has rows of yes and of no in both tests") },
      difference: undefinedMetric("iid: the run has no iid test"),
    }); // prettier-ignore
    const lacking = undefinedMetric("the cohort has no attribute site");
    const without = "reason" in external.test ? external.test : { ...external.test, adjusted_auroc: lacking, worst_group_auroc: lacking }; // prettier-ignore
    const shift = labelsShiftOf(iid, { ...external, test: without }, { ...options, absentAttributes: ["site"] }); // prettier-ignore
    expect(shift.overall["worst_group_auroc"]?.external).toBe(lacking);
    expect(shift.overall["mAP"]?.external).toBe(1);
  });
});
