import { describe, expect, it } from "vitest";
import { evaluateNumberSet, type NumberSetToEvaluate } from "./evaluate-number-set.js";

/** Eight rows by hand: errors 1, 1, -2, 4, 0, 2, -3, 3; the last row misses the site. */
const set: NumberSetToEvaluate = {
  label: { name: "age", valueNames: ["<50", ">=50"], values: [0, 0, 0, 0, 1, 1, 1, 1] },
  targets: [10, 20, 30, 40, 50, 60, 70, 80],
  predictions: [11, 21, 28, 44, 50, 62, 67, 83],
  attributes: [
    {
      name: "site",
      valueNames: ["north", "south"],
      values: [0, 0, 1, 1, 0, 1, 1, -1],
      scores: null,
    },
    { name: "dose", valueNames: ["<2", ">=2"], values: [0, 0, 0, 0, 0, 0, 0, 0], scores: null },
  ],
  numbers: new Map([["dose", [1, 1.5, 1, NaN, 1.2, 1, 1.9, 1]]]),
  continuousAttributes: [{ name: "dose", targets: [1, 1.5, 1, NaN, 1.2, 1, 1.9, 1], predictions: [1, 1, 1, 1, 1, 1, 1, 1] }], // prettier-ignore
};

describe("evaluateNumberSet", () => {
  it("counts errors by hand, by group and over all rows", () => {
    const found = evaluateNumberSet(set);
    expect(found.n).toBe(8);
    expect(found.mae).toBe(2);
    expect(found.rmse).toBeCloseTo(Math.sqrt(44 / 8), 12);
    expect(found.r2).toBeCloseTo(1 - 44 / 4200, 12);
    expect(found.groups).toEqual([
      group("<50, north, <2", 0, "north", 2, 1, 1),
      group("<50, south, <2", 0, "south", 2, 3, 1),
      group(">=50, north, <2", 1, "north", 1, 0, 0),
      group(">=50, south, <2", 1, "south", 2, 2.5, -0.5),
    ]);
    expect(found.adjusted_mae).toBeCloseTo((1 + 3 + 0 + 2.5) / 4, 12);
    expect(found.worst_group_mae).toBe(3);
    expect(Object.keys(found.error_correlation)).toEqual(["site", "dose"]);
    // Its bins are all the same: by the number there is a correlation.
    expect(typeof found.error_correlation["dose"]).toBe("number");
    expect(found.attributes["dose"]).toMatchObject({ mae: expect.closeTo(1.6 / 7, 12) as number });
    expect(found).not.toHaveProperty("corrected");
    expect(found).not.toHaveProperty("accuracy");
  });

  it("weighs rows: a weight of 2 is a row twice", () => {
    const weights = [2, 1, 0, 1, 1, 1, 1, 1];
    const rows = weights.flatMap((weight, row) => new Array<number>(weight).fill(row));
    const pick = (values: ArrayLike<number>) => rows.map((row) => values[row] ?? NaN);
    const repeated: NumberSetToEvaluate = {
      ...set,
      label: { ...set.label, values: pick(set.label.values) },
      targets: pick(set.targets),
      predictions: pick(set.predictions),
      attributes: set.attributes.map((one) => ({ ...one, values: pick(one.values) })),
      numbers: new Map(),
      continuousAttributes: [],
    };
    const weighted = evaluateNumberSet({ ...set, numbers: new Map(), continuousAttributes: [], weights }); // prettier-ignore
    const twice = evaluateNumberSet(repeated);
    expect(weighted.effective_n).toBeCloseTo(64 / 10, 12);
    for (const key of ["mae", "rmse", "r2", "pearson"] as const) {
      expect(weighted[key]).toBeCloseTo(Number(twice[key]), 12);
    }
    expect(weighted.error_correlation["site"]).toBeCloseTo(
      Number(twice.error_correlation["site"]),
      10,
    );
  });

  it("reports a correction beside the raw errors", () => {
    const { mae, corrected } = evaluateNumberSet({
      ...set,
      correction: { intercept: 1, slope: 1, n: 3 },
    });
    expect(mae).toBe(2);
    // Errors less 1: 0, 0, -3, 3, -1, 1, -4, 2.
    expect(corrected?.mae).toBe(14 / 8);
    expect(corrected?.worst_group_mae).toBe(3);
  });

  it("refuses a bin that there is not, and a prediction that is no number", () => {
    expect(() => evaluateNumberSet({ ...set, predictions: [NaN, 1, 1, 1, 1, 1, 1, 1] })).toThrow(
      "prediction of row 0",
    );
    const label = { ...set.label, values: [2, 0, 0, 0, 1, 1, 1, 1] };
    expect(() => evaluateNumberSet({ ...set, label })).toThrow("bin of row 0");
  });

  // A row with such a value was in no group, silently.
  it("refuses a value of an attribute that there is not, and one for too few rows", () => {
    const withSite = (values: number[]) => () =>
      evaluateNumberSet({
        ...set,
        attributes: set.attributes.map((one) => (one.name === "site" ? { ...one, values } : one)),
      });
    expect(withSite([0, 0, 1, 2, 0, 1, 1, -1])).toThrow(
      "evaluateNumberSet: site, present values: entry of row 3: expected an integer in 0..1, got 2",
    );
    expect(withSite([0, 0, 1])).toThrow("evaluateNumberSet: values of site: expected 8, got 3");
  });
});

function group(
  name: string,
  label: number,
  site: string,
  n: number,
  mae: number,
  mean_error: number,
) {
  return { name, label, attributes: { site, dose: "<2" }, n, mae, mean_error };
}
