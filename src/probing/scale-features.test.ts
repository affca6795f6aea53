import { describe, expect, it } from "vitest";
import { momentsOf, scaleFeatures } from "./scale-features.js";

describe("scaleFeatures", () => {
  it("has mean 0 and variance 1 over the rows that it was told, whatever the scale", () => {
    const values = [1e-6, 9, 3e-6, 9, 5, 9];
    const table = { rows: 3, width: 2, values };
    const moments = momentsOf(table, [0, 1]);
    expect(
      [...scaleFeatures(table, [0, 1], moments)].map((v) => Math.round(v * 1e9) / 1e9),
    ).toEqual([-1, 0, 1, 0]);
    expect(moments.deviation[0]).toBeCloseTo(1e-6, 15);
  });

  it("takes what only float32 rounding moves for constant", () => {
    const table = { rows: 3, width: 1, values: Float32Array.of(1000, 1000.0001, 1000) };
    const moments = momentsOf(table, [0, 1, 2]);
    expect(moments.deviation[0]).toBe(0);
    expect([...scaleFeatures(table, [0, 1, 2], moments)]).toEqual([0, 0, 0]);
  });
});
