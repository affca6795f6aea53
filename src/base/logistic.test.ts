import { describe, expect, it } from "vitest";
import { inverseSoftplus, sigmoid, softplus } from "./logistic.js";

describe("sigmoid, softplus and its inverse", () => {
  it("are their closed forms, and each other's derivative", () => {
    expect(sigmoid(0)).toBe(0.5);
    expect(sigmoid(Math.log(3))).toBeCloseTo(0.75, 15);
    expect(softplus(0)).toBeCloseTo(Math.LN2, 15);
    expect(softplus(Math.log(3))).toBeCloseTo(Math.log(4), 15);
    for (const x of [-20, -3, -0.1, 0.4, 2, 15]) {
      expect(sigmoid(x) + sigmoid(-x)).toBeCloseTo(1, 15);
      expect(softplus(x) - softplus(-x)).toBeCloseTo(x, 12);
      expect(inverseSoftplus(softplus(x))).toBeCloseTo(x, 6);
      expect((softplus(x + 1e-5) - softplus(x - 1e-5)) / 2e-5).toBeCloseTo(sigmoid(x), 8);
    }
  });

  it("hold at the ends", () => {
    expect([sigmoid(-Infinity), sigmoid(-1000), sigmoid(1000), sigmoid(Infinity)]).toEqual([0, 0, 1, 1]); // prettier-ignore
    expect([softplus(-Infinity), softplus(-1000), softplus(1000), softplus(Infinity)]).toEqual([0, 0, 1000, Infinity]); // prettier-ignore
    // Where 1 + e^x is 1, and ln of it 0.
    expect(softplus(-40)).toBeCloseTo(Math.exp(-40), 30);
    expect(softplus(-40)).toBeGreaterThan(0);
  });
});
