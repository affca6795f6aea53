import { describe, expect, it } from "vitest";
import { describeTerm } from "./term-words.js";

const variables = ["lesion", "marker", "bias.field"];
const nats = "nats, mean over the epoch";

describe("describeTerm", () => {
  it("has words for the terms of the methods", () => {
    expect(describeTerm("lesion", variables)).toEqual({
      title: "Cross-entropy of lesion",
      axis: nats,
    });
    expect(describeTerm("mine.lesion.bias.field", variables)).toEqual({
      title: "Estimated MI of lesion and bias.field",
      axis: nats,
    });
    expect(describeTerm("critic/mine.lesion.marker", variables)).toEqual({
      title: "Critic's loss, lesion and marker",
      axis: nats,
    });
    expect(describeTerm("penaltyScale", variables)).toEqual({
      title: "Factor on the penalty's gradient",
      axis: "1: not shortened; mean over the epoch",
    });
  });

  it("leaves a term that it does not know as it is", () => {
    for (const name of ["mine.lesion.age", "critic/lesion", "hsic.lesion.marker", "consistency"]) {
      expect(describeTerm(name, variables)).toEqual({ title: name, axis: "mean over the epoch" });
    }
  });
});
