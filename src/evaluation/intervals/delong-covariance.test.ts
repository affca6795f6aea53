/** Variance and covariance of AUROCs; the cases are made by fixtures/evaluation/make-delong.py. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { delongCovariance } from "./delong-covariance.js";
import { delongDifference } from "./delong-difference.js";
import { delongInterval } from "./delong-interval.js";
import { delongParts, type DelongParts, type RankedRows } from "./delong-parts.js";

interface Scored {
  label: number[];
  first: number[];
  second: number[];
  areas: number[];
  covariance: number[][];
}
const fixture = JSON.parse(
  readFileSync(new URL("../../../fixtures/evaluation/delong.json", import.meta.url), "utf8"),
) as {
  clustered: (Scored & {
    subject: number[];
    group: number[];
    groupAreas: number[];
    groupCovariance: number[][];
  })[];
  plain: (Scored & { logit: number[]; difference: number; standardError: number; p: number })[];
};

function partsOf(rows: RankedRows): DelongParts {
  const parts = delongParts(rows);
  if ("reason" in parts) throw new Error(parts.reason);
  return parts;
}

function varianceOf(parts: DelongParts): number {
  const variance = delongCovariance(parts, parts);
  if (typeof variance !== "number") throw new Error(variance.reason);
  return variance;
}

function expectTable(parts: readonly DelongParts[], expected: readonly number[][]): void {
  for (const [row, left] of parts.entries()) {
    for (const [column, right] of parts.entries()) {
      const value = at(at(expected, row), column);
      expect(delongCovariance(left, right)).toBeCloseTo(value, 13);
    }
  }
}

describe("several rows a subject, against Obuchowski's formulas pair by pair", () => {
  it.each(fixture.clustered)("two models on the same rows", (set) => {
    const { label: labels, first, second, subject: subjects } = set;
    const parts = [first, second].map((scores) => partsOf({ labels, scores, subjects }));
    expect(parts.map(({ area }) => area)).toEqual(set.areas.map((area) => expect.closeTo(area, 13) as number)); // prettier-ignore
    expectTable(parts, set.covariance);
  });

  it.each(fixture.clustered)("two groups that share subjects", (set) => {
    const parts = [0, 1].map((group) => {
      const own = (column: number[]) => column.filter((_, row) => set.group[row] === group);
      return partsOf({
        labels: own(set.label),
        scores: own(set.first),
        subjects: own(set.subject),
      });
    });
    expect(parts.map(({ area }) => area)).toEqual(set.groupAreas.map((area) => expect.closeTo(area, 13) as number)); // prettier-ignore
    expectTable(parts, set.groupCovariance);
  });

  it("is another variance than that of rows as subjects: the wrong variant fails", () => {
    for (const { label: labels, first: scores, subject: subjects } of fixture.clustered) {
      const right = varianceOf(partsOf({ labels, scores, subjects }));
      const wrong = varianceOf(partsOf({ labels, scores, subjects: [...labels.keys()] }));
      expect(Math.abs(wrong / right - 1)).toBeGreaterThan(0.1);
    }
  });
});

describe("one row a subject, against DeLong by mid-ranks", () => {
  it.each(fixture.plain)("variance, difference, p, logit interval", (set) => {
    const { label: labels, first, second } = set;
    const subjects = [...labels.keys()];
    const [one, two] = [first, second].map((scores) => partsOf({ labels, scores, subjects }));
    if (one === undefined || two === undefined) throw new Error("two models");
    expectTable([one, two], set.covariance);
    const difference = delongDifference(one, two);
    if ("reason" in difference) throw new Error(difference.reason);
    expect(difference.value).toBeCloseTo(set.difference, 13);
    expect(difference.standardError).toBeCloseTo(set.standardError, 13);
    expect(difference.p).toBeCloseTo(set.p, 12);
    const interval = delongInterval(one);
    if ("reason" in interval) throw new Error(interval.reason);
    expect([interval.low, interval.high]).toEqual(set.logit.map((end) => expect.closeTo(end, 12) as number)); // prettier-ignore
  });
});

describe("identities", () => {
  const rng = createRng("delong");
  const subjectCount = 80;
  const subjects = Array.from({ length: 3 * subjectCount }, (_, row) => Math.floor(row / 3));
  const own = Array.from({ length: subjectCount }, () => rng.normal());
  const labels = subjects.map((subject) => (rng.normal() + at(own, subject) > 0.5 ? 1 : 0));
  const scores = subjects.map((subject, row) => at(labels, row) + at(own, subject) + rng.normal());
  const parts = partsOf({ labels, scores, subjects });

  it("copies of every row in its subject leave the variance: rows alone would halve it", () => {
    const twice = <T>(column: readonly T[]) => [...column, ...column];
    const copies = partsOf({ labels: twice(labels), scores: twice(scores), subjects: twice(subjects) }); // prettier-ignore
    expect(varianceOf(copies)).toBeCloseTo(varianceOf(parts), 14);
  });

  it("is near the jackknife that leaves out subjects", () => {
    const areas = Array.from({ length: subjectCount }, (_, left) => {
      const without = <T>(column: readonly T[]) =>
        column.filter((_value, row) => subjects[row] !== left);
      const rows = { labels: without(labels), scores: without(scores), subjects: without(subjects) }; // prettier-ignore
      return partsOf(rows).area;
    });
    const mean = areas.reduce((sum, area) => sum + area, 0) / subjectCount;
    const squares = areas.reduce((sum, area) => sum + (area - mean) ** 2, 0);
    const jackknife = ((subjectCount - 1) / subjectCount) * squares;
    expect(varianceOf(parts) / jackknife).toBeGreaterThan(0.95);
    expect(varianceOf(parts) / jackknife).toBeLessThan(1.05);
  });

  it("does not mind the order of rows, the names of subjects, nor a monotone change of the scores", () => {
    const order = [...labels.keys()].sort((left, right) => ((left * 7919) % 240) - ((right * 7919) % 240)); // prettier-ignore
    const changed = partsOf({
      labels: order.map((row) => at(labels, row)),
      scores: order.map((row) => Math.exp(at(scores, row))),
      subjects: order.map((row) => 1000 - at(subjects, row)),
    });
    expect(changed.area).toBe(parts.area);
    expect(varianceOf(changed)).toBeCloseTo(varianceOf(parts), 14);
  });

  it("groups without common subjects have covariance 0", () => {
    const others = partsOf({ labels, scores, subjects: subjects.map((subject) => subject + 500) });
    expect(delongCovariance(parts, others)).toBe(0);
  });

  it("a model beside itself: difference 0, p 1", () => {
    expect(delongDifference(parts, parts)).toMatchObject({ value: 0, p: 1 });
  });
});

describe("where there is no variance", () => {
  const rowsOf = (scores: number[], labels = [0, 0, 0, 1, 1], subjects = [0, 1, 2, 3, 4]) =>
    partsOf({ labels, scores, subjects });

  it("all pairs in order: Wilson's with the two subjects of the rarer class", () => {
    const perfect = rowsOf([1, 2, 3, 4, 5]);
    expect(perfect.area).toBe(1);
    // 2 / (2 + 3.8415), high is 1.
    expect(delongInterval(perfect)).toEqual({
      low: expect.closeTo(0.34238, 5) as number,
      high: 1,
      level: 0.95,
      method: "Wilson score, n subjects of the rarer class",
    });
    expect(delongInterval(rowsOf([5, 4, 3, 2, 1]))).toMatchObject({ low: 0, high: expect.closeTo(0.65762, 5) as number }); // prettier-ignore
    const difference = delongDifference(perfect, rowsOf([1, 2, 3, 4, 5], undefined, [5, 6, 7, 8, 9])); // prettier-ignore
    expect(difference).toMatchObject({
      value: 0,
      standardError: expect.closeTo(Math.SQRT2 * (0.65762 / (2 * 1.959964)), 4) as number,
    });
  });

  it("constant scores say nothing: not 0.5 for certain", () => {
    const { area } = rowsOf([1, 1, 1, 1, 1]);
    expect(area).toBe(0.5);
    const interval = delongInterval(rowsOf([1, 1, 1, 1, 1]));
    if ("reason" in interval) throw new Error(interval.reason);
    expect(interval.high - interval.low).toBeGreaterThan(0.5);
  });

  it("one class, or one subject of a class, is undefined with the reason", () => {
    const one = { labels: [1, 1], scores: [1, 2], subjects: [0, 1] };
    expect(delongParts(one)).toEqual({ value: null, reason: "no negatives" });
    expect(delongParts({ ...one, labels: [0, 0] })).toEqual({ value: null, reason: "no positives" }); // prettier-ignore
    const alone = rowsOf([1, 2, 3, 2, 5], [0, 0, 0, 1, 1], [0, 1, 2, 3, 3]);
    const undefinedOne = { value: null, reason: "fewer than two subjects with positives" };
    expect(delongInterval(alone)).toEqual(undefinedOne);
    expect(delongDifference(alone, alone)).toEqual(undefinedOne);
  });

  it("refuses a subject that is no number and columns of other lengths", () => {
    expect(() => delongParts({ labels: [0, 1], scores: [0, 1], subjects: [0, -1] })).toThrow(
      "delongParts: subject of row 1: expected an integer, 0 or more, got -1",
    );
    expect(() => delongParts({ labels: [0, 1], scores: [0], subjects: [0, 1] })).toThrow(
      "columns differ in length",
    );
  });
});
