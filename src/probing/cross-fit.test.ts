import { describe, expect, it } from "vitest";
import { createRng, type Rng } from "../base/rng.js";
import { balancedScore } from "./balanced-score.js";
import { crossFit, crossFitNumber } from "./cross-fit.js";
import { halveBySubject } from "./halves.js";
import { knnProbe } from "./knn-probe.js";
import { linearProbe } from "./linear-probe.js";

const valueNames = ["no", "yes"];
const subjectsOf = (n: number) => Array.from({ length: n }, (_, row) => `s${row}`);

/** Label strong in dimension 0, attribute weak in dimension 1 (d' = 1.5: at best 0.77); aligned by `share`. */
function leaking(n: number, share: number, rng: Rng) {
  const label = Int32Array.from({ length: n }, () => rng.integer(2));
  const attribute = label.map((value) => (rng.uniform() < share ? value : 1 - value));
  const values = Float64Array.from({ length: 2 * n }, (_, index) => {
    const row = index >> 1;
    return index % 2 === 0
      ? 4 * (label[row] ?? 0) + 0.5 * rng.normal()
      : 1.5 * (attribute[row] ?? 0) + rng.normal();
  });
  const subjects = subjectsOf(n);
  const cells = label.map((value, row) => 2 * value + (attribute[row] ?? 0));
  const halves = halveBySubject(subjects, cells, rng.child("halves"));
  return { features: { rows: n, width: 2, values }, label, attribute, rows: { subjects, halves } };
}

describe("crossFit", () => {
  const held = leaking(2000, 0.5, createRng(1));
  const target = { kind: "classes", name: "scanner", valueNames, values: held.attribute } as const;

  it("finds a planted leak on balanced rows, at the size that it has", () => {
    for (const probe of [linearProbe, knnProbe()]) {
      const score = crossFit(held.features, target, held.rows, probe);
      if ("reason" in score) throw new Error(score.reason);
      expect(score.value).toBeGreaterThan(0.74);
      expect(score.value).toBeLessThan(0.8);
    }
  });

  it("is hidden to a probe that was fitted where attribute and label go together (the wrong variant)", () => {
    const train = leaking(2000, 0.95, createRng(2));
    const predictions = linearProbe(
      {
        width: 2,
        classes: 2,
        features: Float64Array.from(train.features.values),
        labels: train.attribute,
      },
      Float64Array.from(held.features.values),
    );
    const score = balancedScore(
      { labels: held.attribute, predictions, valueNames, crossFitted: false },
      held.rows,
    );
    expect("low" in score && score.high).toBeLessThan(0.62);
  });

  it("never judges a subject by a probe that has seen it", () => {
    // Labels are noise, but the rows of a subject share both features and label: memory would be rewarded.
    const rng = createRng(5);
    const [subjectsCount, each] = [100, 8];
    const n = subjectsCount * each;
    const own = Array.from({ length: subjectsCount }, () => [rng.integer(2), rng.normal(), rng.normal()]); // prettier-ignore
    const subjects = Array.from({ length: n }, (_, row) => `s${Math.floor(row / each)}`);
    const labels = Int32Array.from(
      { length: n },
      (_, row) => own[Math.floor(row / each)]?.[0] ?? 0,
    );
    const values = Float64Array.from(
      { length: 2 * n },
      (_, index) => own[Math.floor(index / 2 / each)]?.[1 + (index % 2)] ?? 0,
    );
    const features = { rows: n, width: 2, values };
    const noise = { ...target, values: labels };
    const honest = { subjects, halves: halveBySubject(subjects, labels, createRng(0)) };
    const byRow = { subjects, halves: Uint8Array.from(subjects, (_, row) => row % 2) };
    const [fair, leaky] = [honest, byRow].map((rows) =>
      crossFit(features, noise, rows, knnProbe(3)),
    );
    if (fair === undefined || leaky === undefined || "reason" in fair || "reason" in leaky) throw new Error("no score"); // prettier-ignore
    expect(fair.low).toBeLessThan(0.5);
    expect(fair.high).toBeGreaterThan(0.5);
    expect(leaky.value).toBe(1);
  });

  it("is chance for constant features, and leaves out rows with a missing value", () => {
    const constant = { rows: 2000, width: 2, values: new Float64Array(4000).fill(7) };
    for (const probe of [linearProbe, knnProbe()]) {
      expect(crossFit(constant, target, held.rows, probe)).toMatchObject({ value: 0.5 });
    }
    const values = held.attribute.map((value, row) => (row < 1000 ? -1 : value));
    const score = crossFit(held.features, { ...target, values }, held.rows, linearProbe);
    expect("effective_n" in score && score.effective_n).toBeLessThan(1001);
  });

  it("says why there is no score", () => {
    const missing = { ...target, values: new Int32Array(2000) };
    expect(crossFit(held.features, missing, held.rows, linearProbe)).toEqual({
      value: null,
      reason: "a half has no rows of yes",
    });
    expect(crossFit(held.features, target, held.rows, knnProbe(), 1001)).toEqual({
      value: null,
      reason: expect.stringMatching(/^a half has \d+ rows, 1001 are needed$/) as string,
    });
  });
});

describe("crossFitNumber", () => {
  it("has the R² that the noise leaves, and about 0 for noise alone", () => {
    const rng = createRng(3);
    const n = 400;
    const values = Float64Array.from({ length: 2 * n }, () => rng.normal());
    const features = { rows: n, width: 2, values };
    // Variance 1 of the signal, 1 of the noise: R² = 0.5.
    const ages = Float64Array.from(
      { length: n },
      (_, row) => (values[2 * row] ?? 0) + rng.normal(),
    );
    const subjects = subjectsOf(n);
    const rows = { subjects, halves: Uint8Array.from(subjects, (_, row) => row % 2) };
    const read = crossFitNumber(features, { kind: "number", name: "age", values: ages }, rows, rng);
    if ("reason" in read) throw new Error(read.reason);
    expect(Math.abs(read.value - 0.5)).toBeLessThan(0.08);
    expect(read.low).toBeLessThan(read.value);
    expect(read.high).toBeGreaterThan(read.value);
    const noise = { kind: "number", name: "age", values: ages.map(() => rng.normal()) } as const;
    const none = crossFitNumber(features, noise, rows, rng);
    expect("low" in none && Math.abs(none.value)).toBeLessThan(0.05);
  });
});
