import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import type { Interval } from "../intervals/interval.js";
import type { Undefined } from "../metric.js";
import { evaluateNumberSet } from "../numbers/evaluate-number-set.js";
import type { NumberPredictionTable } from "../numbers/number-predictions.js";
import { measureErrors } from "./measure-errors.js";

const site = { name: "site", valueNames: ["A", "B"] };
const line = { intercept: 30, slope: 0.5, n: 50 };
const rows = 400;

/** Rows whose error is 2 + 3 · (site B) + noise of deviation 1; the last 10 are of another split. */
function example(): NumberPredictionTable {
  const rng = createRng("errors");
  const split = Array.from({ length: rows + 10 }, (_, row) => (row < rows ? "external" : "iid"));
  const labels = Float64Array.from(split, () => 60 + 10 * rng.normal());
  const names = split.map((_, row) => (row % 2 === 0 ? "A" : "B"));
  const predictions = labels.map(
    (label, row) => label + 2 + (names[row] === "B" ? 3 : 0) + rng.normal(),
  );
  const numbers = predictions.map((prediction, row) => prediction - (labels[row] ?? NaN));
  return {
    ...{ split, labels, predictions, bins: split.map(() => "<99") },
    id: split.map((_, row) => `i${row}`),
    subject: split.map((_, row) => `s${row}`),
    attributes: [{ name: "site", values: names }],
    numbers: [{ name: "dose", values: numbers, predictions: null }],
  };
}

const table = example();
const all = { label: { name: "age", valueNames: ["<99", ">=99"] } };
const setOf = (kept: number, correction?: typeof line) =>
  evaluateNumberSet({
    label: { ...all.label, values: new Int32Array(kept) },
    targets: table.labels.slice(0, kept),
    predictions: table.predictions.slice(0, kept),
    ...{ attributes: [], numbers: new Map(), continuousAttributes: [], correction },
  });
const measure = (attributes = [site], correction: typeof line | Undefined = line) =>
  measureErrors(
    table,
    "external",
    setOf(rows, "reason" in correction ? undefined : correction),
    attributes,
    correction,
    createRng(0),
  );
const widthOf = (interval: Interval | Undefined | undefined) =>
  interval !== undefined && "low" in interval ? interval.high - interval.low : NaN;

describe("measureErrors", () => {
  const found = measure();
  const errors = table.predictions.slice(0, rows).map((value, row) => value - (table.labels[row] ?? NaN)); // prettier-ignore
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / rows;
  const deviation = (values: Float64Array) =>
    Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

  it("measures the rows of the split, raw and by the line that is given", () => {
    expect(found.n).toBe(rows);
    expect(found.mean_error).toBeCloseTo(mean(errors), 9);
    // (prediction − 30) / 0.5 − label = label − 60 + 2 · error.
    const labels = table.labels.slice(0, rows);
    expect(found.corrected?.mean_error).toBeCloseTo(mean(labels) - 60 + 2 * mean(errors), 9);
    expect(found.labels.mean).toBeCloseTo(mean(labels), 9);
    expect(found.labels.standard_deviation).toBeCloseTo(deviation(labels), 9);
    const sorted = [...labels].sort((left, right) => left - right);
    expect([found.labels.least, found.labels.greatest]).toEqual([sorted[0], sorted.at(-1)]);
  });

  it("has intervals as wide as theory says, within a tenth", () => {
    const absolute = errors.map(Math.abs);
    const expected = (2 * 1.96 * deviation(absolute)) / Math.sqrt(rows);
    expect(widthOf(found.mae_interval) / expected).toBeGreaterThan(0.9);
    expect(widthOf(found.mae_interval) / expected).toBeLessThan(1.1);
    const { low, high } = found.mae_interval as Interval;
    expect(low).toBeLessThan(found.mae as number);
    expect(high).toBeGreaterThan(found.mae as number);
    // Halves that are 3 apart with a deviation of 1 each: r² = 2.25 / 3.25. Not normal, so the bound is loose.
    const interval = found.error_correlation_interval["site"] as Interval;
    const r = Math.sqrt(2.25 / 3.25);
    expect(interval.low).toBeLessThan(r);
    expect(interval.high).toBeGreaterThan(r);
    expect(widthOf(interval)).toBeLessThan((2 * 1.96 * (1 - r * r)) / Math.sqrt(rows));
    expect(widthOf(found.corrected?.mae_interval)).toBeGreaterThan(widthOf(found.mae_interval));
  });

  it("takes an attribute that is a number by its number, and says what is not there", () => {
    const dose = { name: "dose", valueNames: ["<1", ">=1"] };
    const told = measure([dose, { name: "sex", valueNames: ["F", "M"] }]);
    // The number is the error itself.
    expect((told.error_correlation_interval["dose"] as Interval).low).toBeCloseTo(1, 9);
    expect(told.error_correlation_interval["sex"]).toEqual({
      value: null,
      reason: "fewer than two subjects",
    });
  });

  it("corrects nothing without a line, and refuses results of other rows", () => {
    const none = measure([site], { value: null, reason: "no line" });
    expect(none).not.toHaveProperty("corrected");
    expect(none.mae_interval).toEqual(found.mae_interval);
    expect(() => measureErrors(table, "external", setOf(rows - 1), [], line, createRng(0))).toThrow(
      "predictions: rows of split external and of its results differ: expected 399, got 400",
    );
  });
});
