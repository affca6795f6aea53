import { undefinedMetric, type Metric } from "../metric.js";
import type { GroupOptions } from "./group-metrics.js";

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
  if (!Array.isArray(errors)) return errors;
  return errors.reduce((left, right) => left + right, 0) / errors.length;
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

function errorsOf(
  groups: readonly GroupError[],
  { minCount }: GroupOptions,
): number[] | Exclude<Metric, number> {
  const kept = groups.filter(({ n }) => n >= Math.max(1, minCount));
  if (kept.length === 0) {
    return undefinedMetric(
      minCount > 1 ? `no group has ${minCount} rows` : "no rows with target and attributes",
    );
  }
  const errors: number[] = [];
  for (const { mae } of kept) {
    if (typeof mae !== "number") return mae;
    errors.push(mae);
  }
  return errors;
}
