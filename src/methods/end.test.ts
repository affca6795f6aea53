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
  type ToyBatch,
  type Weights,
} from "../../fixtures/methods/one-step.js";
import { end } from "./end.js";

const cosine = (a: readonly number[], b: readonly number[]) => {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, index) => sum + value * (y[index] ?? NaN), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

/** R⊥ and R∥ over pairs i < j, by loops. */
function regularisers(features: readonly (readonly number[])[], batch: ToyBatch) {
  const bias = environmentsOf(batch);
  const [apart, together]: [number[], number[]] = [[], []];
  for (let i = 0; i < features.length; i++) {
    for (let j = i + 1; j < features.length; j++) {
      if ((bias[i] ?? -1) < 0 || (bias[j] ?? -1) < 0) continue;
      const c = cosine(features[i] ?? [], features[j] ?? []);
      const sameLabel = batch.label[i] === batch.label[j] && batch.label[i] !== -1;
      if (bias[i] === bias[j]) apart.push(Math.abs(c));
      else if (sameLabel) together.push((1 - c) / 2);
    }
  }
  return { apart: meanOf(apart), together: meanOf(together) };
}

describe("end", () => {
  it("takes the step of cross-entropy + α R⊥ + β R∥", () => {
    const batch = { ...toyBatch, sex: toyBatch.sex.with(2, -1), label: toyBatch.label.with(4, -1) };
    const method = end.build({ name: "end", alpha: 0.7, beta: 0.4 }, toyContext);
    const before = freshWeights(method);
    const loss = (state: Weights) => {
      const { features, logits } = linearPass(state, batch.image);
      const { apart, together } = regularisers(features, batch);
      const losses = batch.label.flatMap((label, row) =>
        label < 0 ? [] : [crossEntropyOf(logits[row] ?? [], label)],
      );
      return meanOf(losses) + 0.7 * apart + 0.4 * together;
    };
    const after = stepOf(method, batch);
    const { apart, together } = regularisers(linearPass(before, batch.image).features, batch);
    expect(after["term/end.disentangling"]?.[0]).toBeCloseTo(apart, 10);
    expect(after["term/end.entangling"]?.[0]).toBeCloseTo(together, 10);
    expect(updateError(before, after, loss)).toBeLessThan(1e-6);
  });

  it("leaves a term of weight 0 out", () => {
    const method = end.build({ name: "end", alpha: 0.1, beta: 0 }, toyContext);
    expect(method.phases[0]?.terms).toEqual(["disease", "end.disentangling"]);
  });
});
