import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cases, goldenImage } from "../../../../fixtures/preprocess/golden.js";
import { disagreement } from "../../../../test/tolerances.js";
import { percentilesOf } from "./order-statistics.js";

describe("percentilesOf", () => {
  it.each(cases.percentiles)("agrees with numpy over $over", ({ over, percents, values }) => {
    const got = percentilesOf(goldenImage("with zeros").data, percents, over) ?? [];
    expect(disagreement(got, values, { relative: 1e-14, ofLargest: 0 })).toBe(null);
  });

  it("finds the order statistics of any finite numbers, zeros of both signs among them", () => {
    const number = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, -0, 1, -1, 1.5),
    );
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1, maxLength: 60 }),
        fc.constantFrom("all" as const, "nonzero" as const),
        (numbers, over) => {
          const data = Float32Array.from(numbers);
          const sorted = data.filter((value) => over === "all" || value !== 0).sort();
          const last = sorted.length - 1;
          const percents = Array.from(sorted, (_, rank) => (last === 0 ? 0 : (100 * rank) / last));
          const got = percentilesOf(data, percents, over);
          if (sorted.length === 0) {
            expect(got).toBe(null);
            return;
          }
          const want = Array.from(sorted, (value) => value + 0);
          const scale = Math.max(...want.map(Math.abs)) * 1e-12;
          // 100 · rank / last may miss the rank by a rounding.
          for (const [rank, value] of (got ?? []).entries()) {
            expect(Math.abs(value - (want[rank] ?? NaN))).toBeLessThanOrEqual(scale);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("interpolates, where the nearest rank would not", () => {
    expect(percentilesOf(Float32Array.of(10, 0), [50, 25, 99], "all")).toEqual([5, 2.5, 9.9]);
    expect(percentilesOf(Float32Array.of(7), [0, 50, 100], "all")).toEqual([7, 7, 7]);
  });

  it("reads only its own part of a shared buffer", () => {
    const whole = Float32Array.of(9, 1, 2, 3, -9);
    expect(percentilesOf(whole.subarray(1, 4), [0, 100], "all")).toEqual([1, 3]);
  });
});
