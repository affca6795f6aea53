import { describe, expect, it } from "vitest";
import { exampleTable } from "../../../fixtures/tables/table.js";
import { readAnswers } from "./answers.js";
import type { AnswerSpec, UncertainPolicy } from "./spec.js";

const cells = ["1.0", "0", "-1", "", "1", "other"];
const rows = [0, 1, 2, 3, 4];
const read = (changes: Partial<AnswerSpec> = {}, chosen: readonly number[] = rows) => {
  const spec: AnswerSpec = { positive: [1], negative: ["0.0"], blank: "missing", ...changes };
  return [...readAnswers(spec, "a", Int32Array.from(chosen), exampleTable({ a: cells }), "target")];
};
const uncertain = (policy: UncertainPolicy) => ({ uncertain: { values: ["-1.0"], policy } });

describe("readAnswers", () => {
  it.each<[UncertainPolicy, number]>([
    ["ones", 1],
    ["zeros", 0],
    ["ignore", -1],
    ["class", 2],
  ])("reads uncertain cells by the policy %s", (policy, answer) => {
    expect(read(uncertain(policy))).toEqual([1, 0, answer, -2, 1, 0]);
  });

  it.each([
    ["missing", -2],
    ["negative", 0],
    ["positive", 1],
  ] as const)("reads the empty cell as %s", (blank, answer) => {
    expect(read({ blank, ...uncertain("zeros") })).toEqual([1, 0, 0, answer, 1, 0]);
  });

  it("refuses values on no list, with their row, and only in rows that are left", () => {
    const advice = "Add it to positive, negative or uncertain.values of the target.";
    expect(() => read()).toThrow(
      `t.csv row 4: column a: a value on none of the lists: expected [1,0.0], got -1. ${advice}`,
    );
    expect(() => read(uncertain("ones"), [0, 5])).toThrow(
      `t.csv row 7: column a: a value on none of the lists: expected [1,0.0,-1.0], got other. ${advice}`,
    );
  });

  it("refuses a value on two lists", () => {
    expect(() => read({ negative: ["1.00"] })).toThrow(
      "target: one value is positive and negative: got 1",
    );
    expect(() => read({ uncertain: { values: ["0"], policy: "ones" } })).toThrow(
      "target: one value is negative and uncertain: got 0",
    );
    expect(() => read({ negative: [0, ""] })).toThrow(
      "target: one value is blank and negative: got the empty cell. Say what an empty cell means by `blank`.",
    );
  });
});
