import { describe, expect, it } from "vitest";
import { columnsOfClasses, questionOfClasses, questionsOfAnswers } from "./question.js";

const answers = Float64Array.of(0.9, 0.1, 0.4, 0.6);

describe("questions", () => {
  it("of classes are one: of two the second is looked at, of more each", () => {
    expect(questionOfClasses("finding", ["no", "yes"], [0, 0], answers)).toEqual({
      ...{ name: "finding", width: 2, columns: [{ index: 1, name: "yes" }] },
      scores: Float64Array.of(0.9, 0.4),
    });
    expect(columnsOfClasses(["a", "b", "c"]).columns.map(({ name }) => name)).toEqual(["a", "b", "c"]); // prettier-ignore
  });

  it("of several answers are one each, by its own column", () => {
    expect(questionsOfAnswers(["mass", "fluid"], answers)).toEqual([
      { name: "mass", width: 2, columns: [{ index: 0, name: "mass" }], scores: Float64Array.of(0.9, 0.4) },
      { name: "fluid", width: 2, columns: [{ index: 1, name: "fluid" }], scores: Float64Array.of(0.1, 0.6) },
    ]); // prettier-ignore
  });
});
