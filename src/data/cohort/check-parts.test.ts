import { describe, expect, it } from "vitest";
import { checkParts } from "./check-parts.js";
import type { PartName } from "../part-name.js";
import type { CohortTarget } from "./cohort.js";

const parts: readonly PartName[] = ["train", "train", "validation", "test"];
const classes = (...codes: readonly number[]): CohortTarget => ({
  kind: "classes",
  factor: { name: "a", valueNames: ["negative", "positive"] },
  codes: Int32Array.from(codes),
});
const numbers = (values: readonly number[], codes: readonly number[]): CohortTarget => ({
  kind: "number",
  factor: { name: "a", valueNames: ["<3", ">=3"] },
  codes: Int32Array.from(codes),
  unit: null,
  numbers: Float64Array.from(values),
});

describe("checkParts", () => {
  it("notes what validation and test have no rows of", () => {
    expect(checkParts(parts, classes(0, 1, 1, 0), "t.csv")).toEqual([
      "validation has no row with negative",
      "test has no row with positive",
    ]);
    expect(checkParts(parts, numbers([1, 2, 3, 4], [0, 1, 1, 1]), "t.csv")).toEqual([
      "validation has no row with another number than 3",
      "test has no row with another number than 4",
    ]);
    const both: PartName[] = ["train", "train", "validation", "validation", "test", "test"];
    expect(checkParts(both, classes(0, 1, 1, 0, 0, 1), "t.csv")).toEqual([]);
  });

  const advice = "It could not be learnt: choose another fold, value or share, or merge classes.";
  it.each<[string, CohortTarget, string]>([
    ["a class", classes(0, -1, 1, 0), "got [positive] (rows 2)"],
    ["a number", numbers([2, 2, 3, 4], [0, 0, 1, 1]), "got [another number than 2] (rows 2)"],
    ["a bin of a number", numbers([1, 2, 3, 4], [0, 0, 1, 1]), "got [>=3] (rows 2)"],
    [
      "an answer of a label",
      {
        kind: "labels",
        names: ["a", "b"],
        codes: [Int8Array.of(0, 1, 1, 1), Int8Array.of(-1, -1, 0, 1)],
      },
      "got [b positive,b negative] (rows 2)",
    ],
  ])("refuses training without %s", (_, target, got) => {
    expect(() => checkParts(parts, target, "t.csv")).toThrow(
      `t.csv, split: training has no row with a value of the target: ${got}. ${advice}`,
    );
  });

  it.each(["train", "validation", "test"] as const)("refuses %s without rows", (part) => {
    const others = parts.map((found) =>
      found === part ? (part === "test" ? "train" : "test") : found,
    );
    expect(() => checkParts(others, classes(0, 1, 1, 0), "t.csv")).toThrow(
      `t.csv, split: part ${part} has no rows (rows 4). Ask for other shares, words or values, or bring more subjects.`,
    );
  });

  it("asks for the parts that are wanted alone", () => {
    const test: PartName[] = ["test", "test"];
    expect(checkParts(test, classes(1, 1), "t.csv", ["test"])).toEqual([
      "test has no row with negative",
    ]);
    expect(() => checkParts(["train"], classes(1), "t.csv", ["test"])).toThrow(
      "t.csv, split: part test has no rows (rows 1). Ask for other shares, words or values, or bring more subjects.",
    );
  });
});
