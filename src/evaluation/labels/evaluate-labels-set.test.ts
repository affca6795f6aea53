import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { evaluateLabelsSet, type LabelsSetToEvaluate } from "./evaluate-labels-set.js";

/** Columns of eight rows; the last misses the site, the second the answer to "oedema". */
const mass = {
  answers: [1, 1, 0, 0, 1, 1, 0, 0],
  scores: [0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2, 0.1],
};
const oedema = {
  answers: [0, -1, 1, 1, 0, 1, 0, 0],
  scores: [0.6, 0.9, 0.8, 0.2, 0.1, 0.7, 0.3, 0.4],
};
const byRow = (key: "answers" | "scores") =>
  mass[key].flatMap((value, row) => [value, at(oedema[key], row)]);

const set: LabelsSetToEvaluate = {
  names: ["mass", "oedema"],
  answers: byRow("answers"),
  scores: byRow("scores"),
  attributes: [
    {
      name: "site",
      valueNames: ["north", "south"],
      values: [0, 0, 0, 0, 1, 1, 1, -1],
      scores: { kind: "logits", values: [2, 0, 2, 0, 0, 2, 2, 0, 0, 2, 0, 2, 0, 2, 0, 2] },
    },
    { name: "dose", valueNames: ["<2", ">=2"], values: new Int32Array(8), scores: null },
  ],
};

