import { describe, expect, it } from "vitest";
import { exampleRun } from "../../fixtures/evaluation/example-run.js";
import { conclude } from "./conclusion.js";

const label = { name: "digit-ge-5", valueNames: ["digit<5", "digit>=5"] };
const limits =
  "Tests on predictions show a disparity, not its cause: whether the model uses an attribute is shown only by changing it in the image.";

describe("conclude", () => {
  it("names the worst group and the attribute that the answers give away", () => {
    const { tests } = exampleRun({ shortcutShare: 0.62, errorRate: 0.03 }).results;
    const { kind, details } = conclude(tests, label);
    expect(kind).toBe("shortcut");
    expect(details).toEqual([
      "On the balanced test the worst group is “digit>=5, thickness=thin, rotation=0” with 0.359 (n 153), against 0.681 overall.",
      "On the balanced test the answers for digit-ge-5 predict thickness with accuracy 0.797; answers that knew nothing of it would be near 0.500.",
      limits,
    ]);
  });

  it("is silent where there is nothing to say", () => {
    const { tests } = exampleRun({ shortcutShare: 0.03, errorRate: 0.08 }).results;
    expect(conclude(tests, label).details).toEqual([limits]);
    expect(conclude({}, label).details).toEqual([limits]);
    expect(conclude({ balanced: { value: null, reason: "an empty cell" } }, label).details).toEqual(
      [limits],
    );
  });
});
