import { describe, expect, it } from "vitest";
import { createRng } from "../base/rng.js";
import { readAttributes, type FeaturesToRead } from "./read-attributes.js";

/** Features (label + noise, `leak` · sex + noise, noise); sex goes with the label, `rare` has a third value of few subjects. */
function draw(n: number, leak: number, seed: string, rowsOfSubject = 1): FeaturesToRead {
  const rng = createRng(seed);
  const label = new Int32Array(n);
  const sex = new Int32Array(n);
  const values = new Float32Array(3 * n);
  for (let row = 0; row < n; row++) {
    label[row] = rng.integer(2);
    sex[row] = rng.uniform() < 0.85 ? (label[row] ?? 0) : 1 - (label[row] ?? 0);
    values.set([3 * (label[row] ?? 0) + rng.normal(), leak * (sex[row] ?? 0) + rng.normal(), rng.normal()], 3 * row); // prettier-ignore
  }
  const classes = { kind: "classes" } as const;
  return {
    features: { rows: n, width: 3, values },
    subjects: Array.from({ length: n }, (_, row) => `s${Math.floor(row / rowsOfSubject)}`),
    label: { ...classes, name: "finding", valueNames: ["no", "yes"], values: label },
    attributes: [
      { ...classes, name: "sex", valueNames: ["f", "m"], values: sex },
      { ...classes, name: "rare", valueNames: ["a", "b", "c"], values: sex.map((value, row) => (row < 19 ? 2 : value)) }, // prettier-ignore
    ],
  };
}

describe("readAttributes", () => {
  it("does not take the label for an attribute that goes with it", () => {
    const drawn = draw(2400, 0, "label only");
    const { readings, encoded } = readAttributes(drawn, createRng(1));
    expect(encoded.map(({ target, verdict }) => [target, verdict])).toEqual([
      ["sex", "not found"],
      ["rare", "not found"],
    ]);
    const sex = readings.get("sex");
    if (sex === undefined || "reason" in sex) throw new Error("no reading");
    const scoreOf = (target: string) => {
      const score = sex.linear.cells.find((cell) => cell.target === target)?.score;
      return score?.value ?? NaN;
    };
    // Φ(1.5) = 0.933: the label's own readability.
    expect(scoreOf("finding")).toBeGreaterThan(0.9);
    expect(Math.abs(scoreOf("sex") - 0.5)).toBeLessThan(0.06);
    // The wrong variant, all rows unbalanced: the label feature alone reads sex at 0.85 · 0.933 + 0.15 · 0.067 = 0.80.
    const rarest = [0, 1].map(
      (label) =>
      Math.min(...[0, 1].map((value) => drawn.subjects.filter((_, row) => drawn.label.values[row] === label && drawn.attributes[0]?.values[row] === value).length)), // prettier-ignore
    );
    expect(sex.set.n).toBe(2 * rarest.reduce((sum, count) => sum + count, 0));
  });

  it("finds an attribute that the features hold, and leaves out values of few subjects", () => {
    const { readings, encoded } = readAttributes(draw(1200, 2, "leak"), createRng(1));
    expect(encoded.every(({ verdict, p }) => verdict === "encoded" && p < 1e-6)).toBe(true);
    const rare = readings.get("rare");
    if (rare === undefined || "reason" in rare) throw new Error("no reading");
    expect(rare.targets).toEqual([
      { name: "finding", values: ["no", "yes"] },
      { name: "rare", values: ["a", "b"] },
    ]);
    expect(rare.linear.cells.map(({ chance }) => chance)).toEqual([0.5, 0.5]);
  });

  it("is the same again, and thins rows", () => {
    const drawn = draw(1200, 2, "leak");
    const once = readAttributes(drawn, createRng(1), 100);
    expect(readAttributes(drawn, createRng(1), 100)).toEqual(once);
    expect(once.readings.get("sex")).toMatchObject({ set: { n: 98 } });
  });

  it("says why there is no reading", () => {
    const few = readAttributes(draw(30, 2, "few"), createRng(1));
    expect(few.readings.get("sex")).toEqual({
      value: null,
      reason: "fewer than two values have 20 subjects",
    });
    const drawn = draw(200, 0, "bound");
    const bound = { ...drawn, attributes: [{ ...drawn.label, name: "twin" }] };
    expect(readAttributes(bound, createRng(1)).readings.get("twin")).toEqual({
      value: null,
      reason: "every label lacks a value: no rows to balance",
    });
    expect(few.encoded).toEqual([]);
  });

  it("refuses columns of another length", () => {
    const drawn = draw(40, 0, "short");
    const shorter = { ...drawn, subjects: drawn.subjects.slice(1) };
    expect(() => readAttributes(shorter, createRng(1))).toThrow(
      "probing: rows of finding: got 40 (features 40, subjects 39)",
    );
  });
});
