import { describe, expect, it } from "vitest";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import { input } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import { answersLossConfig, createAnswersLoss, type AnswersLossConfig } from "./answers-loss.js";

const logits = [1.2, -0.7, 0.3, -2.1];
const answers = [1, 0, -1, 1];
const counts = [
  { yes: 30, no: 70 },
  { yes: 5, no: 95 },
];
const p = logits.map((x) => 1 / (1 + Math.exp(-x))) as [number, number, number, number];

function lossOf(settings: object): number {
  const config: AnswersLossConfig = answersLossConfig.parse(settings);
  const loss = createAnswersLoss(config, counts)(
    input("logits", [2, 2]),
    input("answers", [2, 2], "int32"),
  );
  const feeds = {
    logits: referenceArray([2, 2], (index) => logits[index] ?? NaN),
    answers: referenceArray([2, 2], (index) => answers[index] ?? NaN),
  };
  return evaluateReference(createProgram("loss", { loss }), feeds)["loss"]?.data[0] ?? NaN;
}

/** Mean of three known answers: yes, no, yes, the last two of the second label. */
const mean = (terms: readonly [number, number, number]) => (terms[0] + terms[1] + terms[2]) / 3;

describe("train.answersLoss", () => {
  it("is cross-entropy, asymmetric, focal or class-balanced, by its formula", () => {
    const plain = mean([-Math.log(p[0]), -Math.log(1 - p[1]), -Math.log(p[3])]);
    expect(lossOf({ name: "cross-entropy" })).toBeCloseTo(plain, 10);
    const clipped = Math.max(p[1] - 0.05, 0);
    expect(lossOf({ name: "asymmetric" })).toBeCloseTo(
      mean([
        -(1 - p[0]) * Math.log(p[0]),
        -(clipped ** 4) * Math.log(1 - clipped),
        -(1 - p[3]) * Math.log(p[3]),
      ]),
      10,
    );
    expect(lossOf({ name: "focal" })).toBeCloseTo(
      mean([
        -0.25 * (1 - p[0]) ** 2 * Math.log(p[0]),
        -0.75 * p[1] ** 2 * Math.log(1 - p[1]),
        -0.25 * (1 - p[3]) ** 2 * Math.log(p[3]),
      ]),
      10,
    );
    const effective = (n: number) => (1 - 0.999) / (1 - 0.999 ** n);
    const weight = (own: number, other: number) =>
      (2 * effective(own)) / (effective(own) + effective(other));
    expect(lossOf({ name: "class-balanced" })).toBeCloseTo(
      mean([
        -weight(30, 70) * Math.log(p[0]),
        -weight(95, 5) * Math.log(1 - p[1]),
        -weight(5, 95) * Math.log(p[3]),
      ]),
      8,
    );
  });

  it("refuses exponents between 0 and 1, and settings of another loss", () => {
    expect(answersLossConfig.safeParse({ name: "focal", gamma: 0.5 }).success).toBe(false);
    expect(answersLossConfig.safeParse({ name: "focal", clip: 0.1 }).success).toBe(false);
  });
});
