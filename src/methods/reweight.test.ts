import { describe, expect, it } from "vitest";
import {
  crossEntropyOf,
  freshWeights,
  groupsOf,
  linearPass,
  meanOf,
  stepOf,
  toyBatch,
  toyContext,
  updateError,
  type ToyBatch,
  type Weights,
} from "../../fixtures/methods/one-step.js";
import { cellWeighted } from "./cell-weighted.js";
import { classWeighted } from "./class-weighted.js";
import type { BuiltMethod } from "./method.js";
import { reweight } from "./reweight.js";

const counts = toyContext.trainingGroups;
const weightedLoss =
  (batch: ToyBatch, weightOf: (row: number) => number, known: (row: number) => boolean) =>
  (state: Weights) => {
    const { logits } = linearPass(state, batch.image);
    return meanOf(
      batch.label.flatMap((label, row) =>
        known(row) ? [weightOf(row) * crossEntropyOf(logits[row] ?? [], label)] : [],
      ),
    );
  };

function expectStep(method: BuiltMethod, batch: ToyBatch, loss: (state: Weights) => number) {
  const before = freshWeights(method);
  const after = stepOf(method, batch);
  expect(after["term/reweighted"]?.[0]).toBeCloseTo(loss(before), 6);
  expect(updateError(before, after, loss)).toBeLessThan(1e-6);
}

describe("reweight", () => {
  it("takes the step of inverse group frequencies, scaled to Kish's effective rows", () => {
    const batch = { ...toyBatch, sex: toyBatch.sex.with(3, -1) };
    const groups = groupsOf(batch);
    const rare = (row: number) => 1 / (counts[groups[row] ?? -1] ?? NaN);
    // Each of the 8 groups has a total weight of 1 before scaling.
    const factor = 8 / counts.reduce((sum, count) => sum + 1 / count, 0);
    const loss = weightedLoss(
      batch,
      (row) => factor * rare(row),
      (row) => row !== 3,
    );
    expectStep(
      reweight.build({ name: "reweight", power: 1, scale: "kish" }, toyContext),
      batch,
      loss,
    );
    const unscaled = weightedLoss(batch, rare, (row) => row !== 3);
    const step = stepOf(
      reweight.build({ name: "reweight", power: 1, scale: "kish" }, toyContext),
      batch,
    );
    expect(step["term/reweighted"]?.[0]).not.toBeCloseTo(unscaled(step), 2);
  });

  it("weighs all alike where the sampling has made groups equal", () => {
    const balanced = { ...toyContext, epochGroups: counts.map(() => 15.5) };
    const method = reweight.build({ name: "reweight", power: 1, scale: "kish" }, balanced);
    const step = stepOf(method);
    expect(step["term/reweighted"]?.[0]).toBeCloseTo(step["term/disease"]?.[0] ?? NaN, 12);
  });
});

describe("cell-weighted", () => {
  it("takes the step of Cui's weights over cells", () => {
    const groups = groupsOf(toyBatch);
    const raw = counts.map((count) => (1 - 0.9) / (1 - 0.9 ** count));
    const factor = 8 / raw.reduce((sum, weight) => sum + weight, 0);
    const loss = weightedLoss(
      toyBatch,
      (row) => factor * (raw[groups[row] ?? -1] ?? NaN),
      () => true,
    );
    expectStep(
      cellWeighted.build({ name: "cell-weighted", beta: 0.9 }, toyContext),
      toyBatch,
      loss,
    );
  });
});

describe("class-weighted", () => {
  it("takes the step of inverse class frequencies with mean 1 over classes, attributes known or not", () => {
    const batch = {
      ...toyBatch,
      site: toyBatch.site.map(() => -1),
      label: toyBatch.label.with(1, -1),
    };
    const context = { ...toyContext, epochLabels: [30, 10] };
    const loss = weightedLoss(
      batch,
      (row) => (batch.label[row] === 0 ? 0.5 : 1.5),
      (row) => row !== 1,
    );
    expectStep(classWeighted.build({ name: "class-weighted", beta: null }, context), batch, loss);
  });

  it("refuses a class without rows", () => {
    const context = { ...toyContext, epochLabels: [30, 0] };
    expect(() => classWeighted.build({ name: "class-weighted", beta: null }, context)).toThrow(
      "method: class-weighted needs training rows of every class: got none of disease 1",
    );
  });
});
