import { describe, expect, it } from "vitest";
import { wilsonInterval } from "../evaluation/intervals/wilson.js";
import { balancedScore } from "./balanced-score.js";

const valueNames = ["no", "yes"];
const names = (count: number, rowsEach = 1) =>
  Array.from({ length: count }, (_, row) => `s${Math.floor(row / rowsEach)}`);

describe("balancedScore", () => {
  it("is the mean recall of both halves, with Wilson's interval where rows are independent", () => {
    // Half 0: recalls 3/4, 2/4; half 1: 4/4, 3/4. Mean 0.75.
    const labels = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1);
    const hits = [1, 1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0];
    const predictions = labels.map((label, row) => (hits[row] === 1 ? label : 1 - label));
    const halves = Uint8Array.from(labels, (_, row) => Math.floor(row / 8));
    const score = balancedScore(
      { labels, predictions, valueNames, crossFitted: false },
      { subjects: names(16), halves },
    );
    const { low, high } = wilsonInterval(0.75, 16);
    expect(score).toEqual({ value: 0.75, low, high, effective_n: 16 });
  });

  it("is exactly chance for one answer a half, where pooled halves of unequal classes are not", () => {
    const labels = Int32Array.of(0, 0, 0, 1, 0, 1, 1, 1);
    const halves = Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1);
    const predictions = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1);
    const score = balancedScore(
      { labels, predictions, valueNames, crossFitted: false },
      { subjects: names(8), halves },
    );
    expect(score).toMatchObject({ value: 0.5 });
    // The wrong variant, recalls over both halves together: (3/4 + 3/4) / 2.
    const pooled = [0, 1].map((label) => {
      const rows = [...labels.keys()].filter((row) => labels[row] === label);
      return rows.filter((row) => predictions[row] === label).length / rows.length;
    });
    expect(((pooled[0] ?? 0) + (pooled[1] ?? 0)) / 2).toBe(0.75);
  });

  it("counts ten identical rows of a subject as about one", () => {
    const labels = Int32Array.from({ length: 400 }, (_, row) => Math.floor(row / 100) % 2);
    const halves = Uint8Array.from(labels, (_, row) => Math.floor(row / 200));
    const predictions = labels.map((label, row) => (Math.floor(row / 10) % 5 === 0 ? 1 - label : label)); // prettier-ignore
    const answers = { labels, predictions, valueNames, crossFitted: false };
    const rows = balancedScore(answers, { subjects: names(400), halves });
    const clusters = balancedScore(answers, { subjects: names(400, 10), halves });
    if ("reason" in rows || "reason" in clusters) throw new Error("no score");
    expect(rows.effective_n).toBeCloseTo(400, 6);
    expect(clusters.effective_n).toBeCloseTo(40, 6);
    expect(clusters.high - clusters.low).toBeGreaterThan(2.5 * (rows.high - rows.low));
  });

  it("counts half the rows where answers are cross-fitted: both halves may share their luck", () => {
    const labels = Int32Array.from({ length: 80 }, (_, row) => row % 2);
    const halves = Uint8Array.from(labels, (_, row) => Math.floor(row / 40));
    const predictions = labels.map((label, row) => (row % 10 < 4 ? 1 - label : label));
    const rows = { subjects: names(80), halves };
    const score = balancedScore({ labels, predictions, valueNames, crossFitted: true }, rows);
    const { low, high } = wilsonInterval(0.6, 40);
    expect(score).toMatchObject({ value: expect.closeTo(0.6, 12) as number });
    expect("low" in score && [score.low, score.high]).toEqual([
      expect.closeTo(low, 12),
      expect.closeTo(high, 12),
    ]);
  });

  it("has an interval of some width where all answers are right", () => {
    const labels = Int32Array.of(0, 1, 0, 1);
    const rows = { subjects: names(4), halves: Uint8Array.of(0, 0, 1, 1) };
    const score = balancedScore(
      { labels, predictions: labels, valueNames, crossFitted: false },
      rows,
    );
    expect(score).toMatchObject({ value: 1, high: 1, effective_n: 4 });
    expect("low" in score && score.low).toBeLessThan(0.6);
    expect(
      balancedScore(
        { labels: Int32Array.of(0, 0, 0, 1), predictions: labels, valueNames, crossFitted: false },
        rows,
      ),
    ).toEqual({ value: null, reason: "a half has no rows of yes" });
  });
});
