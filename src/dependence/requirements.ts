/** What a measure asks of the shape that it is built for, checked before anything is built. */
import { ConfigError } from "../base/errors.js";
import type { PairShape, RightSide } from "./measure.js";
import type { PairSampling } from "./sample-pairs.js";

/** Most strata that a measure is built for: the classes of a label, not a continuous value. */
const strataLimit = 64;
/** Largest array of one measure that we build, bytes. */
const activationLimit = 1.2e9;

/** Limits of one measure. */
export interface MeasureLimits {
  /** Fewest rows of a batch for which the estimate is defined. */
  readonly smallestBatch: number;
  /** Null where weights are possible, else what to do instead. */
  readonly withoutWeights: string | null;
  /** Null where every right-hand side will do, else which are possible. */
  readonly rightSides: readonly RightSide[] | null;
}

/** @throws ConfigError where `shape` asks what the measure called `name` cannot give. */
export function requireShape(name: string, shape: PairShape, limits: MeasureLimits): void {
  const { batch, strata, weighted = false, rightSide = "features" } = shape;
  if (batch < limits.smallestBatch) {
    throw new ConfigError("train.batch", `${name} needs more rows`, {
      expected: `at least ${limits.smallestBatch}`,
      got: batch,
    });
  }
  if (strata !== undefined && !(Number.isInteger(strata) && strata >= 1 && strata <= strataLimit)) {
    throw new ConfigError("method.measure", `${name}: number of strata`, {
      expected: `1..${strataLimit}`,
      got: strata,
      advice: "Strata are the classes of a label; bin a continuous value first.",
    });
  }
  if (weighted && limits.withoutWeights !== null) {
    throw new ConfigError("method.measure", `${name} has no form with row weights`, {
      advice: limits.withoutWeights,
    });
  }
  if (limits.rightSides !== null && !limits.rightSides.includes(rightSide)) {
    throw new ConfigError("method.measure", `${name} does not take this right-hand side`, {
      expected: limits.rightSides,
      got: rightSide,
    });
  }
}

/**
 * Rows that a critic scores in one pass: joint rows, and product rows by how they are sampled.
 * @throws ConfigError where an activation of `hidden` units would take more than 1.2 GB.
 */
export function requireCriticMemory({ batch }: PairShape, pairs: PairSampling, hidden: number) {
  const rows = pairs === "all" ? batch * (batch + 1) : batch * (pairs + 1);
  const bytes = rows * hidden * 4;
  if (bytes <= activationLimit) return;
  throw new ConfigError("method.pairs", "the critic's activations are too large", {
    expected: `at most ${gigabytes(activationLimit)} each`,
    got: gigabytes(bytes),
    batch,
    hidden,
    advice: "Use pairs: 4, a smaller batch, or fewer hidden units.",
  });
}

/**
 * For closed forms over all pairs of rows.
 * @throws ConfigError where the largest array, differences [B, B, F ≤ 8] or a matrix [B, B], would take more
 * than 1.2 GB.
 */
export function requireMatrixMemory(name: string, { batch, left, right }: PairShape): void {
  const widest = Math.max(1, ...[left, right].map((width) => (width <= 8 ? width : 1)));
  const bytes = batch * batch * widest * 4;
  if (bytes <= activationLimit) return;
  throw new ConfigError("train.batch", `the pair matrices of ${name} are too large`, {
    expected: `at most ${gigabytes(activationLimit)} each`,
    got: gigabytes(bytes),
    batch,
    advice: "Use a smaller batch, or a measure with a critic and pairs: 4.",
  });
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
