import { describe, expect, it } from "vitest";
import { parseLabelsPredictions } from "./parse-labels-predictions.js";

const header = "split,id,subject,label_a,label_b,score_a,score_b\n";
const parse = (text: string) => () => parseLabelsPredictions(text, "p.csv");

describe("parseLabelsPredictions", () => {
  it("takes columns in any order; labels are in that of their label_ columns", () => {
    const table = parseLabelsPredictions(
      "\uFEFFscore_a,label_b,attr_sex,score_b,id,split,subject,label_a\n0.25,1,F,0.75,x,iid,s,0\n",
      "p.csv",
    );
    expect(table).toEqual({
      split: ["iid"],
      id: ["x"],
      subject: ["s"],
      labelNames: ["b", "a"],
      answers: Int32Array.of(1, 0),
      probabilities: Float64Array.of(0.75, 0.25),
      attributes: [{ name: "sex", values: ["F"] }],
    });
  });

  it("refuses an answer that is none, naming file, row and column", () => {
    for (const answer of ["-1", "2", "yes", " ", "1.0", "nan"]) {
      expect(parse(`${header}iid,x,s,1,0,0.5,0.5\niid,y,s,1,${answer},0.5,0.5\n`), answer).toThrow(
        "p.csv row 3, column label_b: not an answer: " +
          `expected 1 (yes), 0 (no) or nothing (missing), got ${answer}`,
      );
    }
  });

  it("refuses a score that is no probability", () => {
    for (const score of ["nan", "1.2", "-0.1"]) {
      expect(parse(`${header}iid,x,s,1,,0.5,${score}\n`), score).toThrow(
        `p.csv row 2, column score_b: not a probability: expected a number in 0..1, got ${score}. ` +
          "Logits become probabilities by sigmoid or softmax.",
      );
    }
    expect(parse(`${header}iid,x,s,1,,0.5,\n`)).toThrow(
      "p.csv row 2, column score_b: not a probability: expected a number in 0..1, got . The field is empty: leave the row out, or give its score.",
    );
  });

  it("refuses labels without scores, scores without labels, and neither", () => {
    const start = "split,id,subject";
    expect(parse(`${start},label_a,label_b,score_a\niid,x,s,1,1,0.5\n`)).toThrow(
      `p.csv row 1: column score_b is missing: got [${start},label_a,label_b,score_a]`,
    );
    expect(parse(`${start},label_a,score_a,score_b\niid,x,s,1,0.5,0.5\n`)).toThrow(
      "p.csv row 1: column label_b is missing",
    );
    expect(parse(`${start},attr_sex\niid,x,s,F\n`)).toThrow(
      "p.csv row 1: no label: expected label_<name> and score_<name> for each label, " +
        `got [${start},attr_sex]`,
    );
  });

  it("refuses the file of classes, an unnamed label, a missing key and an id twice", () => {
    const known =
      "split, id, subject, label_<name>, score_<name>, attr_<name>, number_<name>, predicted_<name>";
    expect(parse("split,id,subject,label,score\niid,x,s,1,0.5\n")).toThrow(
      `p.csv row 1: unknown column: expected ${known}, got label`,
    );
    expect(parse("split,id,subject,label_,score_\niid,x,s,1,0.5\n")).toThrow(
      `p.csv row 1: unknown column: expected ${known}, got label_`,
    );
    expect(parse("split,id,label_a,score_a\niid,x,1,0.5\n")).toThrow(
      "p.csv row 1: column subject is missing",
    );
    expect(parse(`${header}iid,,s,1,1,0.5,0.5\n`)).toThrow("p.csv row 2, column id: empty");
    expect(parse(`${header}iid,x,s,1,1,0.5,0.5\niid,x,s,1,1,0.5,0.5\n`)).toThrow(
      "p.csv row 3, column id: twice in split iid: got x (first in row 2)",
    );
    expect(parse(header)).toThrow("p.csv: no rows");
  });
});
