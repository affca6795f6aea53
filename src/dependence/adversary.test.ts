import { describe, expect, it } from "vitest";
import {
  dependenceValues,
  evaluateMeasure,
  rowsOf,
  type Table,
} from "../../fixtures/dependence/evaluate-measure.js";
import { adversary, adversaryConfig } from "./adversary.js";
import type { PairShape } from "./measure.js";

const values = dependenceValues.adversary;
const left = rowsOf(dependenceValues.left);
const oneHot = (classes: readonly number[]): Table =>
  classes.map((own) => [Number(own === 0), Number(own === 1)]);
const classRows = { left, right: oneHot(values.classIndices) };
const arrays = Object.fromEntries(
  Object.entries(values.parameters).map(([name, array]) => [name, array.values]),
);
const build = (shape: Partial<PairShape>, settings: object = {}) =>
  adversary(
    { batch: 9, left: 2, right: 2, ...shape },
    adversaryConfig.parse({ name: "adversary", hidden: 3, standardise: false, ...settings }),
  );
/** An adversary that says the same logits of every row. */
const constantly = (logits: readonly number[]) => ({
  arrays: { ...arrays, "network.out.weight": [0, 0, 0, 0, 0, 0], "network.out.bias": logits },
});

describe("adversary", () => {
  it("has PyTorch's loss, and the encoder's gradient is that of a reversal layer", () => {
    const found = evaluateMeasure(build({ rightSide: "classes" }), classRows, { arrays });
    expect(found.criticLoss).toBeCloseTo(values.classes.loss, 10);
    expect(found.penalty).toBeCloseTo(values.entropy - values.classes.loss, 10);
    for (const [row, expected] of rowsOf(values.classes.reversed).entries()) {
      for (const [column, slope] of expected.entries()) {
        expect(found.left[row]?.[column]).toBeCloseTo(slope, 10);
        expect(found.criticLeft?.[row]?.[column]).toBeCloseTo(-slope, 10);
      }
    }
  });

  it("predicts numbers by squared error: the value is the share of variance explained", () => {
    const rows = { left, right: rowsOf(dependenceValues.right) };
    const measure = build({ rightSide: "continuous" });
    const found = evaluateMeasure(measure, rows, { arrays });
    expect(found.criticLoss).toBeCloseTo(values.continuous.loss, 9);
    expect(found.penalty).toBeCloseTo(1 - values.continuous.loss, 9);
    expect(found.left[2]?.[0]).toBeCloseTo(rowsOf(values.continuous.reversed)[2]?.[0] ?? NaN, 9);
    expect([measure.unit, measure.range[1]]).toEqual(["none", 1]);
  });

  it("is 0 nats for the class frequencies, below for anything else that does not look", () => {
    const measure = build({ rightSide: "classes" });
    const frequency = constantly([Math.log(4 / 9), Math.log(5 / 9)]);
    expect(evaluateMeasure(measure, classRows, frequency).penalty).toBeCloseTo(0, 12);
    const wrong = evaluateMeasure(measure, classRows, constantly([2, 0])).penalty;
    expect(wrong).toBeLessThan(-0.3);
    const clamped = build({ rightSide: "classes" }, { clampPenalty: true });
    expect(evaluateMeasure(clamped, classRows, constantly([2, 0])).penalty).toBe(0);
  });

  it("given the label, measures from the entropy within strata: a right side that the label tells is worth 0", () => {
    const { stratum } = dependenceValues;
    const told = { left, right: oneHot(stratum), stratum };
    const measure = build({ rightSide: "classes", strata: 2 });
    // Frequencies of the batch are 5/9 and 4/9; within a stratum nothing is left to tell.
    const found = evaluateMeasure(measure, told, { seed: 3 });
    expect(found.penalty).toBeCloseTo(-(found.criticLoss ?? NaN), 12);
    const unconditional = evaluateMeasure(
      build({ rightSide: "classes" }),
      { left, right: told.right },
      { arrays },
    );
    expect(unconditional.penalty + (unconditional.criticLoss ?? NaN)).toBeCloseTo(0.687, 3);
  });

  it("reads the label beside the left side, and weights rows in loss and entropy", () => {
    const measure = build({ rightSide: "classes", strata: 2 });
    expect(measure.critic?.parameters["network.hidden1.weight"]?.shape).toEqual([3, 4]);
    const weight = [3, 1, 1, 1, 1, 1, 1, 1, 1];
    const weighted = evaluateMeasure(
      build({ rightSide: "classes", weighted: true }),
      { ...classRows, weight },
      { arrays },
    );
    const repeat = <T>(rows: readonly T[]) => [...rows.slice(0, 1), ...rows.slice(0, 1), ...rows];
    const repeated = evaluateMeasure(
      build({ rightSide: "classes", batch: 11 }),
      { left: repeat(left), right: repeat(classRows.right) },
      { arrays },
    );
    expect(weighted.penalty).toBeCloseTo(repeated.penalty, 12);
    expect(weighted.criticLoss).toBeCloseTo(repeated.criticLoss ?? NaN, 12);
  });
});
