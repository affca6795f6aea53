import { describe, expect, it } from "vitest";
import {
  firstStep,
  givenAnswers,
  labelsContext,
  runProgram,
} from "../../fixtures/methods/labels-context.js";
import { at } from "../base/ndarray.js";
import { createRng } from "../base/rng.js";
import { answersLossConfig, createAnswersLoss } from "./answers-loss.js";
import { groupDro } from "./group-dro.js";
import { requireNeeds, type BuiltMethod } from "./method.js";
import { mimmX } from "./mimm-x.js";
import { multitask } from "./multitask.js";

const context = { ...labelsContext, imageShape: [4] };
const step = (method: BuiltMethod, answers: readonly number[] = givenAnswers) =>
  firstStep(method, { "answers/labels": answers });

const plain = multitask.build({ name: "multitask" } as never, context);

describe("a label of several answers", () => {
  it("has one output a label, and the mean cross-entropy of the known answers as its term", () => {
    const predict = runProgram(plain.predict, plain.initialState(createRng(1)));
    const logits = predict["logits/labels"];
    expect(logits?.shape).toEqual([6, 3]);
    const losses = givenAnswers.flatMap((answer, index) => {
      const p = 1 / (1 + Math.exp(-(logits?.data[index] ?? NaN)));
      return answer < 0 ? [] : [-Math.log(answer === 1 ? p : 1 - p)];
    });
    expect(losses).toHaveLength(13);
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    expect(step(plain).of("term/labels")[0]).toBeCloseTo(mean, 6);
  });

  it("leaves the weights of a label alone whose answers are all missing", () => {
    const without = givenAnswers.map((answer, index) => (index % 3 === 1 ? -1 : answer));
    const { state, of } = step(plain, without);
    const before = Array.from(state["head.labels.weight"] ?? []);
    const after = of("head.labels.weight");
    const changed = after.map((value, index) => value !== Math.fround(before[index] ?? NaN));
    // [3, 2] row by row: the second label's row stays.
    expect(changed).toEqual([true, true, false, false, true, true]);
    expect(step(plain).of("head.labels.weight")[2]).not.toBe(Math.fround(before[2] ?? NaN));
  });

  it("learns the arrays of AUC-margin with the encoder: means by descent, α by ascent", () => {
    const counts = [1, 2, 3].map((yes) => ({ yes, no: 4 - yes }));
    const loss = createAnswersLoss(answersLossConfig.parse({ name: "auc-margin" }), {
      counts,
      givenOthers: null,
    });
    const { answers } = context.label;
    if (answers === undefined) throw new Error("no answers");
    const label = { ...context.label, answers: { ...answers, loss } };
    const method = multitask.build({ name: "multitask" } as never, { ...context, label });
    const predict = runProgram(method.predict, method.initialState(createRng(1)));
    const h = Array.from(predict["logits/labels"]?.data ?? [], (x) => 1 / (1 + Math.exp(-x)));
    const { state, of } = step(method);
    for (const label of [0, 1, 2]) {
      const p = (label + 1) / 4;
      const own = [0, 1, 2, 3, 4, 5].map((row) => 3 * row + label);
      const sumOver = (answer: number, value: (h: number) => number) =>
        own
          .filter((entry) => givenAnswers[entry] === answer)
          .reduce((sum, entry) => sum + value(h[entry] ?? NaN), 0);
      // All start at 0; 13 answers are known, the label's loss is one of three, and the rate is 0.1.
      const rate = 0.1 / 3 / 13;
      const expected = {
        positiveMean: rate * sumOver(1, (value) => 2 * (1 - p) * value),
        negativeMean: rate * sumOver(0, (value) => 2 * p * value),
        alpha:
          rate *
          (sumOver(1, (value) => 2 * (1 - p) * (p - value)) +
            sumOver(0, (value) => 2 * p * (1 - p + value))),
      };
      for (const [name, value] of Object.entries(expected)) {
        expect(state[`answersLoss.${name}`]?.[label]).toBe(0);
        expect(of(`answersLoss.${name}`)[label], name).toBeCloseTo(value, 8);
      }
    }
    expect(method.predict.inputs.some(({ name }) => name.startsWith("answersLoss"))).toBe(false);
  });

  it("takes mimm-x's penalty: its part and those of the attributes", () => {
    const config = mimmX.config.parse({ name: "mimm-x", lambda: 1 });
    const terms = at(mimmX.build(config, context).phases, 0).terms;
    expect(terms).toContain("mine.labels.site.sex");
    expect(terms).toContain("labels");
  });

  it("is refused by methods that need classes", () => {
    expect(() => {
      requireNeeds(groupDro, context);
    }).toThrow(/group-dro learns classes, not several labels: got 3 labels. Choose erm/);
  });
});
