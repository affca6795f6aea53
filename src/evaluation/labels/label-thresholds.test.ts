import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callLabels } from "./called-labels.js";
import { chooseThresholds } from "./label-thresholds.js";

const choose = (answers: number[], scores: number[], weights?: number[]) =>
  chooseThresholds({ names: ["mass"], answers, scores, weights })[0];

describe("chooseThresholds", () => {
  it("lies halfway between two scores", () => {
    expect(choose([1, 1, 0, 0], [0.9, 0.5, 0.3, 0.1])).toEqual({
      name: "mass",
      threshold: 0.4,
      f1: 1,
      n: 4,
      positives: 2,
    });
  });

  it("takes the lowest of several with one F1", () => {
    // Called from the top: F1 = 2/3 of one row, then 1/2 and 2/5; with all four 2·2/(4 + 2) = 2/3 again.
    const found = choose([1, 0, 0, 1], [0.9, 0.8, 0.7, 0.2]);
    expect(found).toMatchObject({ threshold: 0.2, f1: 2 / 3 });
  });

  it("calls rows of one score together", () => {
    expect(choose([1, 1, 0, 0], [1, 0.5, 0.5, 0.25])).toMatchObject({ threshold: 0.375, f1: 0.8 });
  });

  it("keeps 0.5 without positives, and says so", () => {
    const f1 = { value: null, reason: "no positives" };
    expect(choose([0, 0, -1], [0.9, 0.5, 0.3])).toMatchObject({ threshold: 0.5, f1, n: 2 });
    expect(choose([], [])).toMatchObject({ threshold: 0.5, f1, n: 0, positives: 0 });
    expect(choose([1, 0], [0.9, 0.5], [0, 1])).toMatchObject({ threshold: 0.5, f1 });
  });

  it("calls all yes where all are, and where no score tells them apart", () => {
    expect(choose([1, 1], [0.3, 0.2])).toMatchObject({ threshold: 0.2, f1: 1 });
    expect(choose([1, 0], [0.3, 0.3])).toMatchObject({ threshold: 0.3, f1: 2 / 3 });
  });

  it("passes over missing answers", () => {
    expect(choose([1, -1, 0], [1, 0.5, 0.25])).toMatchObject({ threshold: 0.625, n: 2 });
  });

  it("is beaten by no threshold", () => {
    const row = fc.record({
      answer: fc.constantFrom(-1, 0, 1),
      score: fc.integer({ min: 0, max: 8 }).map((value) => value / 8),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), (rows) => {
        const labels = {
          names: ["mass"],
          answers: rows.map(({ answer }) => answer),
          scores: rows.map(({ score }) => score),
        };
        const [found] = chooseThresholds(labels);
        const f1At = (threshold: number) => callLabels(labels, [threshold]).labels[0]?.f1;
        expect(f1At(found?.threshold ?? NaN)).toEqual(found?.f1);
        if (typeof found?.f1 !== "number") return;
        for (let threshold = 0; threshold <= 1; threshold += 1 / 16) {
          const other = Number(f1At(threshold));
          expect(other).toBeLessThanOrEqual(found.f1);
          // Of thresholds of one F1 none that is lower calls more rows.
          if (other === found.f1 && threshold < found.threshold) {
            expect(rows.some(({ answer, score }) => answer >= 0 && score >= threshold && score < found.threshold)).toBe(false); // prettier-ignore
          }
        }
      }),
      { seed: 3 },
    );
  });
});
