import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { auroc } from "./auroc.js";
import { stratifiedAuroc } from "./stratified-auroc.js";

interface Golden {
  readonly cases: readonly {
    readonly labels: readonly number[];
    readonly scores: readonly number[];
    readonly strata: readonly number[];
    readonly weights: readonly number[] | null;
    readonly value: number;
    readonly pairs: number;
  }[];
}
const golden = JSON.parse(
  readFileSync(
    new URL("../../../fixtures/evaluation/stratified-auroc.json", import.meta.url),
    "utf8",
  ),
) as Golden;

/** Two clinics. a: 1 positive (0.4), 2 negatives (0.1, 0.5); b: 2 positives (0.6, 0.9), 1 negative (0.6). */
const labels = [1, 0, 0, 1, 1, 0];
const scores = [0.4, 0.1, 0.5, 0.6, 0.9, 0.6];
const clinic = [0, 0, 0, 1, 1, 1];

describe("stratifiedAuroc", () => {
  it("counts by hand: a has 1 of 2 pairs right, b 1.5 of 2; 4 of 9 pairs are inside", () => {
    const found = stratifiedAuroc(labels, scores, clinic);
    expect(found).toEqual({ value: 2.5 / 4, pairs: 4 / 9 });
    // Over all pairs: 0.4 beats 0.1; 0.6 beats 0.1 and 0.5, ties 0.6; 0.9 beats all three.
    expect(auroc(labels, scores)).toBeCloseTo((1 + 2.5 + 3) / 9, 12);
  });

  it("weighs strata by their pairs: a plain mean of their AUROCs is another number", () => {
    // a: 1 pair, wrong. b: 4 pairs, all right.
    const found = stratifiedAuroc(
      [1, 0, 1, 1, 0, 0],
      [0.1, 0.2, 0.8, 0.9, 0.3, 0.4],
      [0, 0, 1, 1, 1, 1],
    );
    expect(found).toMatchObject({ value: 4 / 5 });
    expect(found).not.toMatchObject({ value: (0 + 1) / 2 });
  });

  it("is blind to what a score owes to the stratum alone", () => {
    const shifted = scores.map((score, row) => score - 100 * (clinic[row] ?? 0));
    expect(stratifiedAuroc(labels, shifted, clinic)).toEqual(
      stratifiedAuroc(labels, scores, clinic),
    );
    expect(auroc(labels, shifted)).not.toBeCloseTo(Number(auroc(labels, scores)), 3);
    const site = clinic.map((value) => value / 2);
    expect(stratifiedAuroc(labels, site, clinic)).toMatchObject({ value: 0.5 });
  });

  it("is the AUROC in one stratum, and leaves out rows of none", () => {
    const one = labels.map(() => 3);
    expect(stratifiedAuroc(labels, scores, one)).toEqual({
      value: auroc(labels, scores),
      pairs: 1,
    });
    // Without b only the pairs of a are left, of the nine there are.
    const some = clinic.map((value) => (value === 1 ? -1 : 0));
    expect(stratifiedAuroc(labels, scores, some)).toEqual({ value: 0.5, pairs: 2 / 9 });
  });

  it.each(golden.cases.map((case_, index) => [index, case_] as const))(
    "is that of NumPy, pair by pair: case %i",
    (_, { labels: label, scores: score, strata, weights, value, pairs }) => {
      const found = stratifiedAuroc(label, score, strata, weights ?? undefined);
      if ("reason" in found) throw new Error(found.reason);
      expect(found.value).toBeCloseTo(value, 12);
      expect(found.pairs).toBeCloseTo(pairs, 12);
    },
  );

  it("is undefined where no stratum has both, and refuses what is no stratum", () => {
    expect(stratifiedAuroc([1, 0], [0.5, 0.1], [0, 1])).toEqual({
      value: null,
      reason: "no stratum has positives and negatives",
    });
    expect(() => stratifiedAuroc([1, 0], [0.5, 0.1], [0, 0.5])).toThrow("stratum, plus one,");
    expect(() => stratifiedAuroc([1, 0], [0.5, 0.1], [0])).toThrow("columns differ in length");
  });
});
