import { describe, expect, it } from "vitest";
import { scalingStep } from "../../fixtures/methods/scaling-step.js";
import { ratioScaling } from "./ratio-scaling.js";

const step = (length: number, average: number, options = { memory: 0.9, largest: 10 }) =>
  scalingStep(ratioScaling(options), length, { average });

const fresh = -1;

describe("ratioScaling", () => {
  it("scales by the ratio of norms at the last shared weight, the first one at once", () => {
    const { early, shared, head, penaltyScale, average } = step(10, fresh);
    expect(penaltyScale?.[0]).toBeCloseTo(0.5, 12);
    expect(average?.[0]).toBeCloseTo(0.5, 12);
    expect(shared).toEqual([3, expect.closeTo(4 + 0.1 * 0.5 * 10, 12)]);
    expect(early?.[0]).toBeCloseTo(12 + 0.1 * 0.5, 12);
    expect(head?.[0]).toBeCloseTo(7, 12);
    // Norms over all parameters would give √(12² + 5² + 7²) / √101.
    expect(penaltyScale?.[0]).not.toBeCloseTo(Math.sqrt(218 / 101), 3);
  });

  it("moves slowly afterwards: 0.9 · 2 + 0.1 · 0.5", () => {
    const { penaltyScale, average } = step(10, 2);
    expect(penaltyScale?.[0]).toBeCloseTo(1.85, 12);
    expect(average?.[0]).toBeCloseTo(1.85, 12);
  });

  it("may lengthen, but not beyond the largest factor, also where the penalty has no slope", () => {
    expect(step(1, fresh)["penaltyScale"]?.[0]).toBeCloseTo(5, 12);
    expect(step(0.1, fresh)["penaltyScale"]).toEqual([10]);
    expect(step(0, fresh, { memory: 0.9, largest: 3 })["penaltyScale"]).toEqual([3]);
  });

  it("refuses what is no average and no bound", () => {
    expect(() => ratioScaling({ memory: 1, largest: 10 })).toThrow(
      "method.scaling: memory between 0 and 1, largest above 0 (memory 1, largest 10)",
    );
    expect(() => ratioScaling({ memory: 0.5, largest: 0 })).toThrow("largest above 0");
  });
});
