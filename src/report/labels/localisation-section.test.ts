import { describe, expect, it } from "vitest";
import { exampleLabelsRun } from "../../../fixtures/evaluation/example-labels-run.js";
import type { LabelsRunSummary } from "../run-summary.js";
import { localisationSection } from "./localisation-section.js";

const summary = exampleLabelsRun({ looks: true });
const textOf = (run: LabelsRunSummary): string =>
  localisationSection(run)
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replace(/\s+/g, " ");

/** The same run on pictures with such a tolerance. */
const withTolerance = (tolerance: number): LabelsRunSummary => {
  const tests = Object.entries(summary.results.tests).map(([name, test]) => {
    if ("reason" in test || test.localisation === undefined) return [name, test] as const;
    return [name, { ...test, localisation: { ...test.localisation, tolerance } }] as const;
  });
  return { ...summary, results: { ...summary.results, tests: Object.fromEntries(tests) } };
};

describe("localisationSection", () => {
  it("names the columns that have the object's share of the picture as chance", () => {
    const text = textOf(summary);
    expect(text).toContain(
      "the object's share of the picture, for the pointing game, attention inside and the IoU; tolerant with its margin, box with the rectangle's.",
    );
    expect(text).not.toMatch(/the (first|second|third)/);
  });

  it("says where the tolerance lets nothing in: up to 33 pixels it is at most 0.99", () => {
    expect(textOf(withTolerance(0.99))).toContain("tolerant is the same as the pointing game");
    expect(textOf(withTolerance(1))).toContain("tolerant is the same as the pointing game");
    expect(textOf(withTolerance(1.02))).not.toContain("is the same as");
    expect(textOf(summary)).not.toContain("is the same as");
  });
});
