import { describe, expect, it } from "vitest";
import { answerPatterns } from "./answer-patterns.js";

describe("answerPatterns", () => {
  it("names the patterns that occur, the most frequent first, and leaves rows out whose answers are not all known", () => {
    const { name, valueNames, values } = answerPatterns("findings", [
      { name: "mass", values: [0, 1, 1, 0, 1, -1, 0] },
      { name: "fluid", values: [0, 1, 0, 0, 1, 1, -1] },
    ]);
    expect([name, valueNames]).toEqual(["findings", ["mass + fluid", "none", "mass"]]);
    expect([...Array.from(values)]).toEqual([1, 0, 2, 1, 0, -1, -1]);
  });

  it("of one answer is that answer", () => {
    const { valueNames, values } = answerPatterns("label", [
      { name: "mass", values: [1, 0, 1, -1] },
    ]);
    expect(valueNames).toEqual(["mass", "none"]);
    expect(Array.from(values)).toEqual([0, 1, 0, -1]);
  });

  it.each([
    ["differ in length", [0], "answers: columns differ in length (mass 2, fluid 1)"],
    ["are no answers", [2, 0], "answers: answer fluid, row 0: expected 1, 0 or -1, got 2"],
  ])("refuses answers that %s", (_, fluid, message) => {
    expect(() => answerPatterns("findings", [{ name: "mass", values: [0, 1] }, { name: "fluid", values: fluid }])).toThrow(message); // prettier-ignore
  });
});
