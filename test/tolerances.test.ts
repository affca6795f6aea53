import { describe, expect, it } from "vitest";
import { disagreement } from "./tolerances.js";

const tolerance = { relative: 1e-3, ofLargest: 1e-4 };

describe("disagreement", () => {
  it("is null within both terms and names the worst element beyond", () => {
    expect(disagreement([1.0009, 0.0001], [1, 0], tolerance)).toBeNull();
    expect(disagreement([1, 0.0002, -0.0003], [1, 0, 0], tolerance)).toBe(
      "element 2: -0.0003 instead of 0 (allowed ±0.0001)",
    );
  });

  it("matches infinities and NaN exactly, and nothing else with them", () => {
    expect(
      disagreement([NaN, Infinity, -Infinity], [NaN, Infinity, -Infinity], tolerance),
    ).toBeNull();
    expect(disagreement([NaN], [0], tolerance)).toContain("element 0: NaN instead of 0");
    expect(disagreement([1], [NaN], tolerance)).toContain("element 0: 1 instead of NaN");
    expect(disagreement([-Infinity], [Infinity], tolerance)).toContain("element 0");
    expect(disagreement([1e30], [Infinity], tolerance)).toContain("element 0");
  });

  it("compares lengths", () => {
    expect(disagreement([1], [1, 2], tolerance)).toBe("length 1 instead of 2");
  });
});
