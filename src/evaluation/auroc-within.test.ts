import { describe, expect, it } from "vitest";
import { createRng } from "../base/rng.js";
import { aurocWithin } from "./auroc-within.js";

/** 60 subjects with two equal rows each, of two clinics; scores of one class overlap those of the other. */
const label = Int32Array.from({ length: 120 }, (_, row) => Math.floor(row / 2) % 2);
const clinic = Int32Array.from(label, (_, row) => Math.floor(row / 4) % 2);
const score = Float64Array.from(label, (value, row) => {
  const subject = Math.floor(row / 2);
  return 0.1 + 0.2 * value + 0.1 * ((subject * 7) % 5) + 0.1 * (clinic[row] ?? 0);
});
const rows = {
  label,
  probabilities: Float64Array.from([...score].flatMap((value) => [1 - value, value])),
  subject: Array.from(label, (_, row) => `s${Math.floor(row / 2)}`),
  strata: { clinic },
};

describe("aurocWithin", () => {
  const { clinic: found } = aurocWithin(rows, createRng(0));
  if (found === undefined || "reason" in found) throw new Error("no value");

  it("has the share of pairs, counted by hand, and an interval around the value", () => {
    // 30 positive and 30 negative rows in each clinic.
    expect(found.pairs).toBe((2 * 30 * 30) / (60 * 60));
    if ("reason" in found.interval) throw new Error(found.interval.reason);
    expect(found.interval.low).toBeLessThan(found.value);
    expect(found.interval.high).toBeGreaterThan(found.value);
    expect(found.interval.method).toBe("bootstrap by subject, 1000 resamples");
  });

  it("draws subjects and not rows: two equal rows a subject tell no more than one", () => {
    const single = aurocWithin(
      { ...rows, subject: rows.subject.map((_, row) => `r${row}`) },
      createRng(0),
    );
    const widthOf = (one: (typeof single)[string] | undefined) =>
      one !== undefined && "interval" in one && "high" in one.interval
        ? one.interval.high - one.interval.low
        : NaN;
    // Twice as many units: narrower by √2.
    expect(widthOf(found) / widthOf(single["clinic"])).toBeGreaterThan(1.2);
  });

  it("is the same for the same generator, and undefined for three classes", () => {
    expect(aurocWithin(rows, createRng(0))["clinic"]).toEqual(found);
    const three = { ...rows, probabilities: new Float64Array(360).fill(1 / 3) };
    expect(aurocWithin(three, createRng(0))).toEqual({
      clinic: { value: null, reason: "two classes only" },
    });
  });

  it("counts weights: rows of no weight are not there", () => {
    const weights = Float64Array.from(clinic, (value) => value);
    const weighed = aurocWithin({ ...rows, weights }, createRng(0));
    const alone = Int32Array.from(clinic, (value) => value - 1);
    expect(weighed["clinic"]).toMatchObject({ pairs: 1 });
    const { a } = aurocWithin({ ...rows, strata: { a: alone } }, createRng(0));
    expect(weighed["clinic"]?.value).toBeCloseTo(Number(a?.value), 12);
  });
});
