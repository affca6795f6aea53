import { describe, expect, it } from "vitest";
import { exampleRun } from "../../fixtures/evaluation/example-run.js";
import { compareOutcomes } from "./compare-outcomes.js";

/** A method whose predictions are wrong at `errorRate`. */
const method = (name: string, errorRate: number) => ({
  name,
  tests: exampleRun({ shortcutShare: 0, errorRate }).results.tests,
});

describe("compareOutcomes", () => {
  it("says that the studied method (the last) does not win where it does not", () => {
    const text = compareOutcomes([method("rebalance", 0.05), method("mimm", 0.2)]);
    expect(text).toMatch(
      /^Best on the balanced test, on this one seed: rebalance \(0\.9\d\d, worst group 0\.\d{3}\); mimm \(0\.\d{3}, worst group 0\.\d{3}\) does not beat it\.$/,
    );
  });

  it("names the studied method where it wins", () => {
    const text = compareOutcomes([method("rebalance", 0.2), method("mimm", 0.05)]);
    expect(text).toMatch(
      /^Best on the balanced test, on this one seed: mimm \(0\.9\d\d, worst group /,
    );
    expect(text).not.toContain("does not beat");
  });

  it("is silent where there is nothing to compare", () => {
    expect(compareOutcomes([method("mimm", 0.1)])).toBe("");
    expect(
      compareOutcomes([
        { name: "a", tests: {} },
        { name: "b", tests: {} },
      ]),
    ).toBe("");
  });
});
