import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatLabelsPredictions, type LabelsPredictionTable } from "./labels-predictions.js";
import { parseLabelsPredictions } from "./parse-labels-predictions.js";

const table: LabelsPredictionTable = {
  split: ["iid", "iid"],
  id: ["1", "2"],
  subject: ["p1", "p2"],
  labelNames: ["mass", "pleural, other"],
  answers: Int32Array.of(1, 0, -1, 1),
  probabilities: Float64Array.of(0.25, 0.1 + 0.2, 1e-7, 1),
  attributes: [{ name: "sex", values: ["F", ""] }],
  numbers: [{ name: "age", values: Float64Array.of(61.5, NaN), predictions: null }],
};

describe("formatLabelsPredictions", () => {
  it("writes the answers, then the probabilities; a missing answer is empty", () => {
    expect(formatLabelsPredictions(table)).toBe(
      'split,id,subject,label_mass,"label_pleural, other",score_mass,"score_pleural, other",attr_sex,number_age\n' +
        "iid,1,p1,1,0,0.25,0.30000000000000004,F,61.5\n" +
        "iid,2,p2,,1,1e-7,1,,\n",
    );
  });

  it("reads back to the same table", () => {
    expect(parseLabelsPredictions(formatLabelsPredictions(table), "p.csv")).toEqual(table);
  });

  it("reads back to the same table, whatever the text and the numbers", () => {
    const unit = fc.constantFrom(",", '"', "\n", "\r", " ", "\uFEFF", "_", "a", "0", "é", "😀");
    const text = fc.string({ unit, minLength: 1, maxLength: 8 });
    const names = fc.uniqueArray(text, { minLength: 1, maxLength: 4 });
    const entry = fc.tuple(
      fc.constantFrom(-1, 0, 1),
      fc.double({ min: 0, max: 1, noNaN: true }).map((score) => score + 0),
    );
    fc.assert(
      fc.property(
        names,
        fc.uniqueArray(text, { minLength: 1, maxLength: 6 }),
        fc.array(entry, { minLength: 24, maxLength: 24 }),
        (labelNames, id, entries) => {
          const own = entries.slice(0, id.length * labelNames.length);
          const sample: LabelsPredictionTable = {
            split: id.map(() => "iid"),
            id,
            subject: id,
            labelNames,
            answers: Int32Array.from(own, ([answer]) => answer),
            probabilities: Float64Array.from(own, ([, score]) => score),
            attributes: [{ name: "site", values: id }],
          };
          expect(parseLabelsPredictions(formatLabelsPredictions(sample), "p.csv")).toEqual(sample);
        },
      ),
      { seed: 5 },
    );
  });
});
