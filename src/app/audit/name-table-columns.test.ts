import { describe, expect, it } from "vitest";
import { messageOf } from "../../../fixtures/sampling/toy-source.js";
import { nameTableColumns, type AuditColumns } from "./name-table-columns.js";

const answersOf = (header: string, columns: AuditColumns = {}) =>
  nameTableColumns("t.csv", header.split(","), { attributes: ["sex"], ...columns }).answers;

describe("nameTableColumns", () => {
  it("takes a target for a number where it is said, or where a prediction stands in the place of scores", () => {
    expect(answersOf("label,sex")).toEqual({ kind: "classes", scores: [] });
    expect(answersOf("label,sex,prediction")).toMatchObject({ kind: "number", prediction: "prediction" }); // prettier-ignore
    expect(answersOf("label,sex,prediction,score_a")).toEqual({ kind: "classes", scores: ["score_a"] }); // prettier-ignore
    expect(answersOf("label,sex,prediction", { as: "classes" })).toMatchObject({ kind: "classes" });
    expect(answersOf("label,sex,bin", { as: "number" })).toEqual({ kind: "number", prediction: undefined, bin: "bin" }); // prettier-ignore
    expect(answersOf("age,sex,said", { target: "age", prediction: "said" })).toMatchObject({ kind: "number", prediction: "said" }); // prettier-ignore
  });

  it.each([
    [{ prediction: "sad" }, "--prediction: t.csv has no such column: expected label, sex, said, got sad. Did you mean said?"],
    [{ prediction: "said", as: "classes" }, "--prediction: is of a number: classes have scores"],
    [{ score: "said", as: "number" }, "--score: is of classes: a number has a prediction. Name its column by --prediction."],
    [{ target: "sex" }, "--attributes: the target is no attribute: got sex"],
  ] as const)("refuses %j", (columns, message) => {
    expect(messageOf(() => answersOf("label,sex,said", columns))).toContain(message);
  }); // prettier-ignore
});