describe("evaluateLabelsSet", () => {
  it("counts by hand, each label over the rows whose answer is known", () => {
    const found = evaluateLabelsSet(set);
    expect(found.n).toBe(8);
    expect(found).not.toHaveProperty("effective_n");
    expect(found).not.toHaveProperty("at_chosen");
    const [first, second] = found.labels;
    // Mass: of 16 pairs, 4 are wrong. Positives at ranks 1, 2, 5, 6.
    expect(first).toMatchObject({ name: "mass", n: 8, positives: 4, prevalence: 0.5 });
    expect(first?.auroc).toBe(12 / 16);
    expect(first?.auprc).toBeCloseTo((1 + 1 + 3 / 5 + 4 / 6) / 4, 12);
    expect(first?.at_half).toEqual({ threshold: 0.5, precision: 0.5, recall: 0.5, f1: 0.5 });
    const squares = [0.01, 0.04, 0.49, 0.36, 0.36, 0.49, 0.04, 0.01];
    expect(first?.brier).toBeCloseTo(squares.reduce((a, b) => a + b, 0) / 8, 12);
    // Oedema: scores of yes 0.8, 0.7, 0.2, of no 0.6, 0.4, 0.3, 0.1.
    expect(second).toMatchObject({ name: "oedema", n: 7, positives: 3, prevalence: 3 / 7 });
    expect(second?.auroc).toBe(9 / 12);
    expect(second?.auprc).toBeCloseTo((1 + 1 + 3 / 6) / 3, 12);
    expect(found.macro_auroc).toBe(0.75);
    expect(found.mAP).toBeCloseTo((Number(first?.auprc) + Number(second?.auprc)) / 2, 12);
    // Mass: N^c 2, N^p 4, N^g 4. Oedema: 2, 3, 3.
    expect(found.at_half.OP).toBeCloseTo(4 / 7, 12);
    expect(found.at_half.CP).toBeCloseTo((2 / 4 + 2 / 3) / 2, 12);
  });

  it("makes groups of the attributes, and leaves out rows that miss one", () => {
    const found = evaluateLabelsSet(set);
    expect(found.groups).toEqual([
      {
        name: "north, <2",
        attributes: { site: "north", dose: "<2" },
        n: 4,
        labels: 2,
        // Mass is ranked rightly; oedema's 0.8 is above 0.6, its 0.2 below.
        macro_auroc: (1 + 1 / 2) / 2,
        mAP: expect.closeTo((1 + (1 + 2 / 3) / 2) / 2, 12) as number,
        // Mass: 2, 4, 2. Oedema: 1, 2, 2.
        CF1: expect.closeTo((2 * 0.5 * 0.75) / 1.25, 12) as number,
      },
      {
        name: "south, <2",
        attributes: { site: "south", dose: "<2" },
        n: 3,
        labels: 2,
        macro_auroc: 1,
        mAP: 1,
        // Mass: nothing is called. Oedema: 1, 1, 1.
        CF1: 0.5,
      },
    ]);
    expect(found.adjusted_auroc).toBe(0.875);
    expect(found.worst_group_auroc).toBe(0.75);
    expect(found.attributes).toEqual({ site: { accuracy: 6 / 7 } });
  });

  it("ranks within the values of an attribute", () => {
    const [first, second] = evaluateLabelsSet(set).labels;
    // Mass: 4 of 4 pairs in the north, 2 of 2 in the south, of 16 pairs; over sites 4 are wrong.
    expect(first?.auroc_within["site"]).toEqual({ value: 1, pairs: 6 / 16 });
    // Oedema: in the north 1 of 2 (the row without an answer has no pair), in the south 2 of 2.
    expect(second?.auroc_within["site"]).toEqual({ value: 3 / 4, pairs: 4 / 12 });
    expect(second?.auroc_within["dose"]).toEqual({ value: 9 / 12, pairs: 1 });
  });

  it("reports chosen thresholds beside 0.5", () => {
    const found = evaluateLabelsSet({ ...set, thresholds: [0.25, 0.65] });
    expect(found.at_half).toEqual(evaluateLabelsSet(set).at_half);
    // Mass: 4, 6, 4. Oedema: 2, 2, 3.
    expect(found.at_chosen).toMatchObject({ CP: (4 / 6 + 1) / 2, OP: 6 / 8, OR: 6 / 7 });
    expect(found.labels[1]?.at_chosen).toEqual({
      threshold: 0.65,
      precision: 1,
      recall: 2 / 3,
      f1: 4 / 5,
    });
  });

  it("weighs rows: a weight of 2 is a row twice", () => {
    const weights = [2, 1, 0, 1, 1, 1, 1, 2];
    const rows = weights.flatMap((weight, row) => new Array<number>(weight).fill(row));
    const table = (values: ArrayLike<number>) =>
      rows.flatMap((row) => [at(values, 2 * row), at(values, 2 * row + 1)]);
    const attributes = set.attributes.map((one) => ({ ...one, scores: null }));
    const weighted = evaluateLabelsSet({ ...set, attributes, weights });
    const twice = evaluateLabelsSet({
      ...set,
      answers: table(set.answers),
      scores: table(set.scores),
      attributes: attributes.map((one) => ({
        ...one,
        values: rows.map((row) => at(one.values, row)),
      })),
    });
    expect(weighted.effective_n).toBeCloseTo(81 / 13, 12);
    for (const key of ["mAP", "macro_auroc", "adjusted_auroc", "worst_group_auroc"] as const) {
      expect(weighted[key]).toBeCloseTo(Number(twice[key]), 12);
    }
    expect(weighted.at_half).toEqual(twice.at_half);
    for (const [index, label] of weighted.labels.entries()) {
      const other = at(twice.labels, index);
      for (const key of ["prevalence", "ece", "brier", "auroc", "auprc"] as const) {
        expect(label[key]).toBeCloseTo(Number(other[key]), 12);
      }
      expect(label.auroc_within).toEqual(other.auroc_within);
    }
  });

  it("says why there is no AUROC over groups", () => {
    const reasonOf = (change: Partial<LabelsSetToEvaluate>) =>
      evaluateLabelsSet({ ...set, ...change }).worst_group_auroc;
    expect(reasonOf({ attributes: [] })).toEqual({
      value: null,
      reason: "no rows with attributes",
    });
    expect(reasonOf({ minCount: 4 })).toBe(0.75);
    expect(reasonOf({ minCount: 5 })).toEqual({ value: null, reason: "no group has 5 rows" });
    // The last row with a site alone in a group: neither label has both answers.
    const [site] = set.attributes;
    if (site === undefined) throw new Error("no site");
    const alone = { ...site, values: [0, 0, 0, 0, 0, 0, 1, -1] };
    expect(reasonOf({ attributes: [alone] })).toEqual({
      value: null,
      reason: "no label has positives and negatives",
    });
    expect(reasonOf({ attributes: [alone], minCount: 2 })).toBeTypeOf("number");
  });

  it("is undefined without rows, never NaN", () => {
    const none = evaluateLabelsSet({ names: ["mass"], answers: [], scores: [], attributes: [] });
    expect(none.mAP).toEqual({ value: null, reason: "no label has positives" });
    const values = ["prevalence", "auroc", "auprc", "ece", "brier"] as const;
    for (const key of values) expect(none.labels[0]?.[key]).toMatchObject({ value: null });
    expect(JSON.stringify(none)).not.toContain("NaN");
  });

  it("refuses a value of an attribute that there is not, and one for too few rows", () => {
    const withSite = (values: number[]) => () =>
      evaluateLabelsSet({
        ...set,
        attributes: [{ name: "site", valueNames: ["north", "south"], values, scores: null }],
      });
    expect(withSite([0, 0, 1, 2, 0, 1, 1, -1])).toThrow(
      "evaluateLabelsSet: site, present values: entry of row 3: expected an integer in 0..1, got 2",
    );
    expect(withSite([0, 0, 1])).toThrow("evaluateLabelsSet: values of site: expected 8, got 3");
    expect(() => evaluateLabelsSet({ ...set, thresholds: [0.5] })).toThrow(
      "callLabels: thresholds: expected 2 finite numbers, one a label, got [0.5]",
    );
  });
});
