import { describe, expect, it } from "vitest";
import {
  crossEntropyOf,
  environmentsOf,
  freshWeights,
  linearPass,
  meanOf,
  stepOf,
  toyBatch,
  toyContext,
  updateError,
  type Weights,
} from "../../fixtures/methods/one-step.js";
import { irm } from "./irm.js";

const batch = { ...toyBatch, sex: toyBatch.sex.with(5, -1), label: toyBatch.label.with(2, -1) };

/** IRMv1's penalty with the derivative by the dummy scale taken numerically: no closed form. */
function numericPenalty(logits: readonly (readonly number[])[]): number {
  const environments = environmentsOf(batch);
  const slopes = [0, 1, 2, 3].flatMap((environment) => {
    const own = logits.flatMap((z, row) => {
      const label = batch.label[row] ?? -1;
      return environments[row] === environment && label >= 0 ? [{ z, label }] : [];
    });
    if (own.length === 0) return [];
    const risk = (scale: number) =>
      meanOf(
        own.map(({ z, label }) =>
          crossEntropyOf(
            z.map((value) => scale * value),
            label,
          ),
        ),
      );
    return [(risk(1 + 1e-4) - risk(1 - 1e-4)) / 2e-4];
  });
  return meanOf(slopes.map((slope) => slope ** 2));
}

const taskOf = (logits: readonly (readonly number[])[]) =>
  meanOf(
    batch.label.flatMap((label, row) =>
      label < 0 ? [] : [crossEntropyOf(logits[row] ?? [], label)],
    ),
  );

describe("irm", () => {
  it("has the penalty, and its second derivatives, of numeric differentiation by the dummy scale", () => {
    const method = irm.build({ name: "irm", lambda: 30, warmUp: 0.1 }, toyContext);
    const before = freshWeights(method);
    const loss = (state: Weights) => {
      const { logits } = linearPass(state, batch.image);
      return taskOf(logits) + 30 * numericPenalty(logits);
    };
    const after = stepOf(method, batch);
    const { logits } = linearPass(before, batch.image);
    expect(numericPenalty(logits)).toBeGreaterThan(5e-4);
    expect(after["term/irm"]?.[0]).toBeCloseTo(numericPenalty(logits), 9);
    expect(updateError(before, after, loss)).toBeLessThan(1e-5);
    expect(
      updateError(before, after, (state) => taskOf(linearPass(state, batch.image).logits)),
    ).toBeGreaterThan(1e-3);
  });

  it("weighs the penalty at most 1 before the end of the warm-up", () => {
    const weight = (lambda: number, fraction: number) =>
      irm
        .build({ name: "irm", lambda, warmUp: 0.1 }, toyContext)
        .phases[0]?.scalars({ step: 1, fraction, learningRate: 1 })["scalar/lambda"];
    expect([weight(100, 0), weight(100, 0.09), weight(100, 0.1)]).toEqual([1, 1, 100]);
    expect([weight(0.5, 0), weight(0.5, 1)]).toEqual([0.5, 0.5]);
  });
});
