import { describe, expect, it } from "vitest";
import { parseLabelsPredictions } from "../../evaluation/labels/parse-labels-predictions.js";
import { parsePredictions } from "../../evaluation/parse-predictions.js";
import { auditInputOf } from "./audit-input-of.js";
import { fittingSplit } from "./fitting-rows.js";

const split = ["validation", "validation", "tune", "test", "test"];
const table = { split, subject: ["a", "c", "b", "c", "d"] };

describe("fittingSplit", () => {
  it("is validation, or that of the threshold, without subjects who are audited", () => {
    expect(fittingSplit(table, "test", undefined)).toEqual({
      split: "validation",
      rows: Int32Array.of(0),
    });
    expect(fittingSplit(table, "test", "tune")).toEqual({ split: "tune", rows: Int32Array.of(2) });
  });

  it("is never the audited one", () => {
    expect(fittingSplit(table, "validation", undefined)).toBe(null);
    expect(fittingSplit(table, "tune", "tune")?.split).toBe("validation");
    expect(fittingSplit({ split: ["test"], subject: ["a"] }, "test", undefined)).toBe(null);
  });
});

describe("the rows that an audit recalibrates on", () => {
  it("are those of the other split, of classes", () => {
    const text = `split,id,subject,label,score,attr_sex
validation,1,a,0,0.25,f
validation,2,b,1,0.75,m
test,3,c,0,0.2,f
`;
    const { input } = auditInputOf({ kind: "classes", table: parsePredictions(text, "p.csv") }, "p.csv", {}); // prettier-ignore
    expect(input.targets[0]).toMatchObject({
      fitting: {
        split: "validation",
        labels: Float64Array.of(0, 1),
        probabilities: Float64Array.of(0.75, 0.25, 0.25, 0.75),
      },
    });
  });

  it("are of each label those whose answer is known", () => {
    const text = `split,id,subject,label_a,score_a,label_b,score_b,attr_sex
validation,1,a,0,0.25,1,0.5,f
validation,2,b,,0.75,0,0.125,m
test,3,c,0,0.2,1,0.1,f
`;
    const labels = parseLabelsPredictions(text, "p.csv");
    const { input } = auditInputOf({ kind: "labels", table: labels }, "p.csv", {});
    expect(input.targets).toMatchObject([
      { fitting: { labels: Float64Array.of(0), probabilities: Float64Array.of(0.75, 0.25) } },
      { fitting: { labels: Float64Array.of(1, 0), probabilities: Float64Array.of(0.5, 0.5, 0.875, 0.125) } }, // prettier-ignore
    ]);
  });
});
