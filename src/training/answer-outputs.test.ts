import { describe, expect, it } from "vitest";
import type { SetImages } from "../data/batch.js";
import { isLabelsSet } from "../evaluation/labels/labels-results.js";
import { labelAnswers } from "./answer-outputs.js";
import { resultsOfSet, targetKindOf } from "./results-of-set.js";
import { subjectSet } from "./subject-outputs.js";
import { validationRecord, type RunFactors } from "./validate.js";

const factors: RunFactors = {
  label: { name: "labels", valueNames: ["every row"], labels: ["mass", "fluid"] },
  attributes: [{ name: "view", kind: "read", valueNames: ["AP", "PA"] }],
};
const set = {
  name: "iid",
  pool: "train" as const,
  rows: Int32Array.of(0, 1, 2, 3),
  label: new Int32Array(4),
  attributes: [Int32Array.of(0, 0, 1, 1)],
};
const images: SetImages = {
  set,
  imageShape: [1],
  cached: true,
  labelAnswers: Int32Array.of(1, 0, 0, -1, 1, 1, 0, 0),
  writeImage: () => undefined,
};
const logits = [2, -1, -3, 0.5, 0, 4, 1, -2];
const outputs = { "logits/labels": { width: 2, values: Float32Array.from(logits) } };

describe("several answers", () => {
  it("are what the label is, and scored by the sigmoid of each logit", () => {
    expect(targetKindOf(factors)).toBe("labels");
    const { scores, names } = labelAnswers(factors, images, outputs);
    expect(names).toEqual(["mass", "fluid"]);
    for (const [entry, logit] of logits.entries()) {
      expect(scores[entry]).toBeCloseTo(1 / (1 + Math.exp(-logit)), 12);
    }
    expect(() => labelAnswers(factors, images, {})).toThrow(/not several answers/);
  });

  it("are ranked by hand: mass 2 and 0 above -3 but 0 below 1; fluid 4 above -1 and -2", () => {
    const result = resultsOfSet(factors, images, outputs, { minCount: 1 });
    if (!isLabelsSet(result)) throw new Error("no labels");
    expect(result.labels.map(({ auroc }) => auroc)).toEqual([0.75, 1]);
    expect(result.labels.map(({ n }) => n)).toEqual([4, 3]);
    const { loss, labels, groups } = validationRecord(1, factors, images, outputs, result);
    expect(groups).toEqual([]);
    expect(labels?.macro_auroc).toBe(0.875);
    const known = logits.flatMap((logit, entry) => {
      const answer = images.labelAnswers?.[entry] ?? -1;
      return answer < 0 ? [] : [Math.log1p(Math.exp(answer === 1 ? -logit : logit))];
    });
    expect(known).toHaveLength(7);
    expect(loss).toBeCloseTo(known.reduce((sum, own) => sum + own, 0) / 7, 12);
  });

  it("are not yet evaluated by subject, which is said before training", () => {
    expect(() => subjectSet(set, factors, ["a", "a", "b", "b"], "mean")).toThrow(
      "evaluation.unit: several labels are evaluated by image only: expected image, got subject. Set the cohort's unit to image.",
    );
  });
});
