import { describe, expect, it } from "vitest";
import { aurocMacro } from "./auroc-macro.js";
import { auroc } from "./auroc.js";

describe("aurocMacro", () => {
  it("equals the binary AUROC for two classes", () => {
    const labels = [0, 1, 0, 1, 1];
    const scores = [0.2, 0.9, 0.5, 0.5, 0.1];
    const table = scores.flatMap((score) => [1 - score, score]);
    expect(aurocMacro(labels, table)).toBeCloseTo(Number(auroc(labels, scores)), 12);
  });

  it("is undefined, by name, when a class has no rows", () => {
    expect(aurocMacro([0, 1], [0.8, 0.1, 0.1, 0.1, 0.8, 0.1])).toEqual({
      value: null,
      reason: "class 2: no positives",
    });
    expect(aurocMacro([], [])).toEqual({ value: null, reason: "no rows" });
  });

  it("refuses scores that are no table", () => {
    expect(() => aurocMacro([0, 1], [0.5, 0.5, 0.5])).toThrow(
      "aurocMacro: scores are not a table of rows x classes (rows 2, scores 3)",
    );
    expect(() => aurocMacro([0, 1], [0.5, 0.5])).toThrow(
      "aurocMacro: scores are not a table of rows x classes (rows 2, scores 2)",
    );
  });
});
