import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { stratifiedAuroc } from "../metrics/stratified-auroc.js";
import { conditionalTests } from "./conditional-test.js";

/** Stratum goes with the answer; `copy` with the stratum alone, `more` with the answer beyond it. */
function drawRows(seed: number, rows = 600) {
  const rng = createRng(seed);
  const strata = Int32Array.from({ length: rows }, () => rng.integer(20));
  const values = Float64Array.from(strata, (stratum) => (rng.uniform() < stratum / 20 ? 1 : 0));
  const copy = Float64Array.from(strata, (stratum) => stratum + 0.5 * rng.normal());
  const more = Float64Array.from(values, (value) => value + rng.normal());
  return {
    strata,
    values,
    copy,
    more,
    subjects: Int32Array.from({ length: rows }, (_, row) => row),
  };
}

describe("conditionalTests", () => {
  it("tells what is said beyond the strata from what is not", () => {
    const { strata, values, copy, more, subjects } = drawRows(1);
    const answers = { kind: "classes", values, classes: 2 } as const;
    const [first, second] = conditionalTests(
      { answers, strata, subjects },
      [[copy], [more]],
      300,
      createRng(1),
    );
    const expected = stratifiedAuroc(values, copy, strata);
    expect(first?.value).toBeCloseTo(expected.value ?? NaN, 12);
    expect(first && "p" in first ? first.p : 0).toBeGreaterThan(0.05);
    expect(second && "p" in second ? second.p : 1).toBeLessThan(1e-4);
  });

  it("is right about as often as it says where nothing is said beyond", () => {
    const ps = Array.from({ length: 60 }, (_, seed) => {
      const { strata, values, copy, subjects } = drawRows(seed, 200);
      const answers = { kind: "classes", values, classes: 2 } as const;
      const [own] = conditionalTests({ answers, strata, subjects }, [[copy]], 99, createRng(seed));
      return own && "p" in own ? own.p : NaN;
    });
    // Expected 12 of 60 up to 0.2, standard deviation 3.1.
    const small = ps.filter((p) => p <= 0.2).length;
    expect(small).toBeGreaterThan(3);
    expect(small).toBeLessThan(22);
  });

  it("exchanges the rows of a subject together", () => {
    const { strata, values, more } = drawRows(3, 40);
    const both = <T extends Int32Array | Float64Array>(own: T): T => {
      const doubled = own.slice(0, 0).constructor as new (values: number[]) => T;
      return new doubled([...own, ...own]);
    };
    const once = conditionalTests(
      {
        answers: { kind: "classes", values, classes: 2 },
        strata,
        subjects: Int32Array.from(values.keys()),
      },
      [[more]],
      200,
      createRng(9),
    );
    const twice = conditionalTests(
      {
        answers: { kind: "classes", values: both(values), classes: 2 },
        strata: both(strata),
        subjects: both(Int32Array.from(values.keys())),
      },
      [[both(more)]],
      200,
      createRng(9),
    );
    // Every row twice is no more evidence.
    expect(twice).toEqual(once);
  });

  it("is undefined where the strata tell everything", () => {
    const strata = Int32Array.of(0, 0, 1, 1);
    const [own] = conditionalTests(
      {
        answers: { kind: "classes", values: Float64Array.of(0, 0, 1, 1), classes: 2 },
        strata,
        subjects: strata,
      },
      [[Float64Array.of(1, 2, 3, 4)]],
      100,
      createRng(0),
    );
    expect(own).toEqual({ value: null, reason: "nothing is left to tell" });
  });

  it("of a number is the correlation without the means of the strata", () => {
    const values = Float64Array.of(1, 2, 3, 11, 12, 13);
    const strata = Int32Array.of(0, 0, 0, 1, 1, 1);
    const score = Float64Array.of(5, 6, 7, -3, -2, -1);
    const [own] = conditionalTests(
      { answers: { kind: "number", values }, strata, subjects: Int32Array.of(0, 1, 2, 3, 4, 5) },
      [[score]],
      100,
      createRng(0),
    );
    expect(own?.value).toBeCloseTo(1, 12);
  });
});
