import { describe, expect, it } from "vitest";
import { scalingStep } from "../../fixtures/methods/scaling-step.js";
import { sharedClipScaling } from "./shared-clip-scaling.js";

const step = (length: number) => scalingStep(sharedClipScaling, length);

describe("sharedClipScaling", () => {
  it("shortens a longer penalty by the norms at the last shared weight: alpha = 5/10", () => {
    const { early, shared, head, penaltyScale } = step(10);
    expect(penaltyScale?.[0]).toBeCloseTo(0.5, 12);
    expect(shared).toEqual([3, expect.closeTo(4 + 0.1 * 0.5 * 10, 12)]);
    expect(early?.[0]).toBeCloseTo(12 + 0.1 * 0.5, 12);
    expect(head?.[0]).toBeCloseTo(7, 12);
    // Norms over all parameters, as in `clip`, would not shorten: √(12² + 5² + 7²) / √101 > 1.
    expect(penaltyScale?.[0]).not.toBeCloseTo(1, 3);
  });

  it("never lengthens a shorter one, and is 1 where the penalty has no slope", () => {
    expect(step(1)["penaltyScale"]).toEqual([1]);
    expect(step(0)["penaltyScale"]).toEqual([1]);
  });

  it("shows both norms at the shared weight", () => {
    expect(step(10)).toMatchObject({ "norm/tasks": [5], "norm/penalty": [10] });
  });
});
