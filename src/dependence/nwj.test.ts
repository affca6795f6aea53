import { describe, expect, it } from "vitest";
import {
  dependenceValues,
  evaluateMeasure,
  rowsOf,
} from "../../fixtures/dependence/evaluate-measure.js";
import { nwj, nwjConfig } from "./nwj.js";

const rows = { left: rowsOf(dependenceValues.left), right: rowsOf(dependenceValues.right) };
const build = (settings: object = {}) =>
  nwj(
    { batch: 9, left: 2, right: 2 },
    nwjConfig.parse({ name: "nwj", pairs: "all", hidden: 5, clampPenalty: false, ...settings }),
  );

// Values from scores are in score-means.test.ts.
describe("nwj", () => {
  it("makes the critic minimise minus the estimate that the encoder minimises", () => {
    const found = evaluateMeasure(build(), rows);
    expect(found.criticLoss).toBeCloseTo(-found.penalty, 12);
    expect(found.criticLeft?.[4]?.[1]).toBeCloseTo(-(found.left[4]?.[1] ?? NaN), 12);
  });

  it("is t − e^(t − 1) for a critic that says t of every row: 0 at t = 1, less elsewhere", () => {
    const zero = { "network.out.weight": [0, 0, 0, 0, 0] };
    for (const t of [1, 0, 2.5]) {
      const bounded = 20 * Math.tanh(t / 20);
      const arrays = { ...zero, "network.out.bias": [t] };
      const found = evaluateMeasure(build(), rows, { arrays }).penalty;
      expect(found).toBeCloseTo(bounded - Math.exp(bounded - 1), 10);
      expect(found).toBeLessThanOrEqual(1e-6);
    }
  });

  it("never pairs rows of one owner: without two owners there is nothing to compare, and the value is 0", () => {
    const found = evaluateMeasure(build(), { ...rows, owner: rows.left.map(() => 7) });
    expect([found.penalty, found.criticLoss]).toEqual([0, -0]);
  });

  it("clamps the encoder's penalty at 0, not the critic's loss", () => {
    const found = evaluateMeasure(build({ clampPenalty: true }), rows);
    expect(found.criticLoss).toBeGreaterThan(0);
    expect(found.penalty).toBe(0);
  });
});
