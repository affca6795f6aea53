import { describe, expect, it } from "vitest";
import { externalAnswers } from "./external-answers.js";

const labels = (names: readonly string[]) => ({
  ...{ name: "labels", valueNames: ["every row"], labels: names },
});

describe("externalAnswers", () => {
  it("has the labels in the order of the run, -1 where the cohort lacks one", () => {
    const labelAnswers = Int32Array.of(1, 0, -1, 1);
    const own = labels(["fluid", "mass"]);
    const run = labels(["mass", "node", "fluid"]);
    expect([...externalAnswers({ labelAnswers }, own, run)]).toEqual([0, -1, 1, 1, -1, -1]);
  });

  it("names labels that the run does not have", () => {
    const labelAnswers = Int32Array.of(1, 0);
    expect(() =>
      externalAnswers({ labelAnswers }, labels(["Mass", "fluid"]), labels(["mass", "fluid"])),
    ).toThrow(
      "target: a label that the run does not know: expected mass, fluid, got Mass. Labels are matched by name: call the column as the run does, or leave it out of target.columns. Labels of the run that the cohort lacks need not be there.",
    );
  });
});
