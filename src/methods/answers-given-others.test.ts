import { describe, expect, it } from "vitest";
import { readAnswersGivenOthers } from "../../fixtures/methods/answers-given-others.js";
import { at } from "../base/ndarray.js";
import { fitAnswersGivenOthers, nothingGivenOthers } from "./answers-given-others.js";

const given = readAnswersGivenOthers();
const two = ["mass", "fluid"];

/** Rows of two labels: both, the first alone, the second alone, neither. */
const table = (both: number, first: number, second: number, neither: number) =>
  Int32Array.from(
    [
      ...new Array<number[]>(both).fill([1, 1]),
      ...new Array<number[]>(first).fill([1, 0]),
      ...new Array<number[]>(second).fill([0, 1]),
      ...new Array<number[]>(neither).fill([0, 0]),
    ].flat(),
  );

describe("fitAnswersGivenOthers", () => {
  it("equals scikit-learn, missing answers among them", () => {
    const fit = fitAnswersGivenOthers(["a", "b", "c", "d"], Int32Array.from(given.answers));
    for (const key of ["logOdds", "bias", "weights"] as const) {
      expect(fit[key].length).toBe(given[key].length);
      for (const [index, value] of given[key].entries()) {
        expect(at(fit[key], index)).toBeCloseTo(value, 6);
      }
    }
  });

  it("of two labels is their table, the more exactly the more rows", () => {
    const fit = fitAnswersGivenOthers(two, table(27_000, 3_000, 3_000, 67_000));
    const chance = (other: 0 | 1) =>
      1 / (1 + Math.exp(-(at(fit.bias, 0) + at(fit.weights, 1) * (other - 0.3))));
    expect(chance(1)).toBeCloseTo(0.9, 3);
    expect(chance(0)).toBeCloseTo(3 / 70, 3);
    expect(fit.weights[0]).toBe(0);
    expect(fit.logOdds[0]).toBeCloseTo(Math.log(3 / 7), 12);
  });

  it("counts a pattern as often as rows have it", () => {
    const [once, thrice] = [table(4, 1, 2, 9), table(12, 3, 6, 27)];
    expect(fitAnswersGivenOthers(two, Int32Array.from([...once, ...once, ...once]))).toEqual(
      fitAnswersGivenOthers(two, thrice),
    );
  });

  it("of labels that tell nothing of each other weighs nothing", () => {
    const fit = fitAnswersGivenOthers(two, table(25, 25, 25, 25));
    for (const key of ["logOdds", "bias", "weights"] as const) {
      expect(fit[key].map((value) => Math.abs(value) < 1e-9)).toEqual(
        nothingGivenOthers(2)[key].map((value) => value === 0),
      );
    }
  });

  it("stays finite where one label determines another, and where one has a single answer", () => {
    const sure = fitAnswersGivenOthers(two, table(500, 0, 0, 500));
    expect(at(sure.weights, 1)).toBeGreaterThan(5);
    expect([...sure.weights, ...sure.bias].every(Number.isFinite)).toBe(true);
    const never = fitAnswersGivenOthers(two, table(0, 30, 0, 70));
    expect(never.weights).toEqual([0, 0, 0, 0].map(() => expect.closeTo(0, 6) as number));
    expect(never.bias[1]).toBeCloseTo(Math.log(0.5 / 100.5), 12);
  });
});
