import { describe, expect, it } from "vitest";
import { halfThreshold } from "../../evaluation/labels/label-thresholds.js";
import { evaluateLabelsSet } from "../../evaluation/labels/evaluate-labels-set.js";
import type { LabelsSetResult } from "../../evaluation/labels/labels-results.js";
import { poolLabelFolds } from "./pool-label-folds.js";
import type { ReadLabelsRun } from "./read-labels-run.js";

const labels = ["mass", "fluid"];

/** Rows of a fold: answers (-1 missing), scores, and the site 0 or 1. */
type Row = readonly [mass: number, fluid: number, ofMass: number, ofFluid: number, site: number];

function foldOf(
  name: string,
  rows: readonly Row[],
  threshold: number,
  names: readonly string[] = labels,
): ReadLabelsRun {
  const answers = Int32Array.from(rows.flatMap(([mass, fluid]) => [mass, fluid]));
  const scores = Float64Array.from(rows.flatMap(([, , mass, fluid]) => [mass, fluid]));
  const result = evaluateLabelsSet({ names, answers, scores, attributes: [] });
  const groupNames = ["every row, north", "every row, south"];
  return {
    results: {
      ...{ method: "erm", sampling: "natural", seed: 0, splitSeed: 0, encoderSteps: 1, seconds: 1 },
      selection: { rule: "last", epoch: 1 },
      target: { name: "findings", labels: names },
      thresholds: names.map((own) => ({ ...{ name: own, threshold, f1: 1, n: 4, positives: 2 } })),
      validation: result,
      tests: { iid: result },
    },
    epochs: [{ epoch: 1, terms: { findings: rows.length }, validation: {} }],
    predictions: {
      iid: {
        id: rows.map((_, row) => `${name}${row}`),
        subject: rows.map((_, row) => `${name}-subject${row}`),
        group: Int32Array.from(rows, ([, , , , site]) => site),
        ...{ groupNames, labels: names, answers, scores },
        chosen: Uint8Array.from(scores, (score) => (score >= threshold ? 1 : 0)),
      },
    },
    groups: {
      ...{ variables: ["findings", "site"], names: groupNames, trainingRows: rows.length },
      ...{
        trainingCounts: [1, 1],
        labelValues: ["every row"],
        attributeValues: [["north", "south"]],
      },
      ...{ weighted: null, associations: {} },
    },
  };
}

/** Each fold ranks its own rows without a fault; the second gives higher scores to all. */
const first: readonly Row[] = [
  [1, 0, 0.3, 0.1, 0],
  [0, 1, 0.2, 0.4, 1],
  [0, -1, 0.1, 0.9, 0],
];
const second: readonly Row[] = [
  [1, 1, 0.9, 0.8, 1],
  [0, 0, 0.6, 0.6, 1],
];
const pooled = poolLabelFolds("erm seed 0", [foldOf("x", first, 0.3), foldOf("y", second, 0.7)]);
const iid = pooled.results.tests["iid"] as LabelsSetResult;

describe("poolLabelFolds", () => {
  it("ranks the rows of all folds in one line, and those of one fold apart", () => {
    expect(iid.n).toBe(5);
    // Mass: yes 0.3 and 0.9 against no 0.2, 0.1 and 0.6: five of six pairs.
    expect(iid.labels[0]).toMatchObject({ name: "mass", n: 5, positives: 2, auroc: 5 / 6 });
    expect(iid.labels[0]?.auroc_within["folds"]).toEqual({ value: 1, pairs: 3 / 6 });
    // Fluid: yes 0.4 and 0.8 against no 0.1 and 0.6; the missing answer counts nowhere.
    expect(iid.labels[1]).toMatchObject({ name: "fluid", n: 4, positives: 2, auroc: 3 / 4 });
    expect(iid.labels[1]?.auroc_within["folds"]).toEqual({ value: 1, pairs: 2 / 4 });
    expect(iid.macro_auroc).toBeCloseTo((5 / 6 + 3 / 4) / 2, 12);
  });

  it("calls rows by the threshold of their own fold: without a fault, where one threshold has some", () => {
    const perfect = { CP: 1, CR: 1, CF1: 1, OP: 1, OR: 1, OF1: 1 };
    expect(iid.at_chosen).toEqual(perfect);
    expect(halfThreshold).toBe(0.5);
    expect(iid.at_half).not.toEqual(perfect);
  });

  it("has groups of the attributes, means of curves and of training rows", () => {
    expect(iid.groups.map(({ name, n }) => [name, n])).toEqual([
      ["north", 2],
      ["south", 3],
    ]);
    expect(pooled.epochs).toEqual([{ epoch: 1, terms: { findings: 2.5 }, validation: {} }]);
    expect(pooled.groups.trainingRows).toBe(3);
    expect(pooled.predictions["iid"]?.subject).toHaveLength(5);
  });

  it("refuses other labels, and a subject in two folds", () => {
    const others = foldOf("y", second, 0.7, ["mass", "nodule"]);
    expect(() => poolLabelFolds("erm seed 0", [foldOf("x", first, 0.3), others])).toThrow(
      "erm seed 0: fold 1 has other labels than fold 0",
    );
    const again = [foldOf("x", first, 0.3), foldOf("x", second, 0.3)];
    expect(() => poolLabelFolds("erm seed 0", again)).toThrow("in the tests of two folds");
  });
});
