import { describe, expect, it } from "vitest";
import { exampleRun } from "../../fixtures/evaluation/example-run.js";
import { conclude } from "./conclusion.js";

const limits =
  "Tests on predictions show a disparity, not its cause: whether the model uses an attribute is shown only by changing it in the image.";

describe("conclude", () => {
  it("names the worst group and the attribute that the answers give away", () => {
    const { tests } = exampleRun({ shortcutShare: 0.62, errorRate: 0.03 }).results;
    const { kind, details } = conclude(tests);
    expect(kind).toBe("shortcut");
    expect(details).toEqual([
      "On the balanced test the worst group is “digit>=5, thin, 0” with 0.36 (n 153), against 0.68 overall.",
      "There the answers for the label also tell thickness (0.80), where chance is 0.50.",
      limits,
    ]);
  });

  it("is silent where there is nothing to say", () => {
    const { tests } = exampleRun({ shortcutShare: 0.03, errorRate: 0.08 }).results;
    expect(conclude(tests).details).toEqual([limits]);
    expect(conclude({}).details).toEqual([limits]);
    expect(conclude({ balanced: { value: null, reason: "an empty cell" } }).details).toEqual([
      limits,
    ]);
  });
});
