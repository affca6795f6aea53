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
import { coral } from "./coral.js";

/** Environments of 3, 2, 1 and 1 rows; one row has none. */
const batch = {
  ...toyBatch,
  site: [0, 0, 1, 1, 0, 0, 0, 1],
  sex: [1, 1, 0, 1, 1, 0, 0, -1],
};

/** Distance of means and covariances over pairs of environments, pair by pair. */
function distance(features: readonly (readonly number[])[]): number {
  const environments = environmentsOf(batch);
  const width = features[0]?.length ?? 0;
  const moments = [0, 1, 2, 3].flatMap((environment) => {
    const rows = features.filter((_, row) => environments[row] === environment);
    if (rows.length < 2) return [];
    const columns = Array.from({ length: width }, (_, f) => rows.map((row) => row[f] ?? NaN));
    const means = columns.map(meanOf);
    const covariances = columns.flatMap((x, f) =>
      columns.map(
        (y, g) =>
          x.reduce(
            (sum, value, row) =>
              sum + (value - (means[f] ?? NaN)) * ((y[row] ?? NaN) - (means[g] ?? NaN)),
            0,
          ) /
          (rows.length - 1),
      ),
    );
    return [{ means, covariances }];
  });
  const squared = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, index) => sum + (value - (b[index] ?? NaN)) ** 2, 0);
  const pairs = moments.flatMap((first, index) =>
    moments
      .slice(index + 1)
      .map(
        (second) =>
          squared(first.means, second.means) / width +
          squared(first.covariances, second.covariances) / (4 * width ** 2),
      ),
  );
  return pairs.length === 0 ? 0 : meanOf(pairs);
}

const lossOf = (state: Weights) => {
  const { features, logits } = linearPass(state, batch.image);
  const task = meanOf(logits.map((z, row) => crossEntropyOf(z, batch.label[row] ?? NaN)));
  return task + 3 * distance(features);
};

describe("coral", () => {
  const method = coral.build({ name: "coral", lambda: 3 }, toyContext);

  it("takes the step of cross-entropy + λ · distance of the moments between environments", () => {
    const before = freshWeights(method);
    const after = stepOf(method, batch);
    expect(after["term/coral"]?.[0]).toBeCloseTo(
      distance(linearPass(before, batch.image).features),
      10,
    );
    expect(updateError(before, after, lossOf)).toBeLessThan(1e-6);
  });

  it("is 0 where only one environment has rows enough", () => {
    const alone = { ...toyBatch, site: toyBatch.site.map(() => 0), sex: [1, 1, 1, 1, 1, 1, 1, 0] };
    expect(stepOf(method, alone)["term/coral"]?.[0]).toBe(0);
  });
});
