import { describe, expect, it } from "vitest";
import { createRng } from "../base/rng.js";
import { halveBySubject } from "./halves.js";

describe("halveBySubject", () => {
  it("keeps subjects together and halves every stratum", () => {
    const subjects = Array.from({ length: 90 }, (_, row) => `s${Math.floor(row / 3)}`);
    const strata = Int32Array.from(subjects, (_, row) => Math.floor(row / 3) % 3);
    const halves = halveBySubject(subjects, strata, createRng(0));
    for (let row = 0; row < 90; row += 3) {
      expect(new Set(halves.subarray(row, row + 3)).size).toBe(1);
    }
    for (const stratum of [0, 1, 2]) {
      const second = halves.filter((_, row) => strata[row] === stratum);
      expect(second.reduce((sum, half) => sum + half, 0)).toBe(15);
    }
    expect(halveBySubject(subjects, strata, createRng(0))).toEqual(halves);
    expect(halveBySubject(subjects, strata, createRng(1))).not.toEqual(halves);
  });

  it("differs by one row at most where strata are odd", () => {
    const subjects = Array.from({ length: 15 }, (_, row) => `s${row}`);
    const strata = Int32Array.from(subjects, (_, row) => row % 5);
    const second = halveBySubject(subjects, strata, createRng(4)).reduce((a, b) => a + b, 0);
    expect([7, 8]).toContain(second);
    expect(() => halveBySubject(subjects, new Int32Array(3), createRng(0))).toThrow(
      "halves: columns differ in length (subjects 15, strata 3)",
    );
  });
});
