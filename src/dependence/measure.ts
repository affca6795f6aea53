import type { Tensor } from "../graph/tensor.js";
import type { ApplyContext, Layer } from "../nn/layer.js";

/** Two parts of the features of one batch, and which rows may be compared. */
export interface FeaturePair {
  /** [B, Fa] */
  readonly left: Tensor;
  /** [B, Fb] */
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
}

/** Extents that a measure needs to know before it is built. */
export interface PairShape {
  readonly batch: number;
  readonly left: number;
  readonly right: number;
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
