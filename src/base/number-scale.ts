import { DataError } from "./errors.js";

/** What standardises a continuous attribute: z = (x − mean) / standardDeviation, in the attribute's own unit. */
export interface NumberScale {
  readonly mean: number;
  /** Above 0. */
  readonly standardDeviation: number;
}

/**
 * Mean and standard deviation √(Σ (x − mean)² / n) of the numbers that are there (not NaN), in double precision.
 * Fitted on the rows of the training set alone; tests are standardised by it.
 * @param where set and attribute, for messages.
 * @throws DataError where no row has a number, or all have the same: there is nothing to learn.
 */
export function fitNumberScale(where: string, numbers: Float64Array): NumberScale {
  const known = numbers.filter((number) => !Number.isNaN(number));
  if (known.length === 0) {
    throw new DataError(where, "every value is missing", {
      rows: numbers.length,
      advice: "A head has nothing to learn from: leave the attribute out.",
    });
  }
  const mean = known.reduce((sum, number) => sum + number, 0) / known.length;
  const variance = known.reduce((sum, number) => sum + (number - mean) ** 2, 0) / known.length;
  const standardDeviation = Math.sqrt(variance);
  // Sums of equal numbers may be off by a rounding.
  if (!(standardDeviation > 1e-9 * Math.abs(mean))) {
    throw new DataError(where, "every value is the same", {
      got: known[0] ?? NaN,
      rows: known.length,
      advice: "A constant cannot be standardised or learnt: leave the attribute out.",
    });
  }
  return { mean, standardDeviation };
}
