import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng, type Rng } from "../../base/rng.js";
import type { GroupEngine } from "./group-engine.js";
import { drawSubjects, resampleGroups } from "./resample-groups.js";

/** Writes down the weights that it gets. */
const recorder = (n: number): GroupEngine => ({
  groupCount: 1,
  fields: n,
  evaluate: (weights, out, offset) => out.set(weights, offset),
});

/** Subject 0 is drawn in three of four draws. */
const skewed = (rng: Rng): Rng => ({
  ...rng,
  child: (name) => skewed(rng.child(name)),
  uniforms(out) {
    rng.uniforms(out);
    for (const [place, value] of out.entries()) out[place] = value ** 20;
  },
});

describe("resampleGroups", () => {
  it("gives all rows of a subject the number of its draws, and as many draws as subjects", () => {
    const subjectOf = Int32Array.of(0, 1, 0, 2, 2, 2);
    const { raw } = resampleGroups([recorder(6)], subjectOf, 3, 50, createRng(1));
    const [weights = new Float64Array()] = raw;
    for (let resample = 0; resample < 50; resample++) {
      const own = [...weights.subarray(resample * 6, resample * 6 + 6)];
      expect(own[0]).toBe(own[2]);
      expect(new Set(own.slice(3)).size).toBe(1);
      expect((own[0] ?? 0) + (own[1] ?? 0) + (own[3] ?? 0)).toBe(3);
    }
  });

  it("draws resample r alike, however many there are", () => {
    const draw = (count: number) =>
      resampleGroups([recorder(4)], Int32Array.of(0, 1, 2, 3), 4, count, createRng(5)).raw[0];
    expect(draw(3)).toEqual(draw(9)?.slice(0, 12));
  });

  it("counts cells as it weighs rows, also where a subject is drawn far more often than is usual", () => {
    const rng = createRng("cells");
    const subjectOf = Int32Array.from({ length: 5000 }, (_, row) => (row < 200 ? 0 : row % 300));
    const cell = subjectOf.map((_, row) => (row < 300 ? 0 : 1 + rng.integer(20)));
    const counts = new Int32Array(21);
    const counted: GroupEngine = {
      groupCount: 1,
      fields: 21,
      evaluate: () => undefined,
      cells: { cell, counts, measure: (out, offset) => out.set(counts, offset) },
    };
    for (const source of [createRng(3), skewed(createRng(3))]) {
      const engines = [counted, recorder(5000)];
      const { raw } = resampleGroups(engines, subjectOf, 300, 7, source);
      const [sums = new Float64Array(), weights = new Float64Array()] = raw;
      const expected = new Float64Array(7 * 21);
      for (const [place, weight] of weights.entries()) {
        const own = 21 * Math.floor(place / 5000) + at(cell, place % 5000);
        expected[own] = at(expected, own) + weight;
      }
      expect(sums).toEqual(expected);
      expect(resampleGroups([counted], subjectOf, 300, 7, source).raw).toEqual([sums]);
    }
  });

  it("draws each subject once on average, with the spread of a multinomial", () => {
    const draws = new Uint8Array(20);
    const rng = createRng("draws");
    let [sum, squares] = [0, 0];
    for (let trial = 0; trial < 2000; trial++) {
      drawSubjects(rng, draws);
      sum += draws[7] ?? 0;
      squares += (draws[7] ?? 0) ** 2;
    }
    expect(sum / 2000).toBeCloseTo(1, 1);
    // n p (1 - p) = 0.95
    expect(squares / 2000 - (sum / 2000) ** 2).toBeGreaterThan(0.86);
    expect(squares / 2000 - (sum / 2000) ** 2).toBeLessThan(1.04);
  });
});
