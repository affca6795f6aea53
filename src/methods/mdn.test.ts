import { describe, expect, it } from "vitest";
import {
  crossEntropyOf,
  freshWeights,
  groupsOf,
  linearPass,
  meanOf,
  predictionOf,
  stepOf,
  toyBatch,
  toyContext,
  updateError,
  type Weights,
} from "../../fixtures/methods/one-step.js";
import { at } from "../base/ndarray.js";
import { mdn } from "./mdn.js";

const method = mdn.build({ name: "mdn", momentum: 0.25 }, toyContext);
const batch = { ...toyBatch, sex: toyBatch.sex.with(4, -1) };
const betaName = "encoder.metadataNorm.beta";
const { trainingGroups } = toyContext;
const rowCount = trainingGroups.reduce((sum, count) => sum + count, 0);

/** Share of the training rows in groups that `holds`. */
const share = (holds: (group: number) => boolean) =>
  trainingGroups.reduce((sum, count, group) => sum + (holds(group) ? count : 0), 0) / rowCount;
const siteMean = share((group) => (group & 2) !== 0);
const sexMean = share((group) => (group & 1) !== 0);

/** Solve A x = b by Cramer's rule, A 4 × 4: another way than the code's. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const determinant = (m: readonly (readonly number[])[]): number =>
    m.length === 1
      ? at(at(m, 0), 0)
      : at(m, 0).reduce((sum, value, column) => {
          const minor = m.slice(1).map((row) => row.filter((_, index) => index !== column));
          return sum + (column % 2 === 0 ? 1 : -1) * value * determinant(minor);
        }, 0);
  const whole = determinant(matrix);
  return right.map(
    (_, column) => determinant(matrix.map((row, i) => row.with(column, at(right, i)))) / whole,
  );
}

/** Row of the design in the authors' order: label, then 1, site, sex; not centred. */
const designRow = (label: number, site: number, sex: number) => [label, 1, site, sex];

/** Coefficients of site and sex for every feature: (n/N · Σ m mᵀ over training)⁻¹ Σ_batch m f. */
function coefficients(features: readonly (readonly number[])[]): number[][] {
  const training = trainingGroups.map((count, group) => ({
    count,
    row: designRow(group >> 2, (group >> 1) & 1, group & 1),
  }));
  const moment = [0, 1, 2, 3].map((i) =>
    [0, 1, 2, 3].map((j) =>
      training.reduce(
        (sum, { count, row }) => sum + (count * at(row, i) * at(row, j)) / rowCount,
        0,
      ),
    ),
  );
  const known = groupsOf(batch).flatMap((group, row) => (group >= 0 ? [row] : []));
  return at(features, 0).map((_, f) => {
    const right = [0, 1, 2, 3].map((i) =>
      meanOf(
        known.map((row) => {
          const m = designRow(at(batch.label, row), at(batch.site, row), at(batch.sex, row));
          return at(m, i) * at(at(features, row), f);
        }),
      ),
    );
    return solve(moment, right).slice(2);
  });
}

/** f − M_a β_a, attributes minus their means; a missing one takes nothing out. */
function subtract(features: readonly (readonly number[])[], beta: readonly (readonly number[])[]) {
  const centred = (value: number, mean: number) => (value < 0 ? 0 : value - mean);
  return features.map((row, index) => {
    const site = centred(at(batch.site, index), siteMean);
    const sex = centred(at(batch.sex, index), sexMean);
    return row.map((value, f) => value - site * at(at(beta, f), 0) - sex * at(at(beta, f), 1));
  });
}

describe("mdn", () => {
  const before = freshWeights(method);
  const raw = linearPass(before, batch.image).features;

  it("takes the step on features without the attributes' part, gradients through β included", () => {
    const loss = (state: Weights) => {
      const normalise = (features: number[][]) => subtract(features, coefficients(features));
      const { logits } = linearPass(state, batch.image, normalise);
      return meanOf(logits.map((z, row) => crossEntropyOf(z, at(batch.label, row))));
    };
    const after = stepOf(method, batch);
    expect(after["term/disease"]?.[0]).toBeCloseTo(loss(before), 9);
    expect(updateError(before, after, loss)).toBeLessThan(1e-6);
  });

  it("keeps running coefficients and predicts with them and the rows' own attributes", () => {
    const after = stepOf(method, batch);
    const beta = coefficients(raw);
    const running = beta.map((pair) => pair.map((value) => 0.25 * value));
    const state = { ...before, [betaName]: after[betaName] ?? [] };
    for (const [f, [site, sex]] of running.entries()) {
      expect(state[betaName]?.[f]).toBeCloseTo(site ?? NaN, 9);
      expect(state[betaName]?.[running.length + f]).toBeCloseTo(sex ?? NaN, 9);
    }
    const predicted = predictionOf(method, batch, state)["features"] ?? [];
    for (const [index, value] of subtract(raw, running).flat().entries()) {
      expect(predicted[index]).toBeCloseTo(value, 9);
    }
    const otherSite = { ...batch, site: batch.site.map((value) => 1 - value) };
    expect(predictionOf(method, otherSite, state)["features"]).not.toEqual(predicted);
  });

  it("starts without coefficients: the first predictions are those of the encoder", () => {
    const predicted = predictionOf(method, batch, before)["features"] ?? [];
    for (const [index, value] of raw.flat().entries()) {
      expect(predicted[index]).toBeCloseTo(value, 12);
    }
  });
});
