import { describe, expect, it } from "vitest";
import { logLoss } from "./log-loss.js";

describe("logLoss", () => {
  it("is ln K for uniform probabilities and 0 when certain and right", () => {
    expect(logLoss([0, 1], [0.5, 0.5, 0.5, 0.5])).toBeCloseTo(Math.LN2, 12);
    expect(logLoss([3], [0.25, 0.25, 0.25, 0.25])).toBeCloseTo(Math.log(4), 12);
    expect(logLoss([1], [0, 1])).toBe(0);
  });

  it("stays finite when certain and wrong: 52 ln 2", () => {
    expect(logLoss([0], [0, 1])).toBeCloseTo(52 * Math.LN2, 12);
  });

  it("is undefined without rows and refuses a label outside the classes", () => {
    expect(logLoss([], [])).toEqual({ value: null, reason: "no rows" });
    expect(() => logLoss([2], [0.5, 0.5])).toThrow(
      "logLoss: label of row 0: expected an integer in 0..1, got 2",
    );
  });
});
