import { describe, expect, it } from "vitest";
import type { SetImages } from "../data/batch.js";
import type { SetOutputs } from "./predict-set.js";
import { resultsOfOutputs, validationRecord, type RunFactors } from "./validate.js";

const factors: RunFactors = {
  label: { name: "lesion", valueNames: ["clear", "lesion"] },
  attributes: [{ name: "marker", kind: "planted", valueNames: ["absent", "present"] }],
};

/** Six rows; the marker of the last is not known. */
const set: SetImages["set"] = {
  name: "validation",
  pool: "train",
  rows: Int32Array.of(0, 1, 2, 3, 4, 5),
  label: Int32Array.of(0, 0, 1, 1, 1, 0),
  attributes: [Int32Array.of(0, 1, 0, 1, 1, -1)],
};
const images: SetImages = {
  set,
  imageShape: [1],
  cached: false,
  writeImage: () => {
    throw new Error("results need no images");
  },
};

/** Logits whose second class leads by `margins`. */
function logits(margins: readonly number[]) {
  return { width: 2, values: Float32Array.from(margins.flatMap((margin) => [0, margin])) };
}
/** Right, wrong, right, right, wrong, right. */
const labelLogits = logits([-1, 1, 1, 1, -1, -1]);
const outputs: SetOutputs = {
  features: { width: 1, values: new Float32Array(6) },
  "logits/lesion": labelLogits,
  // Right in all rows that count; far off in the one that does not.
  "logits/marker": logits([-2, 2, -2, 2, 2, 50]),
};
const { "logits/marker": _, ...labelOnly } = outputs;

describe("resultsOfOutputs", () => {
  it("evaluates label and attribute heads on the set's own columns", () => {
    const result = resultsOfOutputs(factors, images, outputs, { minCount: 1 });
    expect(result.n).toBe(6);
    expect(result.accuracy).toBeCloseTo(4 / 6, 12);
    expect(result.groups.map(({ name, n, accuracy }) => [name, n, accuracy])).toEqual([
      ["clear, absent", 1, 1],
      ["clear, present", 1, 0],
      ["lesion, absent", 1, 1],
      ["lesion, present", 2, 0.5],
    ]);
    expect(result.adjusted_accuracy).toBeCloseTo((1 + 0 + 1 + 0.5) / 4, 12);
    expect(result.attributes).toEqual({ marker: { accuracy: 1 } });
  });

  it("lists no attribute that the model has no head for", () => {
    const result = resultsOfOutputs(factors, images, labelOnly, { minCount: 1 });
    expect(result.attributes).toEqual({});
    expect(result.cross).toEqual({ "primary->marker": 3 / 5 });
  });

  it("weights rows, and leaves small groups out", () => {
    const weights = Float64Array.of(0, 0, 0, 3, 1, 0);
    const weighted = resultsOfOutputs(factors, images, outputs, { minCount: 1, weights });
    expect(weighted.accuracy).toBeCloseTo(0.75, 12);
    const { adjusted_accuracy } = resultsOfOutputs(factors, images, outputs, { minCount: 2 });
    expect(adjusted_accuracy).toBe(0.5);
  });

  it("refuses outputs without the label's logits", () => {
    expect(() => resultsOfOutputs(factors, images, {}, { minCount: 1 })).toThrow(
      "the model has no head for the label",
    );
  });
});

describe("validationRecord", () => {
  const recordOf = (own: SetOutputs, ownSet = set) =>
    validationRecord(
      3,
      factors,
      { ...images, set: ownSet },
      own,
      resultsOfOutputs(factors, { ...images, set: ownSet }, own, { minCount: 1 }),
    );

  it("has the mean over heads of the cross-entropy, unknown rows left out", () => {
    const [right, wrong] = [Math.log1p(Math.exp(-1)), Math.log1p(Math.exp(1))];
    const ofLabel = (4 * right + 2 * wrong) / 6;
    const ofMarker = Math.log1p(Math.exp(-2));
    expect(recordOf(outputs).loss).toBeCloseTo((ofLabel + ofMarker) / 2, 6);
    expect(recordOf(labelOnly).loss).toBeCloseTo(ofLabel, 6);
  });

  it("has the squared error of a number in training variances, unknown rows left out", () => {
    const age = {
      name: "age",
      kind: "read",
      valueNames: ["<50", ">=50"],
      continuous: true,
    } as const;
    const scale = { mean: 50, standardDeviation: 10 };
    const numbers = Float64Array.of(40, 60, 40, 70, 60, NaN);
    const said = { width: 1, values: Float32Array.of(45, 60, 40, 60, 80, 1e6) };
    const record = validationRecord(
      1,
      { label: factors.label, attributes: [{ ...age, scale }] },
      { ...images, numbers: [numbers] },
      { ...labelOnly, "predicted/age": said },
      resultsOfOutputs(factors, images, labelOnly, { minCount: 1 }),
    );
    const [right, wrong] = [Math.log1p(Math.exp(-1)), Math.log1p(Math.exp(1))];
    const ofLabel = (4 * right + 2 * wrong) / 6;
    expect(record.loss).toBeCloseTo((ofLabel + (0.25 + 1 + 4) / 5) / 2, 6);
  });

  it("counts groups and classes: row 5 is in a class, but in no group", () => {
    const record = recordOf(outputs);
    expect(record.epoch).toBe(3);
    expect(record.groups.map(({ n }) => n)).toEqual([1, 1, 1, 2]);
    expect(record.classes).toEqual([
      { n: 3, accuracy: 2 / 3 },
      { n: 3, accuracy: 2 / 3 },
    ]);
  });

  it("has no loss, and says why, where an attribute is known of no row", () => {
    const unknown = { ...set, attributes: [new Int32Array(6).fill(-1)] };
    expect(recordOf(outputs, unknown).loss).toEqual({ value: null, reason: "no rows" });
  });
});
