import { describe, expect, it } from "vitest";
import { studentCdf, studentQuantile } from "./student.js";

describe("student", () => {
  it("has the closed forms of one and two degrees", () => {
    for (const t of [-30, -1, 0, 0.5, 7]) {
      expect(studentCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12);
      expect(studentCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 12);
    }
  });

  it("is symmetric and inverts itself", () => {
    for (const p of [0.001, 0.2, 0.5, 0.8, 0.999]) {
      const t = studentQuantile(p, 6);
      expect(studentCdf(t, 6)).toBeCloseTo(p, 12);
      expect(studentQuantile(1 - p, 6)).toBeCloseTo(-t, 9);
    }
  });

  it("refuses what has no answer", () => {
    expect(() => studentCdf(1, 0)).toThrow(
      "studentCdf: degrees of freedom: expected above 0, got 0",
    );
    expect(() => studentQuantile(1, 3)).toThrow(
      "studentQuantile: p: expected above 0, below 1, got 1",
    );
    expect(() => studentQuantile(NaN, 3)).toThrow(
      "studentQuantile: p: expected above 0, below 1, got NaN",
    );
  });
});
