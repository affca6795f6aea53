import type { Metric, Undefined } from "../metric.js";
import { meanOf, valuesOfGroups, type GroupOptions } from "./group-metrics.js";

/** What the group metrics of a number read: rows and mean absolute error of a group. */
export interface GroupError {
  readonly n: number;
  readonly mae: Metric;
}

/**
 * Adjusted MAE: the plain mean of the MAE of the groups (bin of the target x attributes) that have at least `minCount`
 * rows, as if all cells were equally frequent.
 *
 * -> 0..∞ in the unit of the target; lower is better. Undefined when no group is left, or one that is left has no MAE.
 * The counterpart of `adjustedAccuracy`.
 */
export function adjustedMae(groups: readonly GroupError[], options: GroupOptions): Metric {
  const errors = errorsOf(groups, options);
  return Array.isArray(errors) ? meanOf(errors) : errors;
}

/**
 * Highest MAE of the groups that have at least `minCount` rows.
 *
 * -> 0..∞; lower is better. Undefined as {@link adjustedMae}: a group without MAE is never taken for 0.
 */
export function worstGroupMae(groups: readonly GroupError[], options: GroupOptions): Metric {
  const errors = errorsOf(groups, options);
  return Array.isArray(errors) ? Math.max(...errors) : errors;
}

function errorsOf(groups: readonly GroupError[], options: GroupOptions): number[] | Undefined {
  return valuesOfGroups(groups, ({ mae }) => mae, options, "target");
}
