import { describe, expect, it } from "vitest";
import {
  compareClasses,
  exampleCells,
  simulatedMethods,
} from "../../../fixtures/evaluation/example-comparison.js";
import type { Tuning } from "../../evaluation/comparison/tuning.js";
import { comparisonHtml } from "./comparison-html.js";
import { comparisonMarkdown } from "./comparison-markdown.js";
import { describeSearch, searchRows } from "./search-rows.js";

const tuning: Tuning = {
  ...{ setting: "default", method: "mimm", rule: "adjusted-accuracy", better: "higher", seed: 5 },
  epochs: 50,
  trials: [
    { values: { "method.lambda": 0.5 }, epoch: 48, value: 0.9588 },
    { values: { "method.lambda": 3 }, failed: "NumericError: loss is NaN" },
  ],
  chosen: { "method.lambda": 0.5 },
};

describe("searchRows", () => {
  it("shows what was tried, what validation said and what was chosen", () => {
    expect(searchRows([tuning])).toEqual([
      ["method", "tried: validation (epoch)", "chosen"],
      [
        "mimm",
        "method.lambda 0.5: 0.959 (48); method.lambda 3: failed: NumericError: loss is NaN",
        "method.lambda 0.5",
      ],
    ]);
  });

  it("names the setting where there are several, and a search that found nothing", () => {
    const none = { ...tuning, setting: "strong", chosen: null, trials: [] };
    const rows = searchRows([tuning, none]);
    expect(rows[0]?.[0]).toBe("setting");
    expect(rows[2]).toEqual(["strong", "mimm", "", "none: every trial failed"]);
    const unchanged = { ...tuning, trials: [], chosen: {} };
    expect(searchRows([unchanged])[1]).toEqual(["mimm", "", "as in the run file"]);
  });

  it("is empty without a search", () => {
    expect(searchRows([])).toEqual([]);
  });
});

it("the search stands in page and text, and only where there was one", () => {
  expect(describeSearch([tuning])).toBe(
    "2 trials a method with seed 5; adjusted-accuracy (higher is better) on validation decides, at the selected epoch. No test was looked at.",
  );
  const comparison = compareClasses(exampleCells({ rows: 100, seeds: 2 }), {
    ...{ methods: simulatedMethods.map(({ method }) => method), claim: null, resamples: 100 },
    attributesOnly: {},
    about: { title: "t", command: "", config: "", variables: [], methods: {} },
  });
  for (const write of [comparisonHtml, comparisonMarkdown]) {
    expect(write(comparison, [tuning])).toContain("What the search chose");
    expect(write(comparison)).not.toContain("What the search chose");
  }
});
