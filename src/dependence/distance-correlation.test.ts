import { describe, expect, it } from "vitest";
import {
  dependenceValues,
  evaluateMeasure,
  gradientError,
  reorder,
  rowsOf,
  tableOf,
  type Rows,
} from "../../fixtures/dependence/evaluate-measure.js";
import { distanceCorrelation } from "./distance-correlation.js";

const { owner, stratum, closedForms } = dependenceValues;
const expected = closedForms.distanceCorrelation;
const rows: Rows = { left: rowsOf(dependenceValues.left), right: rowsOf(dependenceValues.right) };
const shape = { batch: 9, left: 2, right: 2 };
const biased = { estimator: "biased" } as const;
const unbiased = { estimator: "unbiased" } as const;
const value = (own: typeof biased | typeof unbiased, more: object = {}, other: object = {}) =>
  evaluateMeasure(distanceCorrelation({ ...shape, ...other }, own), { ...rows, ...more }).penalty;

describe("distance correlation", () => {
  it("is the published V-statistic and its U-centred form", () => {
    expect(value(biased)).toBeCloseTo(expected.biased, 10);
    expect(value(unbiased)).toBeCloseTo(expected.unbiased, 10);
    expect(value(unbiased, { owner })).toBeCloseTo(expected.owners, 10);
    expect(value(biased, { stratum }, { strata: 2 })).toBeCloseTo(expected.strata, 10);
  });

  it("takes sides of other widths, through a matrix product above 8 features", () => {
    const left = rowsOf(dependenceValues.wide);
    expect(value(biased, { left }, { left: 11 })).toBeCloseTo(expected.wide, 8);
  });

  it("is 1 for x and x, and blind to shift, rotation and scale", () => {
    expect(value(biased, { right: rows.left })).toBeCloseTo(1, 12);
    expect(value(unbiased, { right: rows.left })).toBeCloseTo(1, 12);
    const turned = rows.left.map(([x = 0, y = 0]) => [
      3 * (0.6 * x - 0.8 * y) + 5,
      3 * (0.8 * x + 0.6 * y),
    ]);
    expect(value(biased, { left: turned })).toBeCloseTo(expected.biased, 10);
    const stretched = rows.left.map(([x = 0, y = 0]) => [9 * x, y]);
    expect(Math.abs(value(biased, { left: stretched }) - expected.biased)).toBeGreaterThan(0.01);
  });

  it("is 0 with gradient 0 for independence by design, where the root has no slope", () => {
    const grid = {
      left: [[0], [0], [1], [1]],
      right: [[0], [1], [0], [1]],
    };
    const measure = distanceCorrelation({ batch: 4, left: 1, right: 1 }, biased);
    const found = evaluateMeasure(measure, grid);
    expect(found.penalty).toBeCloseTo(0, 12);
    for (const slope of found.left.flat()) expect(Math.abs(slope)).toBeLessThan(1e-6);
    const near = { left: [[0], [0.3], [1], [1.2]], right: [[0], [1], [0.1], [1.3]] };
    expect(gradientError(measure, near)).toBeLessThan(1e-6);
  });

  it("counts a row of weight 2 as two rows, in the biased form", () => {
    const weight = [2, 1, 1, 1, 1, 1, 1, 1, 1];
    const twice = reorder(rows, [0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const repeated = evaluateMeasure(distanceCorrelation({ ...shape, batch: 10 }, biased), twice);
    expect(value(biased, { weight }, { weighted: true })).toBeCloseTo(repeated.penalty, 12);
  });

  it("is high for independent rows in the biased form, not in the U-centred one", () => {
    const noise = (salt: number) => tableOf(24, 1, (i) => Math.sin(salt * (i + 1) ** 2));
    const independent = { left: noise(12.9898), right: noise(78.233) };
    const wide = { batch: 24, left: 1, right: 1 };
    const high = evaluateMeasure(distanceCorrelation(wide, biased), independent).penalty;
    const fair = evaluateMeasure(distanceCorrelation(wide, unbiased), independent).penalty;
    expect(high).toBeGreaterThan(0.15);
    expect(Math.abs(fair)).toBeLessThan(0.15);
  });
});
