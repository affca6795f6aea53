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
import { groupDro } from "./group-dro.js";

const weightsName = "groupDro.logWeights";
const [stepSize, adjustment] = [0.3, 2];
const built = (overrides: object = {}) =>
  groupDro.build({ name: "group-dro", stepSize, adjustment, ...overrides }, toyContext);

/** Mean loss of each group of the batch; null where it has no row. */
function groupLosses(state: Weights, batch: ToyBatch): (number | null)[] {
  const groups = groupsOf(batch);
  const { logits } = linearPass(state, batch.image);
  return toyContext.trainingGroups.map((_, group) => {
    const losses = logits.flatMap((z, row) =>
      groups[row] === group ? [crossEntropyOf(z, batch.label[row] ?? NaN)] : [],
    );
    return losses.length === 0 ? null : meanOf(losses);
  });
}

/** Algorithm 1: q_g · exp(η (L_g + C/√n_g)) for the groups that were seen, then normalised. */
function nextWeights(old: readonly number[], losses: readonly (number | null)[]): number[] {
  const moved = old.map((q, group) => {
    const loss = losses[group] ?? null;
    const slack = adjustment / Math.sqrt(toyContext.trainingGroups[group] ?? NaN);
    return loss === null ? q : q * Math.exp(stepSize * (loss + slack));
  });
  const total = moved.reduce((sum, q) => sum + q, 0);
  return moved.map((q) => q / total);
}

const batch = { ...toyBatch, sex: toyBatch.sex.with(0, -1) };

describe("group-dro", () => {
  it("moves the group weights by their losses and takes the step of the weighted sum, twice", () => {
    const method = built();
    let state = freshWeights(method);
    let q = toyContext.trainingGroups.map(() => 1 / 8);
    expect(groupLosses(state, batch)).toContain(null);
    for (let step = 0; step < 2; step++) {
      const losses = groupLosses(state, batch);
      q = nextWeights(q, losses);
      const fixed = q;
      const loss = (at: Weights) =>
        groupLosses(at, batch).reduce<number>(
          (sum, value, group) => sum + (fixed[group] ?? NaN) * (value ?? 0),
          0,
        );
      const after = stepOf(method, batch, state);
      for (const [group, weight] of (after[weightsName] ?? []).entries()) {
        expect(Math.exp(weight)).toBeCloseTo(q[group] ?? NaN, 7);
      }
      expect(after["term/groupDro"]?.[0]).toBeCloseTo(loss(state), 7);
      expect(after["term/groupDro.largestWeight"]?.[0]).toBeCloseTo(Math.max(...q), 7);
      expect(updateError(state, after, loss)).toBeLessThan(1e-6);
      state = { ...state, ...after };
    }
    // What the adjustment must not do: move groups that the batch does not show.
    const unseen = groupLosses(state, batch).findIndex((loss) => loss === null);
    expect(Math.exp(state[weightsName]?.[unseen] ?? NaN)).toBeLessThan(1 / 8);
  });

  it("is the mean of the group losses where the step size is 0", () => {
    const method = built({ stepSize: 0 });
    const state = freshWeights(method);
    const mean = groupLosses(state, batch).reduce<number>((sum, loss) => sum + (loss ?? 0) / 8, 0);
    expect(stepOf(method, batch)["term/groupDro"]?.[0]).toBeCloseTo(mean, 7);
  });

  it("stays finite where losses are large", () => {
    const method = built({ stepSize: 1 });
    const images = toyBatch.image.map((row) => row.map((value) => 1e4 * value));
    const after = stepOf(method, { ...toyBatch, image: images });
    for (const value of after[weightsName] ?? []) expect(Number.isFinite(value)).toBe(true);
    expect(after["term/groupDro.largestWeight"]?.[0]).toBeCloseTo(1, 6);
  });
});
