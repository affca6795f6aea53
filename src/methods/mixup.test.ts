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
import { evaluate } from "../../fixtures/nn/evaluate.js";
import { deriveKey } from "../graph/ops/random.js";
import { constant } from "../graph/ops/source.js";
import { mixStreams } from "./mix-rows.js";
import { mixup } from "./mixup.js";
import { randomBeta } from "./random-beta.js";

const batch = { ...toyBatch, label: toyBatch.label.with(2, -1) };

describe("mixup", () => {
  it("takes the step of λ CE(y_i) + (1 − λ) CE(y_next) on the mixed images", () => {
    const method = mixup.build({ name: "mixup", alpha: 1 }, toyContext);
    const key = deriveKey(constant([batch.key], [], "uint32"), mixStreams.share);
    const lambda = evaluate({ share: randomBeta(key, [1], 1) })["share"]?.[0] ?? NaN;
    expect(lambda).toBeGreaterThan(0.05);
    expect(lambda).toBeLessThan(0.95);
    const next = (row: number) => (row + 1) % 8;
    // Row 2 has no label: rows 1 and 2 stay as they are, and row 2 has no loss.
    const share = (row: number) => (row === 1 || row === 2 ? 1 : lambda);
    const image = batch.image.map((x, row) =>
      x.map((value, pixel) => {
        const other = batch.image[next(row)]?.[pixel] ?? NaN;
        return share(row) * value + (1 - share(row)) * other;
      }),
    );
    const loss = (state: Weights) => {
      const { logits } = linearPass(state, image);
      const losses = logits.flatMap((z, row) => {
        if (row === 2) return [];
        const own = crossEntropyOf(z, batch.label[row] ?? NaN);
        if (row === 1) return [own];
        const other = crossEntropyOf(z, batch.label[next(row)] ?? NaN);
        return [lambda * own + (1 - lambda) * other];
      });
      return meanOf(losses);
    };
    const before = freshWeights(method);
    const after = stepOf(method, batch);
    expect(after["term/disease"]?.[0]).toBeCloseTo(loss(before), 7);
    expect(updateError(before, after, loss)).toBeLessThan(1e-6);
  });

  it("draws another share for another key", () => {
    const method = mixup.build({ name: "mixup", alpha: 1 }, toyContext);
    const term = (key: number) => stepOf(method, { ...toyBatch, key })["term/disease"];
    expect(term(1)).toEqual(term(1));
    expect(term(1)).not.toEqual(term(2));
  });
});
