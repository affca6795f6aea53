import { hideSmallCells, isSmall, type CountDisplay } from "../base/small-counts.js";
import { undefinedMetric, type Metric } from "./metric.js";
import { adjustedAccuracy, worstGroupAccuracy } from "./metrics/group-metrics.js";
import type { GroupResult, RunResults, SetResult, TestResult } from "./results.js";

/**
 * A test as it may be shown where groups below `smallest` rows are not: the accuracy of a group of one person is that
 * person's answer.
 *
 * Small groups of a class, and those that `hideSmallCells` asks for besides, are shown together as one group of that class
 * with their rows and accuracy; adjusted and worst-group accuracy are over the groups as shown. All other numbers are of the whole set and stay as they are, the rows of each class too, so the outcome is the
 * same. Where a class has a group that cannot be shown even so, no number of the set is shown.
 *
 * What a reader learns of a small group is the mean over more than `smallest` rows that it is among; where all of those
 * are right, or all wrong, that is each one's.
 * @param smallest rows; with 1 the set is given back as it is.
 */
export function hideSmallGroups(test: TestResult, smallest: number): TestResult {
  if (smallest <= 1 || "reason" in test) return test;
  const shown = displaysOf(test, smallest);
  if (shown.every((display) => display === "whole")) return test;
  const labels = [...new Set(test.groups.map(({ label }) => label))];
  const groups = labels.flatMap((label) => {
    const own = [...test.groups.keys()].filter((index) => test.groups[index]?.label === label);
    const seen = own.flatMap((index) => (shown[index] === "whole" ? groupAt(test, index) : []));
    const hidden = own.filter((index) => shown[index] !== "whole");
    return hidden.length === 0 ? seen : [...seen, together(test, hidden, shown, smallest)];
  });
  if (groups.some(({ n }) => isSmall(n, smallest))) {
    return undefinedMetric(`a class has fewer than ${smallest} rows`);
  }
  const options = { minCount: 1 };
  return {
    ...test,
    groups,
    adjusted_accuracy: adjustedAccuracy(groups, options),
    worst_group_accuracy: worstGroupAccuracy(groups, options),
  };
}

/** The results of a run as {@link hideSmallGroups} shows its sets. */
export function hideSmallGroupsOfRun(results: RunResults, smallest = 1): RunResults {
  if (smallest <= 1) return results;
  return {
    ...results,
    validation: hideSmallGroups(results.validation, smallest),
    tests: Object.fromEntries(
      Object.entries(results.tests).map(([name, test]) => [name, hideSmallGroups(test, smallest)]),
    ),
  };
}

function displaysOf({ n, groups }: SetResult, smallest: number): readonly CountDisplay[] {
  const counts = groups.map((group) => group.n);
  const outside = n - counts.reduce((sum, count) => sum + count, 0);
  const labels = groups.map(({ label }) => label);
  return hideSmallCells({ labels, counts, outside }, smallest).cells;
}

function groupAt({ groups }: SetResult, index: number): GroupResult[] {
  const group = groups[index];
  return group === undefined ? [] : [group];
}

/** Several groups of a class as one; small ones are marked in its name. */
function together(
  set: SetResult,
  hidden: readonly number[],
  shown: readonly CountDisplay[],
  smallest: number,
): GroupResult {
  const groups = hidden.flatMap((index) => groupAt(set, index));
  const [first] = groups;
  const names = hidden.map((index, place) => {
    const values = Object.values(groups[place]?.attributes ?? {}).join(", ");
    return shown[index] === "small" ? `${values} (<${smallest})` : values;
  });
  const n = groups.reduce((sum, group) => sum + group.n, 0);
  const pooled = names.join(" + ");
  return {
    name: pooled,
    label: first?.label ?? 0,
    attributes: {},
    pooled,
    n,
    accuracy: pooledAccuracy(groups, n),
  };
}

/** Over the rows of all; of weighted rows, those of equal weight in a group, the mean by rows too. */
function pooledAccuracy(groups: readonly GroupResult[], n: number): Metric {
  let right = 0;
  for (const { n: rows, accuracy } of groups) {
    if (typeof accuracy !== "number") return accuracy;
    right += rows * accuracy;
  }
  return right / n;
}
