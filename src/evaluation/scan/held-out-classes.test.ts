import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { bootstrapInterval } from "../intervals/bootstrap.js";
import { stratifiedAuroc } from "../metrics/stratified-auroc.js";
import { cellsOf, smoothing } from "./held-out.js";
import { errorOf, intervalOf } from "./influence-interval.js";
import { heldOutClasses } from "./held-out-classes.js";
import { foldBySubject, groupSubjects } from "./subject-folds.js";

/** Rows of two each of 90 subjects; the bin goes with the answer. */
function drawRows(classes: number, seed: number) {
  const rng = createRng(seed);
  const subjects = Array.from({ length: 180 }, (_, row) => `s${row >> 1}`);
  const ofSubject = Array.from({ length: 90 }, () => rng.integer(classes));
  const answers = Float64Array.from(subjects, (_, row) => ofSubject[row >> 1] ?? 0);
  const bins = Int32Array.from(answers, (answer) =>
    rng.uniform() < 0.5 ? answer : rng.integer(5),
  );
  const groups = groupSubjects(subjects);
  const fold = foldBySubject(groups, 5, rng.child("folds"));
  return { subjects, answers, bins, fold, groups };
}

/** The definition, row by row. */
function scoreOf(
  row: number,
  own: number,
  { answers, bins, fold }: ReturnType<typeof drawRows>,
): number {
  const others = [...answers.keys()].filter((other) => fold[other] !== fold[row]);
  const prior = others.filter((other) => answers[other] === own).length / others.length;
  const alike = others.filter((other) => bins[other] === bins[row]);
  const seen = alike.filter((other) => answers[other] === own).length;
  return (seen + smoothing * prior) / (alike.length + smoothing);
}

describe("heldOutClasses", () => {
  it.each([2, 3])("of %d classes is the AUROC within folds of scores of other folds", (classes) => {
    const rows = drawRows(classes, 4);
    const { answers, bins, fold } = rows;
    const held = heldOutClasses(cellsOf({ bins, count: 5, missing: 0 }, [fold], 5), classes);
    const asked = classes === 2 ? [1] : [0, 1, 2];
    const areas = asked.map((own) => {
      const labels = answers.map((answer) => (answer === own ? 1 : 0));
      const scores = answers.map((_, row) => scoreOf(row, own, rows));
      const area = stratifiedAuroc(labels, scores, fold);
      return "pairs" in area ? area.value : NaN;
    });
    const mean = areas.reduce((sum, area) => sum + area, 0) / areas.length;
    expect(held.value(answers)).toBeCloseTo(mean, 12);
    const { value, scores } = held.detail(answers);
    expect(value).toBeCloseTo(mean, 12);
    for (const [place, own] of asked.entries()) {
      expect(scores[place]?.[17]).toBeCloseTo(scoreOf(17, own, rows), 12);
    }
  });

  it("has influences that sum to 0 and give the bootstrap's standard error", () => {
    const rows = drawRows(2, 8);
    const { answers, bins, fold, subjects, groups } = rows;
    const held = heldOutClasses(cellsOf({ bins, count: 5, missing: 0 }, [fold], 5), 2);
    const { value, influence, scores } = held.detail(answers);
    expect(influence.reduce((sum, own) => sum + own, 0)).toBeCloseTo(0, 12);
    const error = errorOf(influence, groups);
    const [score = new Float64Array(0)] = scores;
    const interval = bootstrapInterval({
      subjects,
      rng: createRng(2),
      replicates: 2000,
      statistic(drawn) {
        const pick = (values: ArrayLike<number>) => Array.from(drawn, (row) => values[row] ?? NaN);
        const area = stratifiedAuroc(pick(answers), pick(score), pick(fold));
        return "pairs" in area ? area.value : area;
      },
    });
    if (!("low" in interval)) throw new Error(interval.reason);
    const bootstrap = (interval.high - interval.low) / (2 * 1.96);
    expect(Math.abs(error / bootstrap - 1)).toBeLessThan(0.1);
    const own = intervalOf({ value, influence, scores }, groups, "classes");
    expect(own.low).toBeCloseTo(interval.low, 1.5);
    expect(own.high).toBeCloseTo(interval.high, 1.5);
  });

  it("gives 0.5 to a column that has one value, whatever the folds", () => {
    const { answers, fold } = drawRows(2, 1);
    const bins = new Int32Array(180);
    const held = heldOutClasses(cellsOf({ bins, count: 1, missing: 0 }, [fold], 5), 2);
    expect(held.value(answers)).toBe(0.5);
  });

  it("learns nothing from values that no other subject has", () => {
    const { answers, fold } = drawRows(2, 1);
    const bins = Int32Array.from({ length: 180 }, (_, row) => row >> 1);
    const held = heldOutClasses(cellsOf({ bins, count: 90, missing: 0 }, [fold], 5), 2);
    expect(held.value(answers)).toBe(0.5);
  });
});
