import { describe, expect, it } from "vitest";
import {
  dependenceValues,
  evaluateMeasure,
  rowsOf,
} from "../../fixtures/dependence/evaluate-measure.js";
import { errorOf, evaluate } from "../../fixtures/nn/evaluate.js";
import { constant } from "../graph/ops/source.js";
import { ones } from "./counted-pair.js";
import { infoNce, infoNceConfig, infoNceEstimate } from "./info-nce.js";
import { keepWeighted } from "./sample-pairs.js";

const rows = { left: rowsOf(dependenceValues.left), right: rowsOf(dependenceValues.right) };
const shape = { batch: 9, left: 2, right: 2 };
const options = (settings: object = {}) =>
  infoNceConfig.parse({ name: "info-nce", hidden: 5, clampPenalty: false, ...settings });

// Values from scores are in score-means.test.ts.
describe("infoNce", () => {
  it("is capped at log(M + 1), and nears it where T tells all partners", () => {
    const weight = ones([5, 3]);
    const scores = (joint: number) => ({
      joint: constant(new Array<number>(5).fill(joint), [5]),
      jointWeight: ones([5]),
      product: keepWeighted(constant(new Array<number>(15).fill(0), [5, 3]), weight),
      weight,
      membership: ones([1, 5]),
    });
    const value = (joint: number) => evaluate({ v: infoNceEstimate(scores(joint)) })["v"]?.[0];
    expect(value(0)).toBeCloseTo(0, 12);
    expect(value(40)).toBeCloseTo(Math.log(4), 10);
    expect(infoNce(shape, options({ pairs: 3 })).range[1]).toBeCloseTo(Math.log(4), 12);
    expect(infoNce(shape, options({ pairs: "all" })).range[1]).toBeCloseTo(Math.log(9), 12);
  });

  it("leaves out rows without a candidate of another owner", () => {
    const measure = infoNce(shape, options({ pairs: "all" }));
    const found = evaluateMeasure(measure, { ...rows, owner: rows.left.map(() => 7) });
    expect(found.penalty).toBe(0);
    expect(found.left.flat().every((slope) => slope === 0)).toBe(true);
  });

  it("refuses weights", () => {
    expect(errorOf(() => infoNce({ ...shape, weighted: true }, options()))).toBe(
      "ConfigError: method.measure: info-nce has no form with row weights. Use mine or nwj, which have one.",
    );
  });
});
