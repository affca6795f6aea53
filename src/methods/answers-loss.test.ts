import { describe, expect, it } from "vitest";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import { input } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import { createContext } from "../nn/layer.js";
import { answersLossConfig, createAnswersLoss, type AnswersLossConfig } from "./answers-loss.js";

const logits = [1.2, -0.7, 0.3, -2.1];
const answers = [1, 0, -1, 1];
const counts = [
  { yes: 30, no: 70 },
  { yes: 5, no: 95 },
];
/** The second label tells of the first, the first nothing of the second. */
const givenOthers = {
  logOdds: [Math.log(30 / 70), Math.log(5 / 95)],
  bias: [-1, Math.log(5 / 95)],
  weights: [0, 2, 0, 0],
};
const p = logits.map((x) => 1 / (1 + Math.exp(-x))) as [number, number, number, number];

/** @param arrays of the loss itself, by name: one value a label. */
function lossOf(
  settings: object,
  arrays: Readonly<Record<string, readonly number[]>> = {},
): number {
  const config: AnswersLossConfig = answersLossConfig.parse(settings);
  const answersLoss = createAnswersLoss(config, { counts, givenOthers });
  expect(Object.keys(answersLoss.parameters)).toEqual(Object.keys(arrays));
  const own = Object.keys(arrays).map((name) => [name, input(name, [2])] as const);
  const loss = answersLoss.apply(
    createContext("train", Object.fromEntries(own), {}, null),
    input("logits", [2, 2]),
    input("answers", [2, 2], "int32"),
  );
  const feeds = {
    ...Object.fromEntries(
      Object.entries(arrays).map(([name, values]) => [
        name,
        referenceArray([2], (index) => values[index] ?? NaN),
      ]),
    ),
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

  it("is cross-entropy of independent answers, by its formula, and plain where answers are changed", () => {
    const settings = { name: "independent", power: 0.5 };
    // Of the first label beside a second of no, and of one that is missing, the weight of the latter at its mean.
    const weight = (other: number) => {
      const chance = 1 / (1 + Math.exp(-(-1 + 2 * (other - 0.05))));
      return Math.sqrt(0.3 / chance);
    };
    const terms = [-weight(0) * Math.log(p[0]), -Math.log(1 - p[1]), -Math.log(p[3])] as const;
    expect(lossOf(settings)).toBeCloseTo(mean([...terms]), 10);
    const config = answersLossConfig.parse(settings);
    const { ofChanged } = createAnswersLoss(config, { counts, givenOthers });
    expect(ofChanged).toBe(
      createAnswersLoss({ name: "cross-entropy" }, { counts, givenOthers: null }),
    );
    expect(() => createAnswersLoss(config, { counts, givenOthers: null })).toThrow("no given");
  });

  it("is AUC-margin in its min-max form, of what it learns and the shares of yes in training", () => {
    const [a, b, alpha, m] = [[0.7, 0.4], [0.2, 0.3], [0.9, -0.5], 0.8] as const;
    const arrays = { positiveMean: a, negativeMean: b, alpha };
    // Labels with 30 and 5 % of yes; of the second α is below 0, and only its own descent reads that.
    const term = (label: 0 | 1, h: number, yes: boolean) => {
      const share = [0.3, 0.05][label] ?? NaN;
      const raised = Math.max(alpha[label], 0);
      const away = yes ? (1 - share) * (h - a[label]) ** 2 : share * (h - b[label]) ** 2;
      const lead = (yes ? -(1 - share) : share) * h + share * (1 - share) * m;
      return away + 2 * raised * lead - share * (1 - share) * raised ** 2;
    };
    expect(lossOf({ name: "auc-margin", margin: m }, arrays)).toBeCloseTo(
      mean([term(0, p[0], true), term(1, p[1], false), term(1, p[3], true)]),
      10,
    );
  });

  it("refuses AUC-margin for a label with one answer only", () => {
    const config = answersLossConfig.parse({ name: "auc-margin" });
    expect(() =>
      createAnswersLoss(config, { counts: [...counts, { yes: 0, no: 9 }], givenOthers: null }),
    ).toThrow(
      "train.answersLoss: auc-margin compares answers yes with answers no: got 0 yes, 9 no. Leave out",
    );
  });

  it("refuses exponents between 0 and 1, and settings of another loss", () => {
    expect(answersLossConfig.safeParse({ name: "focal", gamma: 0.5 }).success).toBe(false);
    expect(answersLossConfig.safeParse({ name: "focal", clip: 0.1 }).success).toBe(false);
  });
});
