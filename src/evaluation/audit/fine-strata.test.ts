import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { conditionalTest, sortColumn } from "./conditional-test.js";
import { fineStrata, type Strata } from "./fine-strata.js";
import { rowsBySubject } from "./subject-classes.js";

const ownSubjects = (rows: number) => Int32Array.from({ length: rows }, (_, row) => row);
const countsOf = ({ strata, count }: Strata) =>
  Array.from({ length: count }, (_, own) => strata.filter((stratum) => stratum === own).length);

describe("fineStrata", () => {
  it("cuts bins into parts of a tenth of the rows, in order of the number", () => {
    const targets = Float64Array.from({ length: 400 }, (_, row) => (row * 7) % 400);
    const bins = targets.map((value) => (value < 120 ? 0 : 1));
    const fine = fineStrata({ targets, bins, binCount: 2, subjects: ownSubjects(400) });
    expect(countsOf(fine)).toEqual(Array.from({ length: 10 }, () => 40));
    const [first, last] = [0, 399].map((value) => fine.strata[targets.indexOf(value)]);
    expect([first, last]).toEqual([0, 9]);
    for (const [row, value] of targets.entries()) {
      expect(fine.strata[row]).toBe(Math.floor(value / 40));
    }
  });

  it("leaves small bins as they are, and equal numbers together", () => {
    const targets = Float64Array.from({ length: 100 }, (_, row) => (row < 30 ? row : 50));
    const bins = targets.map((value) => (value < 50 ? 0 : 1));
    const fine = fineStrata({ targets, bins, binCount: 2, subjects: ownSubjects(100) });
    expect(countsOf(fine)).toEqual([30, 70]);
    const none = fineStrata({ targets: [], bins: [], binCount: 2, subjects: new Int32Array() });
    expect(none.strata).toHaveLength(0);
  });

  it("cuts less where subjects of several rows could no longer be exchanged", () => {
    const rng = createRng("visits");
    const targets = Float64Array.from({ length: 400 }, () => rng.uniform());
    const bins = targets.map((value) => (value < 0.5 ? 0 : 1));
    const four = Int32Array.from({ length: 400 }, (_, row) => row >> 2);
    expect(fineStrata({ targets, bins, binCount: 2, subjects: four }).count).toBe(2);
    // Rows of a subject that are alike leave them exchangeable.
    const alike = targets.map((_, row) => (targets[row & ~3] ?? 0) + 1e-9 * row);
    const theirs = alike.map((value) => (value < 0.5 ? 0 : 1));
    const fine = fineStrata({ targets: alike, bins: theirs, binCount: 2, subjects: four });
    expect(fine.count).toBeGreaterThan(8);
  });

  it("keeps the level of the conditional test where the attribute goes with the number, which thirds do not", () => {
    const found = countFound(40, 0);
    expect(found.thirds).toBeGreaterThan(6);
    // 2 of 40 at the level; more than 6 would be seen once in three hundred such tests.
    expect(found.parts).toBeLessThanOrEqual(6);
    expect(found.summed).toBeLessThanOrEqual(6);
  });

  it("finds more where parts are summed by bins than where each is squared", () => {
    const found = countFound(30, 0.12);
    expect(found.summed).toBeGreaterThan(found.parts);
    expect(found.summed).toBeGreaterThan(15);
  });
});

/** Of `sets` sets those that the test at 0.05 rejects, given thirds, parts, and parts summed by thirds, where errors are larger by `shift` with the attribute. */
function countFound(sets: number, shift: number) {
  const rows = 800;
  const found = { thirds: 0, parts: 0, summed: 0 };
  for (let set = 0; set < sets; set++) {
    const rng = createRng(`level ${set}`);
    const targets = Float64Array.from({ length: rows }, () => rng.normal());
    const values = targets.map((own) => (rng.uniform() < 1 / (1 + Math.exp(-1.5 * own)) ? 1 : 0));
    // Drawn to the mean as every good prediction is; without shift blind to the attribute: errors go with the number alone.
    const errors = targets.map(
      (own, row) => -0.33 * own + 0.47 * rng.normal() + shift * (values[row] ?? 0),
    );
    const bins = targets.map((own) => (own < -0.43 ? 0 : own < 0.43 ? 1 : 2));
    const subjects = ownSubjects(rows);
    const thirds = { strata: Int32Array.from(bins), count: 3 };
    const parts = fineStrata({ targets, bins, binCount: 3, subjects });
    const isFound = ({ strata, count }: Strata, summed?: Strata) => {
      const { p } = conditionalTest(
        {
          ...{ answers: [sortColumn(errors)], strata, stratumCount: count, subjects },
          ...(summed && { summed }),
          bySubject: rowsBySubject(subjects, rows),
          attribute: { kind: "classes", values, size: 2 },
        },
        99,
        rng.child("permutations"),
      );
      return Number(p) <= 0.05 ? 1 : 0;
    };
    found.thirds += isFound(thirds);
    found.parts += isFound(parts);
    found.summed += isFound(parts, thirds);
  }
  return found;
}
