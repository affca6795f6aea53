import { describe, expect, it } from "vitest";
import { createRng } from "../base/rng.js";
import { crossFit } from "./cross-fit.js";
import type { MatrixCell } from "./diagonal-dominance.js";
import { encodedVerdicts } from "./encoded-verdict.js";
import { halveBySubject } from "./halves.js";
import { knnProbe } from "./knn-probe.js";
import { linearProbe } from "./linear-probe.js";

const cell = (part: string, target: string, value: number, n = 100): MatrixCell => ({
  part,
  target,
  chance: 0.5,
  score: { value, low: 0, high: 1, effective_n: n },
});

describe("encodedVerdicts", () => {
  it("doubles the smaller p of two probes, then goes by Holm; own targets have no verdict", () => {
    const knn = [cell("y", "y", 0.9), cell("y", "a", 0.6), cell("a", "y", 0.62)];
    const linear = [cell("y", "a", 0.5), cell("a", "y", 0.5)];
    const found = encodedVerdicts(knn, linear);
    // t of 100 degrees: (0.6 − 0.5)/0.05 = 2: upper tail 0.02412; 2.4: 0.00913 (SciPy 1.17, t.sf).
    expect(found.map(({ part }) => part)).toEqual(["y", "a"]);
    expect(found[1]?.p).toBeCloseTo(2 * 2 * 0.00913, 4);
    expect(found[0]?.p).toBeCloseTo(2 * 0.02412, 4);
    expect(found.map(({ verdict }) => verdict)).toEqual(["encoded", "encoded"]);
    // Without the correction for several cells the first would be smaller still; with Bonferroni it would fail.
    expect(2 * 2 * 0.02412).toBeGreaterThan(0.05);
  });

  it("has no verdict without a score, and one probe where the other has none", () => {
    const none = { ...cell("y", "a", 0), score: { value: null, reason: "too few" } as const };
    expect(encodedVerdicts([none], [none])).toEqual([]);
    expect(encodedVerdicts([none], [cell("y", "a", 0.6)])[0]?.p).toBeCloseTo(0.02412, 4);
  });

  it("raises few false alarms where nothing is encoded", () => {
    let alarms = 0;
    const runs = 40;
    for (let run = 0; run < runs; run++) {
      const rng = createRng(run);
      const n = 120;
      const values = Float64Array.from({ length: 2 * n }, () => rng.normal());
      const subjects = Array.from({ length: n }, (_, row) => `s${row}`);
      const columns = ["a", "b"].map((name) => ({
        kind: "classes" as const,
        name,
        valueNames: ["0", "1"],
        values: Int32Array.from({ length: n }, () => rng.integer(2)),
      }));
      const rows = { subjects, halves: halveBySubject(subjects, new Int32Array(n), rng) };
      const [knn, linear] = [knnProbe(), linearProbe].map((probe) =>
        columns.map((target) => ({
          part: "y",
          target: target.name,
          chance: 0.5,
          score: crossFit({ rows: n, width: 2, values }, target, rows, probe),
        })),
      );
      const verdicts = encodedVerdicts(knn ?? [], linear ?? []);
      if (verdicts.some(({ verdict }) => verdict === "encoded")) alarms += 1;
    }
    // At most 0.05 · 40 = 2 expected; 7 or more would happen in 3 of 1000 such tests.
    expect(alarms).toBeLessThan(7);
  });
});
