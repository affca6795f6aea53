import { undefinedMetric, type Metric, type Undefined } from "../metric.js";

/** What the group metrics read: rows and accuracy of a group; see `groupAccuracies`. */
export interface GroupCount {
  readonly n: number;
  readonly accuracy: Metric;
}

/** Options of the group metrics. */
export interface GroupOptions {
  /** Groups with fewer rows are left out: a cell of 3 rows says 0, 1/3, 2/3 or 1. 1 keeps all. */
  readonly minCount: number;
}

/**
 * Adjusted accuracy: the plain mean of the accuracies of the groups (label x attributes) that have at
 * least `minCount` rows, as if all cells were equally frequent.
 *
 * -> 0..1. Undefined when no group is left, or one that is left has no accuracy.
 * @source group-balanced mean as in group-shift benchmarks (SubpopBench); the minimum count is ours.
 */
export function adjustedAccuracy(groups: readonly GroupCount[], options: GroupOptions): Metric {
  const accuracies = accuraciesOf(groups, options);
  return Array.isArray(accuracies) ? meanOf(accuracies) : accuracies;
}

/**
 * Lowest accuracy of the groups that have at least `minCount` rows.
 *
 * -> 0..1. Undefined as {@link adjustedAccuracy}: a group without accuracy is never taken for 0.
 * @source Sagawa et al. 2020, worst-group accuracy; the minimum count is ours.
 */
export function worstGroupAccuracy(groups: readonly GroupCount[], options: GroupOptions): Metric {
  const accuracies = accuraciesOf(groups, options);
  return Array.isArray(accuracies) ? Math.min(...accuracies) : accuracies;
}

/**
 * The values of the groups that have at least `minCount` rows, or why there is no measure of them: no group is left, or one
 * that is left has no value.
 * @param label what the rows of groups must have beside attributes, for that reason.
 */
export function valuesOfGroups<Group extends { readonly n: number }>(
  groups: readonly Group[],
  valueOf: (group: Group) => Metric,
  { minCount }: GroupOptions,
  label: "label" | "target",
): number[] | Undefined {
  const kept = groups.filter(({ n }) => n >= Math.max(1, minCount));
  if (kept.length === 0) {
    return undefinedMetric(
      minCount > 1 ? `no group has ${minCount} rows` : `no rows with ${label} and attributes`,
    );
  }
  const values: number[] = [];
  for (const group of kept) {
    const value = valueOf(group);
    if (typeof value !== "number") return value;
    values.push(value);
  }
  return values;
}

/** The plain mean of some values. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((left, right) => left + right, 0) / values.length;
}

function accuraciesOf(groups: readonly GroupCount[], options: GroupOptions): number[] | Undefined {
  return valuesOfGroups(groups, ({ accuracy }) => accuracy, options, "label");
}
