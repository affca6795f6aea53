import { describe, expect, it } from "vitest";
import {
  dependenceValues,
  evaluateMeasure,
  rowsOf,
  tableOf,
  type Rows,
} from "../../fixtures/dependence/evaluate-measure.js";
import { errorOf } from "../../fixtures/nn/evaluate.js";
import { mmd, mmdConfig } from "./mmd.js";

const { closedForms } = dependenceValues;
const rows: Rows = { left: rowsOf(dependenceValues.left), right: rowsOf(dependenceValues.right) };
const shape = { batch: 9, left: 2, right: 2 };
const options = (settings: object = {}) => mmdConfig.parse({ name: "mmd", ...settings });
const value = (settings: object, more: object = {}, other: object = {}) =>
  evaluateMeasure(mmd({ ...shape, ...other }, options(settings)), { ...rows, ...more }).penalty;

describe("mmd", () => {
  it("is Gretton's U-statistic over pairs of rows, with medians of the pool and with a fixed width", () => {
    expect(value({})).toBeCloseTo(closedForms.mmd.median, 10);
    expect(value({ bandwidth: 0.7 })).toBeCloseTo(closedForms.mmd.fixed, 10);
  });

  it("is 0 for x and x, the strongest dependence there is, and above 0 for other laws", () => {
    expect(value({}, { right: rows.left })).toBeCloseTo(0, 12);
    const moved = rows.left.map((row) => row.map((v) => v + 3));
    expect(value({}, { right: moved })).toBeGreaterThan(0.3);
  });

  it("compares laws, not rows: permuting one side leaves the pooled V-statistic, and hardly moves this", () => {
    const permuted = [4, 2, 7, 0, 8, 1, 3, 6, 5].map((from) => rows.right[from] ?? []);
    // All that changes are the 9 of 81 cross pairs that are left out.
    expect(Math.abs(value({}, { right: permuted }) - value({}))).toBeLessThan(0.1);
  });

  it("pairs different owners only, and weights pairs by both rows", () => {
    // Rows 0 and 1 of one owner, 2 of another: the pairs that count are (0,2), (1,2).
    const three = { left: tableOf(3, 1, (i) => i), right: tableOf(3, 1, (i) => i * i + 0.5) };
    const kernel = (d: number) =>
      [-3, -2, -1, 0, 1, 2, 3].reduce((s, e) => s + Math.exp(-(d * d) / (2 * 4 ** e)), 0) / 7;
    const h = (i: number, j: number) => {
      const [xi, xj] = [i, j];
      const [yi, yj] = [i * i + 0.5, j * j + 0.5];
      return kernel(xi - xj) + kernel(yi - yj) - kernel(xi - yj) - kernel(xj - yi);
    };
    const one = options({ bandwidth: 1 });
    const small = { batch: 3, left: 1, right: 1 };
    const owner = [4, 4, 5];
    const found = evaluateMeasure(mmd(small, one), { ...three, owner }).penalty;
    expect(found).toBeCloseTo((h(0, 2) + h(1, 2)) / 2, 12);
    const weight = [1, 3, 2];
    const weighted = evaluateMeasure(mmd({ ...small, weighted: true }, one), {
      ...three,
      owner,
      weight,
    });
    expect(weighted.penalty).toBeCloseTo((2 * h(0, 2) + 6 * h(1, 2)) / 8, 12);
  });

  it("refuses sides of different width, and classes", () => {
    expect(errorOf(() => mmd({ ...shape, right: 3 }, options()))).toBe(
      "ConfigError: method.measure: mmd compares sides of equal width: expected 2, got 3. Use distance-correlation or hsic.",
    );
    expect(errorOf(() => mmd({ ...shape, rightSide: "classes" }, options()))).toBe(
      "ConfigError: method.measure: mmd does not take this right-hand side: expected [features,continuous], got classes",
    );
  });
});
