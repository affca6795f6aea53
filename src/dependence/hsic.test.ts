import { describe, expect, it } from "vitest";
import {
  dependenceValues,
  evaluateMeasure,
  reorder,
  rowsOf,
  type Rows,
} from "../../fixtures/dependence/evaluate-measure.js";
import { hsic, hsicConfig } from "./hsic.js";

const { owner, stratum, closedForms } = dependenceValues;
const rows: Rows = { left: rowsOf(dependenceValues.left), right: rowsOf(dependenceValues.right) };
const shape = { batch: 9, left: 2, right: 2 };
const options = (settings: object = {}) => hsicConfig.parse({ name: "hsic", ...settings });
const value = (settings: object, more: object = {}, strata: object = {}) =>
  evaluateMeasure(hsic({ ...shape, ...strata }, options(settings)), { ...rows, ...more }).penalty;

describe("hsic", () => {
  it("is tr(KHLH)/n² with medians, and with a fixed width", () => {
    expect(value({})).toBeCloseTo(closedForms.hsic.biased, 10);
    expect(value({ bandwidth: 0.7 })).toBeCloseTo(closedForms.hsic.fixed, 10);
    // Gretton 2005 divides by (n − 1)²: not what this is.
    expect(value({})).not.toBeCloseTo((closedForms.hsic.biased * 81) / 64, 4);
  });

  it("is Song's unbiased form, and the mean over tuples of different owners", () => {
    const unbiased = { estimator: "unbiased" };
    expect(value(unbiased)).toBeCloseTo(closedForms.hsic.unbiased, 10);
    expect(value(unbiased, { owner })).toBeCloseTo(closedForms.hsic.owners, 10);
    expect(closedForms.hsic.owners).not.toBeCloseTo(closedForms.hsic.unbiased, 3);
  });

  it("is the mean over strata of the value within, weighted by rows", () => {
    const within = { strata: 2 };
    expect(value({}, { stratum }, within)).toBeCloseTo(closedForms.hsic.strata, 10);
    const unbiased = { estimator: "unbiased" };
    expect(value(unbiased, { stratum }, within)).toBeCloseTo(closedForms.hsic.strataUnbiased, 10);
  });

  it("lets no gradient through the median: the same as with that number", () => {
    const squares = rows.left.flatMap((row, i) =>
      rows.left
        .slice(0, i)
        .map((other) => row.reduce((d, v, c) => d + (v - (other[c] ?? 0)) ** 2, 0)),
    );
    squares.sort((a, b) => a - b);
    const bandwidth = Math.sqrt(((squares[17] ?? 0) + (squares[18] ?? 0)) / 2);
    const same = { left: rows.left, right: rows.left };
    const free = options({ standardise: false });
    const byMedian = evaluateMeasure(hsic(shape, free), same);
    const byNumber = evaluateMeasure(hsic(shape, { ...free, bandwidth }), same);
    expect(byMedian.penalty).toBeCloseTo(byNumber.penalty, 12);
    expect(byMedian.left[0]?.[0]).toBeCloseTo(byNumber.left[0]?.[0] ?? NaN, 12);
  });

  it("counts a row of weight 2 as two rows", () => {
    const free = options({ standardise: false, bandwidth: 0.7 });
    const weight = [2, 1, 1, 1, 1, 1, 1, 1, 1];
    const weighted = evaluateMeasure(hsic({ ...shape, weighted: true }, free), { ...rows, weight });
    const twice = reorder(rows, [0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const repeated = evaluateMeasure(hsic({ ...shape, batch: 10 }, free), twice);
    expect(weighted.penalty).toBeCloseTo(repeated.penalty, 12);
  });

  it("needs four owners for the unbiased form: 0 with three", () => {
    const three = { owner: [0, 0, 0, 1, 1, 1, 2, 2, 2] };
    expect(value({ estimator: "unbiased" }, three)).toBe(0);
  });
});
