import { describe, expect, it } from "vitest";
import { describeTerm } from "./term-words.js";

const variables = ["lesion", "marker", "bias.field"];
const words = (name: string) => {
  const { kind, title, axis, curve, pair } = describeTerm(name, variables);
  return [kind, title, axis, curve, pair];
};

describe("describeTerm", () => {
  it("keeps squared errors of numbers apart from cross-entropies", () => {
    expect(describeTerm("squared-error/age", ["lesion", "age"])).toEqual({
      kind: "task",
      title: "Squared error of the heads",
      axis: "variance in training = 1, mean over the epoch",
      curve: "age",
      pair: null,
    });
  });

  it("has words for the terms of the methods, and one frame for each kind and measure", () => {
    const nats = "nats, mean over the epoch";
    const mean = "mean over the epoch";
    expect(words("lesion")).toEqual(["task", "Cross-entropy of the heads", nats, "lesion", null]);
    expect(words("mine.lesion.bias.field")).toEqual([
      "dependence",
      "Estimated MI of the parts (MINE)",
      nats,
      "lesion and bias.field",
      ["lesion", "bias.field"],
    ]);
    expect(words("hsic.lesion.marker")).toEqual([
      "dependence",
      "Dependence of the parts (hsic)",
      mean,
      "lesion and marker",
      null,
    ]);
    expect(words("info-nce.lesion.marker.bias.field").slice(1, 4)).toEqual([
      "Estimated MI of the parts (InfoNCE)",
      nats,
      "lesion and all others",
    ]);
    expect(words("critic/mine.lesion.marker")).toEqual([
      "critic",
      "Critics' losses (MINE)",
      nats,
      "lesion and marker",
      null,
    ]);
    expect(words("penaltyScale").slice(0, 3)).toEqual([
      "scale",
      "Factor on the penalty's gradient",
      "1: not shortened; mean over the epoch",
    ]);
    expect(words("norm/penalty")).toEqual([
      "norm",
      "Gradient norms",
      "log scale, mean over the epoch",
      "penalty",
      null,
    ]);
  });

  it("has a title for what one method adds, and leaves a variable of that name a variable", () => {
    expect(words("groupDro.largestWeight").slice(0, 3)).toEqual([
      "other",
      "Largest weight of a group (Group DRO)",
      "share, mean over the epoch",
    ]);
    expect(words("toString").slice(0, 2)).toEqual(["other", "toString"]);
    expect(describeTerm("weight", ["lesion", "weight"]).kind).toBe("task");
  });

  it("leaves a term that it does not know as it is", () => {
    for (const name of ["mine.lesion.age", "critic/lesion", "consistency"]) {
      expect(words(name)).toEqual(["other", name, "mean over the epoch", name, null]);
    }
  });
});
