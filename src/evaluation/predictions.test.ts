import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePredictions } from "./parse-predictions.js";
import { formatPredictions, type PredictionTable } from "./predictions.js";

const table: PredictionTable = {
  split: ["iid", "iid", "inverted"],
  id: ["1", 'say "a", b', "1"],
  subject: ["p1", "p2", "p1"],
  classNames: ["0", "1"],
  label: Int32Array.of(1, 0, 1),
  probabilities: Float64Array.of(1 - 0.25, 0.25, 1 - 0.1, 0.1, 0, 1),
  attributes: [{ name: "thickness", values: ["thick", "", "thin"] }],
};

describe("formatPredictions", () => {
  it("writes one score column for classes 0 and 1", () => {
    expect(formatPredictions(table)).toBe(
      "split,id,subject,label,score,attr_thickness\n" +
        "iid,1,p1,1,0.25,thick\n" +
        'iid,"say ""a"", b",p2,0,0.1,\n' +
        "inverted,1,p1,1,1,thin\n",
    );
  });

  it("writes a score column for each other class", () => {
    const named = { ...table, classNames: ["mel, nv", "bkl"], attributes: [] };
    expect(formatPredictions(named).split("\n").slice(0, 2)).toEqual([
      'split,id,subject,label,"score_mel, nv",score_bkl',
      "iid,1,p1,bkl,0.75,0.25",
    ]);
  });

  it("writes a number and what is predicted of it; a missing one is empty", () => {
    const numbers = [
      {
        name: "age",
        values: Float64Array.of(61.5, NaN, 40),
        predictions: Float64Array.of(60, 2, 41),
      },
      { name: "dose", values: Float64Array.of(1, 2, 3), predictions: null },
    ];
    const text = formatPredictions({ ...table, numbers });
    expect(text.split("\n").slice(0, 2)).toEqual([
      "split,id,subject,label,score,attr_thickness,number_age,predicted_age,number_dose",
      "iid,1,p1,1,0.25,thick,61.5,60,1",
    ]);
    expect(parsePredictions(text, "p.csv").numbers).toEqual(numbers);
    expect(() => parsePredictions(text.replace("61.5", "old"), "p.csv")).toThrow(
      "p.csv row 2, column number_age: not a number: got old",
    );
    expect(() => parsePredictions(text.replace("number_age", "number_ages"), "p.csv")).toThrow(
      "p.csv row 1: column predicted_age has no number_ beside it",
    );
  });

  it("reads back to the same table, whatever the text", () => {
    const unit = fc.constantFrom(",", '"', "\n", "\r", " ", "\t", "\uFEFF", "a", "0", "é", "😀");
    const text = fc.string({ unit, minLength: 1, maxLength: 8 });
    const names = fc.uniqueArray(text, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(
        names,
        fc.uniqueArray(text, { minLength: 1, maxLength: 6 }),
        text,
        (classNames, id, value) => {
          const classes = classNames.length;
          const sample: PredictionTable = {
            split: id.map(() => value),
            id,
            subject: id,
            classNames,
            label: Int32Array.from(id, (_, row) => row % classes),
            probabilities: Float64Array.from(id.flatMap(() => classNames.map(() => 1 / classes))),
            attributes: [{ name: value, values: id }],
          };
          expect(parsePredictions(formatPredictions(sample), "p.csv")).toEqual(sample);
        },
      ),
      { seed: 2 },
    );
  });
});
