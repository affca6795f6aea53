import type { EpochCurve } from "./cell.js";
import type { CurveBand, MethodComparison } from "./comparison.js";

/**
 * Curves over training of one method: for every validation metric and loss term, by epoch, the mean over the
 * seeds with the lowest and the highest seed. Seeds may differ in their number of epochs; n says how many are in
 * the mean. Names and epochs are in order.
 */
export function curveBands(seeds: readonly (readonly EpochCurve[])[]): MethodComparison["curves"] {
  return {
    validation: bandsOf(
      seeds.map((epochs) => epochs.map(({ epoch, validation }) => ({ epoch, values: validation }))),
    ),
    terms: bandsOf(
      seeds.map((epochs) => epochs.map(({ epoch, terms }) => ({ epoch, values: terms }))),
    ),
  };
}

interface Point {
  readonly epoch: number;
  readonly values: Readonly<Record<string, unknown>>;
}

function bandsOf(seeds: readonly (readonly Point[])[]): Record<string, CurveBand> {
  const points = seeds.flat();
  const epochs = [...new Set(points.map(({ epoch }) => epoch))].sort((left, right) => left - right);
  const names = [...new Set(points.flatMap(({ values }) => Object.keys(values)))].sort();
  const byEpoch = new Map(
    epochs.map((epoch) => [epoch, points.filter((point) => point.epoch === epoch)]),
  );
  return Object.fromEntries(
    names.map((name) => {
      const values = epochs.map((epoch) =>
        (byEpoch.get(epoch) ?? []).flatMap((point) => {
          const value = point.values[name];
          return typeof value === "number" ? [value] : [];
        }),
      );
      return [name, bandOf(epochs, values)];
    }),
  );
}

function bandOf(epochs: readonly number[], values: readonly (readonly number[])[]): CurveBand {
  const each = (read: (found: readonly number[]) => number): (number | null)[] =>
    values.map((found) => (found.length === 0 ? null : read(found)));
  return {
    epochs,
    mean: each((found) => found.reduce((sum, value) => sum + value, 0) / found.length),
    low: each((found) => Math.min(...found)),
    high: each((found) => Math.max(...found)),
    n: values.map((found) => found.length),
  };
}
