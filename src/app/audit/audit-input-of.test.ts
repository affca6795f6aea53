import { describe, expect, it } from "vitest";
import { parseLabelsPredictions } from "../../evaluation/labels/parse-labels-predictions.js";
import { parseNumberPredictions } from "../../evaluation/numbers/parse-number-predictions.js";
import { parsePredictions } from "../../evaluation/parse-predictions.js";
import { auditInputOf, type AnyPredictions, type AuditChoice } from "./audit-input-of.js";

const binary = `split,id,subject,label,score,attr_sex,attr_dose,number_age
validation,1,a,0,0.1,f,10,30
validation,2,b,1,0.3,m,9,40
test,3,c,0,0.2,f,10,50
test,4,d,1,0.4,m,9,
test,5,e,1,0.9,,100,70
`;
const classes = (text: string): AnyPredictions => ({
  kind: "classes",
  table: parsePredictions(text, "p.csv"),
});
const choose = (predictions: AnyPredictions, choice: AuditChoice = {}) =>
  auditInputOf(predictions, "p.csv", choice);

describe("auditInputOf", () => {
  it("takes the test rows, all attributes, and the threshold of validation", () => {
    const { input, notes } = choose(classes(binary));
    expect(input.split).toBe("test");
    expect(input.subjects).toEqual(["c", "d", "e"]);
    expect(
      input.attributes.map(({ name, valueNames, values }) => [
        name,
        valueNames,
        [...Array.from(values)],
      ]),
    ).toEqual([
      ["sex", ["f", "m"], [0, 1, -1]],
      ["dose", ["9", "10", "100"], [1, 0, 2]],
      ["age", ["≤ 56.67", "≤ 63.33", "> 63.33"], [0, -1, 2]],
    ]);
    expect(notes).toEqual(["age has no bins in the file: cut at 56.67 and 63.33, its thirds"]);
    expect(input.targets[0]).toMatchObject({
      labels: Float64Array.of(0, 1, 1),
      threshold: { rule: "youden", split: "validation", value: 0.2 },
    });
  });

  it("takes what is asked for", () => {
    const { input } = choose(classes(binary), {
      split: "validation",
      attributes: ["dose"],
      threshold: 0.7,
    });
    expect(input.subjects).toEqual(["a", "b"]);
    expect(input.attributes.map(({ name }) => name)).toEqual(["dose"]);
    expect(input.targets[0]).toMatchObject({
      threshold: { rule: "given", split: null, value: 0.7 },
    });
  });

  it("calls labels as their run does, unless it is told otherwise", () => {
    const text = `split,id,subject,label_a,label_b,score_a,score_b,attr_x
validation,1,s,0,0,0.125,0.25,u
validation,2,t,1,1,0.375,0.75,u
test,3,v,1,0,0.75,0.5,u
`;
    const table = parseLabelsPredictions(text, "p.csv");
    const thresholds = new Map([["a", 0.05]]);
    const rulesOf = (choice: AuditChoice) =>
      choose({ kind: "labels", table }, choice).input.targets.map((target) =>
        target.kind === "classes" ? target.threshold : null,
      );
    const own = { rule: "youden", split: "validation", value: 0.5 };
    // The run could choose none for b.
    expect(rulesOf({ thresholds })).toEqual([{ rule: "f1", split: "validation", value: 0.05 }, own]);
    expect(rulesOf({ thresholds, thresholdSplit: "validation" })).toEqual([{ ...own, value: 0.25 }, own]);
    expect(rulesOf({ thresholds, threshold: 0.4 })[0]).toEqual({ rule: "given", split: null, value: 0.4 });
  }); // prettier-ignore

  it("says so where a threshold is chosen on the audited rows, or cannot be chosen", () => {
    expect(choose(classes(binary), { thresholdSplit: "test" }).notes[0]).toBe(
      "the threshold is chosen on the audited rows: too good",
    );
    const oneClass = binary.replace("validation,2,b,1", "validation,2,b,0");
    const { input, notes } = choose(classes(oneClass));
    expect(notes[1]).toBe("label: no threshold from split validation, no positives; 0.5 is used");
    expect(input.targets[0]).toMatchObject({ threshold: { rule: "half", value: 0.5 } });
  });

  it("takes the only split beside validation", () => {
    expect(choose(classes(binary.replaceAll("test,", "natural,"))).input.split).toBe("natural");
  });

  it("makes a target of each label, unknown answers -1", () => {
    const text =
      "split,id,subject,label_a,label_b,score_a,score_b,attr_x\ntest,1,s,1,,0.75,0.5,u\n";
    const { input } = choose({ kind: "labels", table: parseLabelsPredictions(text, "p.csv") });
    expect(input.targets).toMatchObject([
      {
        name: "a",
        classes: ["no", "yes"],
        labels: Float64Array.of(1),
        probabilities: Float64Array.of(0.25, 0.75),
      },
      { name: "b", labels: Float64Array.of(-1), threshold: { rule: "half" } },
    ]);
  });

  it("cuts a number without bins into thirds that have rows, and takes it without predictions", () => {
    const labels = Float64Array.of(1, 2, 3, 4, 5, 6, 6, 6, 6);
    const names = Array.from(labels, (_, row) => `r${row}`);
    const rows = { split: names.map(() => "all rows"), id: names, subject: names, attributes: [] };
    const table = { ...rows, labels, predictions: null, bins: null };
    const { input, notes } = choose({ kind: "number", table });
    expect(notes).toEqual(["label has no bins in the file: cut at 3.667 and 6, its thirds"]);
    expect(input.targets).toEqual([
      {
        ...{ kind: "unanswered", name: "label", classes: ["≤ 3.667", "≤ 6"] },
        ...{ labels: Int32Array.of(0, 0, 0, 1, 1, 1, 1, 1, 1), numbers: labels },
      },
    ]);
    const answered = { ...table, predictions: labels.map((value) => value + 1) };
    expect(choose({ kind: "number", table: answered }).input.targets[0]).toMatchObject({
      ...{ kind: "number", targets: labels, binNames: ["≤ 3.667", "≤ 6"] },
    });
  });

  it("puts the bins of a number in the order of its values", () => {
    const text =
      "split,id,subject,label,prediction,bin,attr_x\ntest,1,a,60,61,old,u\ntest,2,b,20,25,young,v\n";
    const { input } = choose({ kind: "number", table: parseNumberPredictions(text, "p.csv") });
    expect(input.targets[0]).toMatchObject({
      binNames: ["young", "old"],
      bins: Int32Array.of(1, 0),
    });
  });

  const three = "split,id,subject,label,score_a,score_b,score_c,attr_x\ntest,1,s,a,1,0,0,u\n";
  it.each<[string, AuditChoice, string, string]>([
    [
      "an unknown split",
      { split: "tset" },
      binary,
      "--split: no such split in the file: expected validation | test, got tset. Did you mean test?",
    ],
    [
      "several splits",
      {},
      binary.replace("test,3", "a,3").replace("test,4", "b,4").replace("test,5", "b,5"),
      "p.csv: several splits: got [validation,a,b]. Name the one to audit by --split.",
    ],
    [
      "an unknown attribute",
      { attributes: ["sexx"] },
      binary,
      "--attributes: no such attribute in the file: expected sex | dose | age, got sexx. Did you mean sex?",
    ],
    [
      "an unknown split of the threshold",
      { thresholdSplit: "val" },
      binary,
      "--threshold-split: no such split in the file: expected validation | test, got val",
    ],
    [
      "a threshold of three classes",
      { threshold: 0.5 },
      three,
      "--threshold: only two classes have a threshold. Leave it out: more classes are called by their largest score.",
    ],
  ])("refuses %s", (_, choice, text, message) => {
    expect(() => choose(classes(text), choice)).toThrow(message);
  });
});
