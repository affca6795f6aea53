import { describe, expect, it } from "vitest";
import { sigmoidRamp } from "./sigmoid-ramp.js";

describe("sigmoidRamp", () => {
  it("is tanh(γt/2): 0 at the start, rising, below 1", () => {
    const shares = [0, 0.1, 0.25, 0.5, 0.75, 1];
    for (const t of shares) expect(sigmoidRamp(t, 5)).toBeCloseTo(Math.tanh(2.5 * t), 14);
    expect(sigmoidRamp(0, 5)).toBe(0);
    expect(sigmoidRamp(1, 5)).toBeCloseTo(0.98661, 5);
  });

  it("has the values of DANN's schedule at γ = 10", () => {
    expect(sigmoidRamp(0.1, 10)).toBeCloseTo(0.46212, 5);
    expect(sigmoidRamp(0.5, 10)).toBeCloseTo(0.98661, 5);
  });
});
