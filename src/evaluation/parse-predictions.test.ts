import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parsePredictions } from "./parse-predictions.js";
import { formatPredictions } from "./predictions.js";

function fixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/evaluation/${name}`, import.meta.url), "utf8");
}

/** Rows as Python wrote them, before quoting. */
const written = JSON.parse(fixture("predictions.json")) as Record<"binary" | "multi", string[][]>;

const header = "split,id,subject,label,score\n";
const parse = (text: string) => () => parsePredictions(text, "p.csv");

describe("parsePredictions of Python's csv writer", () => {
  it("reads quotes, commas and line breaks inside fields, two classes", () => {
    const text = fixture("predictions-binary.csv");
    const table = parsePredictions(text, "predictions-binary.csv");
    expect(table.split).toEqual(written.binary.map(([split]) => split));
    expect(table.id).toEqual(written.binary.map(([, id]) => id));
    expect(table.subject).toEqual(written.binary.map(([, , subject]) => subject));
    expect([...table.label]).toEqual([1, 0, 1]);
    expect([...table.probabilities]).toEqual([1 - (0.1 + 0.2), 0.1 + 0.2, 1, 0, 1 - 1e-7, 1e-7]);
    expect(table.attributes).toEqual([{ name: "thickness", values: ["thick", "", "thin, bold"] }]);
    expect(formatPredictions(table)).toBe(text);
  });

  it("reads class names and CRLF, more classes", () => {
    const table = parsePredictions(fixture("predictions-multi.csv"), "predictions-multi.csv");
    expect(table.classNames).toEqual(["bkl", "mel, nv", 'the "other"']);
    expect([...table.label]).toEqual([1, 2]);
    expect([...table.probabilities]).toEqual([0.25, 0.5, 0.25, 0.125, 0.125, 0.75]);
  });
});

describe("parsePredictions", () => {
  it("takes columns in any order and a byte order mark", () => {
    const table = parsePredictions(
      "\uFEFFscore,label,id,attr_sex,split,subject\n0.5,0,a,f,t,s",
      "p",
    );
    expect(table).toMatchObject({ id: ["a"], split: ["t"], subject: ["s"] });
    expect(table.attributes).toEqual([{ name: "sex", values: ["f"] }]);
  });

  it("allows one id in two splits, not twice in one", () => {
    expect(parse(`${header}iid,a,s,1,0.5\ninverted,a,s,1,0.5\n`)).not.toThrow();
    expect(parse(`${header}iid,a,s,1,0.5\niid,b,s,1,0.5\niid,a,s,1,0.5\n`)).toThrow(
      "p.csv row 4, column id: twice in split iid: got a (first in row 2)",
    );
  });

  it("refuses rows with too few or too many fields, and blank lines", () => {
    expect(parse(`${header}iid,a,s,1\n`)).toThrow(
      "p.csv row 2: number of fields: expected 5, got 4",
    );
    expect(parse(`${header}iid,a,s,1,0.5,\n`)).toThrow(
      "p.csv row 2: number of fields: expected 5, got 6",
    );
    expect(parse(`${header}iid,a,s,1,0.5\n\niid,b,s,1,0.5\n`)).toThrow(
      "p.csv row 3: number of fields: expected 5, got 1",
    );
  });

  it("refuses scores that are no probabilities", () => {
    const logits = "Logits become probabilities by sigmoid or softmax.";
    const empty = "The field is empty: leave the row out, or give its score.";
    for (const [score, advice] of [
      ...["nan", "NaN", "1.2", "-0.1", "Infinity"].map((text) => [text, logits] as const),
      ...[["", empty] as const, [" ", empty] as const],
      ["0,5", "Write a point for the decimal comma."] as const,
    ]) {
      const field = score.includes(",") ? `"${score}"` : score;
      expect(parse(`${header}iid,a,s,1,0.5\niid,b,s,1,${field}\n`), score).toThrow(
        `p.csv row 3, column score: not a probability: expected a number in 0..1, got ${score}. ${advice}`,
      );
    }
    expect(parse("split,id,subject,label,score_a,score_b\niid,1,s,a,0.5,0.6\n")).toThrow(
      "p.csv row 2, columns score_*: sum of the scores: expected 1, got 1.1. Divide each row by its sum.",
    );
  });

  it("refuses unknown, missing, repeated and contradicting columns", () => {
    const known =
      "split, id, subject, label, score or score_<class>, attr_<name>, number_<name>, predicted_<name>";
    expect(parse("split,id,subject,label,score,sex\niid,1,s,1,0.5,f\n")).toThrow(
      `p.csv row 1: unknown column: expected ${known}, got sex`,
    );
    expect(parse("split,id,subject,label,score,attr_\niid,1,s,1,0.5,f\n")).toThrow(
      `p.csv row 1: unknown column: expected ${known}, got attr_`,
    );
    expect(parse("split,id,label,score\niid,1,1,0.5\n")).toThrow(
      "p.csv row 1: column subject is missing: got [split,id,label,score]. " +
        "If every image is of another person, copy id to subject.",
    );
    expect(parse("split,id,subject,score\niid,1,1,0.5\n")).toThrow(
      "p.csv row 1: column label is missing: got [split,id,subject,score]",
    );
    expect(parse("split,id,id,label,score\niid,1,1,0.5\n")).toThrow(
      "p.csv row 1: column id occurs twice",
    );
    const either = "either score (two classes), or score_<class> for each of at least two classes";
    for (const scores of ["score,score_a,score_b", "score_a", "attr_sex"]) {
      const columns = `split,id,subject,label,${scores}`;
      expect(parse(`${columns}\n${columns}\n`), scores).toThrow(
        `p.csv row 1: score columns: expected ${either}, got [${columns}]`,
      );
    }
  });

  it("refuses a label that is no class and an empty key", () => {
    expect(parse(`${header}iid,a,s,yes,0.5\n`)).toThrow(
      "p.csv row 2, column label: not a class: expected [0,1], got yes",
    );
    expect(parse(`${header}iid,,s,1,0.5\n`)).toThrow("p.csv row 2, column id: empty");
  });

  it("refuses no rows and broken quoting", () => {
    expect(parse("")).toThrow("p.csv: no rows");
    expect(parse(header)).toThrow("p.csv: no rows");
    expect(parse(`${header}iid,"a,s,1,0.5\n`)).toThrow(
      "p.csv: not a CSV file: got Quote Not Closed: the parsing is finished with an opening quote at line 2",
    );
  });
});
