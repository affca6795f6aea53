import type { Tensor } from "../graph/tensor.js";
import type { ApplyContext, Layer } from "../nn/layer.js";

/** Two parts of the features of one batch, and which rows may be compared. */
export interface FeaturePair {
  /** [B, Fa] */
  readonly left: Tensor;
  /** [B, Fb]: another part, or an encoded attribute (see {@link RightSide}). */
  readonly right: Tensor;
  /**
   * Whose image each row is, int32 [B]: rows of one owner are never paired as independent samples
   * (oversampled duplicates and second images of a patient would look dependent). Null: all differ.
   */
  readonly owner: Tensor | null;
  /**
   * Which rows count, bool [B]: false where a value that belongs to either part is missing. Those rows have
   * no weight in any estimate and exactly zero gradient. Null: all count.
   */
  readonly valid: Tensor | null;
  /**
   * Stratum of each row, int32 [B] in 0..strata − 1; any other value means that the row does not count. Only
   * rows of one stratum are paired: with the label as stratum the estimate is of I(left; right | label). Ours.
   * Null: one stratum.
   */
  readonly stratum: Tensor | null;
  /**
   * Importance weight of each row, float32 [B] ≥ 0: row i counts w_i times, a product pair w_i·w_j times. No
   * gradient is taken of it; rows of weight 0 do not count. With P(y)P(z)/P(y, z) the estimate is of the
   * dependence under balanced labels. Ours. Null: 1 for all.
   */
  readonly weight: Tensor | null;
}

/**
 * What the right-hand side holds. `features`: another part. `classes`: an attribute as one-hot rows or class
 * probabilities. `continuous`: an attribute as numbers.
 */
export type RightSide = "features" | "classes" | "continuous";

/** What a measure needs to know before it is built. */
export interface PairShape {
  readonly batch: number;
  readonly left: number;
  readonly right: number;
  /** Absent: features. */
  readonly rightSide?: RightSide;
  /** Number of strata, where pairs come with one; absent: they do not. At most 64. */
  readonly strata?: number;
  /** Do pairs come with weights? Absent: no. */
  readonly weighted?: boolean;
}

/**
 * A measure of dependence for one pair of parts. Closed forms have no critic. One with a critic learns it
 * by minimising `criticLoss`, on features that the caller has cut from the encoder; the encoder minimises
 * `penalty`, through which gradients flow to all rows that the estimate uses. Without a row that counts,
 * both are 0.
 */
export interface DependenceMeasure {
  readonly name: string;
  readonly unit: "nats" | "none";
  readonly range: readonly [min: number, max: number];
  readonly critic: Layer | null;
  /** [] — what the encoder minimises. */
  penalty(context: ApplyContext, pair: FeaturePair): Tensor;
  /** [] — what the critic minimises; null where there is no critic. */
  criticLoss(context: ApplyContext, pair: FeaturePair): Tensor | null;
}
