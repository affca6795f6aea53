import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { clusteredMean } from "./clustered-mean.js";
import { pairedTInterval } from "./paired-t.js";

const rng = createRng("clustered mean");
const values = Array.from({ length: 30 }, () => rng.normal());

function boundsOf(found: ReturnType<typeof clusteredMean>): number[] {
  if ("reason" in found) throw new Error(found.reason);
  if ("reason" in found.interval) throw new Error(found.interval.reason);
  return [found.mean, found.interval.low, found.interval.high];
}

describe("clusteredMean", () => {
  it("is Student's t interval where each subject has one row", () => {
    const expected = pairedTInterval(values, values.map(() => 0)); // prettier-ignore
    if ("reason" in expected) throw new Error(expected.reason);
    const found = boundsOf(clusteredMean(values, [...values.keys()]));
    expect(found[0]).toBeCloseTo(expected.mean, 12);
    expect(found[1]).toBeCloseTo(expected.low, 12);
    expect(found[2]).toBeCloseTo(expected.high, 12);
  });

  it("of equally many rows a subject is that of the means of subjects; rows for subjects are not", () => {
    const own = values.map((value) => 3 * value);
    const rows = own.flatMap((value) => [0, 1, 2].map(() => value + rng.normal()));
    const subjects = rows.map((_, row) => Math.floor(row / 3));
    const means = own.map((_, subject) => (at(rows, 3 * subject) + at(rows, 3 * subject + 1) + at(rows, 3 * subject + 2)) / 3); // prettier-ignore
    const expected = boundsOf(clusteredMean(means, [...means.keys()]));
    const found = boundsOf(clusteredMean(rows, subjects));
    for (const [place, bound] of expected.entries()) expect(found[place]).toBeCloseTo(bound, 12);
    const wrong = boundsOf(clusteredMean(rows, [...rows.keys()]));
    const width = ([, low = NaN, high = NaN]: number[]) => high - low;
    expect(width(found) / width(wrong)).toBeGreaterThan(1.4);
  });

  it("is undefined without rows, and without an interval of one subject", () => {
    expect(clusteredMean([], [])).toEqual({ value: null, reason: "no rows" });
    expect(clusteredMean([1, 3], [7, 7])).toEqual({
      mean: 2,
      interval: { value: null, reason: "fewer than two subjects" },
    });
  });
});
