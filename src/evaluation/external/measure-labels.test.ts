import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { bootstrapInterval } from "../intervals/bootstrap.js";
import { delongInterval } from "../intervals/delong-interval.js";
import { delongParts } from "../intervals/delong-parts.js";
import type { Interval } from "../intervals/interval.js";
import { callLabels } from "../labels/called-labels.js";
import { evaluateLabelsSet } from "../labels/evaluate-labels-set.js";
import { pickAnswers } from "../labels/label-columns.js";
import type { LabelsPredictionTable } from "../labels/labels-predictions.js";
import { rankLabels } from "../labels/ranked-labels.js";
import { undefinedMetric } from "../metric.js";
import { labelsSplit, measureLabels } from "./measure-labels.js";

const draw = createRng(3).child("answers");
const rows = 30;
/** Thirty rows of ten subjects, two labels; the first is not known of every seventh row. */
const answers = Int32Array.from({ length: 2 * rows }, (_, entry) =>
  entry % 14 === 0 ? -1 : draw.integer(2),
);
const table: LabelsPredictionTable = {
  split: Array.from({ length: rows }, () => "external"),
  id: Array.from({ length: rows }, (_, row) => `r${row}`),
  subject: Array.from({ length: rows }, (_, row) => `s${row % 10}`),
  attributes: [{ name: "site", values: Array.from({ length: rows }, () => "north") }],
  labelNames: ["mass", "fluid"],
  answers,
  probabilities: Float64Array.from(answers, (answer) => Math.round(50 * draw.uniform() + 25 * Math.max(0, answer)) / 100), // prettier-ignore
};
const split = labelsSplit(table, "external");
const thresholds = [0.3, 0.4].map((threshold, label) => ({
  ...{ name: table.labelNames[label] ?? "", threshold, f1: 0.5, n: 10, positives: 5 },
}));
const result = evaluateLabelsSet({
  ...split,
  attributes: [],
  thresholds: thresholds.map(({ threshold }) => threshold),
});
const measured = measureLabels(split, result, thresholds, createRng(1));

describe("measureLabels", () => {
  it("has intervals of the means as those of the metrics on the rows repeated, subject by subject", () => {
    const by = (statistic: (drawn: number[]) => number) =>
      bootstrapInterval({
        subjects: split.subjects,
        statistic: (drawn) => statistic([...drawn]),
        rng: createRng(1),
      }) as Interval;
    const close = (name: keyof typeof measured.intervals, expected: Interval) => {
      const found = measured.intervals[name] as Interval;
      expect(found.low).toBeCloseTo(expected.low, 12);
      expect(found.high).toBeCloseTo(expected.high, 12);
      expect(found.low).toBeLessThan(found.high);
    };
    close(
      "mAP",
      by((drawn) => Number(rankLabels(pickAnswers(split, drawn)).overall.mAP)),
    );
    close("macro_auroc", by((drawn) => Number(rankLabels(pickAnswers(split, drawn)).overall.macro_auroc))); // prettier-ignore
    const called = (drawn: number[], at: readonly number[]) =>
      callLabels(pickAnswers(split, drawn), at).overall;
    close(
      "CF1",
      by((drawn) => Number(called(drawn, [0.5, 0.5]).CF1)),
    );
    close(
      "chosen_OF1",
      by((drawn) => Number(called(drawn, [0.3, 0.4]).OF1)),
    );
    // Rows in the place of subjects would be another interval.
    const loose = bootstrapInterval({
      subjects: split.subjects.map((_, row) => String(row)),
      statistic: (drawn) => rankLabels(pickAnswers(split, [...drawn])).overall.mAP,
      rng: createRng(1),
    }) as Interval;
    expect(Math.abs(loose.low - (measured.intervals.mAP as Interval).low)).toBeGreaterThan(1e-3);
  });

  it("asks each label over the rows whose answer is known", () => {
    const known = [...split.subjects.keys()].filter((row) => answers[2 * row] !== -1);
    expect(known.length).toBeLessThan(rows);
    const labels = known.map((row) => answers[2 * row] ?? NaN);
    const scores = known.map((row) => table.probabilities[2 * row] ?? NaN);
    const parts = delongParts({ labels, scores, subjects: known.map((row) => row % 10) });
    if ("reason" in parts) throw new Error(parts.reason);
    const [mass] = measured.labels;
    expect(mass?.auroc_interval).toEqual(delongInterval(parts));
    expect(mass?.auroc).toBeCloseTo(parts.area, 12);
    const positives = labels.filter((label) => label === 1).length;
    const hits = labels.filter((label, at) => label === 1 && (scores[at] ?? 0) >= 0.3).length;
    expect(mass?.operating_point).toMatchObject({
      threshold: 0.3,
      sensitivity: { value: hits / positives, n: positives },
      specificity: { n: labels.length - positives },
    });
  });

  it("says why there is nothing at thresholds, or for one subject", () => {
    const none = undefinedMetric("no thresholds");
    const at = measureLabels(split, evaluateLabelsSet({ ...split, attributes: [] }), none, createRng(1)); // prettier-ignore
    expect(at.labels[0]?.operating_point).toBe(none);
    expect(at.intervals.chosen_CF1).toEqual(
      undefinedMetric("1000 of 1000 resamples have no value: no thresholds"),
    );
    expect(at.intervals.CF1).toEqual(measured.intervals.CF1);
    const alone = { ...split, subjects: split.subjects.map(() => "s") };
    expect(measureLabels(alone, result, thresholds, createRng(1)).intervals.mAP).toEqual(
      undefinedMetric("fewer than two subjects"),
    );
  });

  it("refuses rows that are not those of the results", () => {
    expect(() => measureLabels(split, { ...result, n: 29 }, thresholds, createRng(1))).toThrow(
      "predictions: rows or labels are not those of the results: expected [29,mass,fluid], got [30,mass,fluid]",
    );
  });
});
