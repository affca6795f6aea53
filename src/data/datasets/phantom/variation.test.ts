import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { around, between } from "./variation.js";

describe("variation", () => {
  const count = 20_000;

  it("draws uniformly between its bounds", () => {
    const rng = createRng(1);
    const values = Array.from({ length: count }, () => between(rng, 2, 5));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...values)).toBeLessThan(5);
    // Five standard errors of the mean: 5 · (3 / √12) / √20000.
    expect(Math.abs(values.reduce((sum, value) => sum + value) / count - 3.5)).toBeLessThan(0.031);
  });

  it("draws normal values cut at 2.5 deviations: standard deviation 0.9546 of the asked one", () => {
    const rng = createRng(2);
    const values = Array.from({ length: count }, () => around(rng, 1, 2));
    expect(Math.max(...values.map((value) => Math.abs(value - 1)))).toBeLessThanOrEqual(5);
    const variance = values.reduce((sum, value) => sum + (value - 1) ** 2, 0) / count;
    // Truncated normal: 1 - 2 c φ(c) / (2 Φ(c) - 1) at c = 2.5 is 0.91126, times 2².
    expect(Math.abs(variance - 3.645)).toBeLessThan(0.16);
  });
});
