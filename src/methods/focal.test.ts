import { describe, expect, it } from "vitest";
import {
  crossEntropyOf,
  freshWeights,
  linearPass,
  meanOf,
  stepOf,
  toyBatch,
  toyContext,
  updateError,
  type Weights,
} from "../../fixtures/methods/one-step.js";
import { focal } from "./focal.js";

describe("focal", () => {
  it("takes the step of −(1 − p)^γ log p", () => {
    const method = focal.build({ name: "focal", gamma: 2 }, toyContext);
    const loss = (state: Weights) =>
      meanOf(
        linearPass(state, toyBatch.image).logits.map((z, row) => {
          const value = crossEntropyOf(z, toyBatch.label[row] ?? NaN);
          return (1 - Math.exp(-value)) ** 2 * value;
        }),
      );
    const before = freshWeights(method);
    const after = stepOf(method);
    expect(after["term/focal"]?.[0]).toBeCloseTo(loss(before), 10);
    expect(updateError(before, after, loss)).toBeLessThan(1e-6);
  });

  it("takes γ = 0 or at least 1", () => {
    const parse = (gamma: number) => focal.config.safeParse({ name: "focal", gamma }).success;
    expect([0, 0.5, 1, 2, -1].map(parse)).toEqual([true, false, true, true, false]);
  });
});
