import { isSmall } from "../../base/small-counts.js";
import { undefinedMetric } from "../metric.js";
import {
  type NumberRunResults,
  type NumberSetResult,
  type NumberTestResult,
} from "./number-results.js";

/**
 * A test of a number as it may be shown where groups below `smallest` rows are not: the error of a group of one person
 * is that person's. Where any group is so small, or rows outside the groups are, no group is shown, nor what is read off
 * groups: those that were would tell the rest. The correlation of the error with an attribute is not shown where one of its
 * values has so few rows in the groups: with one person of a value it is that person's error, but for the scale. A set of
 * fewer rows is not shown at all.
 * @param smallest rows; with 1 the set is given back as it is.
 */
export function hideSmallErrors(test: NumberTestResult, smallest: number): NumberTestResult {
  if (smallest <= 1 || "reason" in test) return test;
  if (test.n < smallest) return undefinedMetric(`fewer than ${smallest} rows`);
  const sizes = test.groups.map(({ n }) => n);
  const outside = test.n - sumOf(sizes);
  return [...sizes, outside].some((n) => isSmall(n, smallest))
    ? withoutGroups(test, smallest)
    : test;
}

function withoutGroups(test: NumberSetResult, smallest: number): NumberSetResult {
  const hidden = {
    adjusted_mae: undefinedMetric(`a group has fewer than ${smallest} rows`),
    worst_group_mae: undefinedMetric(`a group has fewer than ${smallest} rows`),
  };
  const { corrected } = test;
  const correlations = Object.entries(test.error_correlation).map(([name, value]) => [
    name,
    rowsOfValues(test, name).some((n) => isSmall(n, smallest))
      ? undefinedMetric(`a value has fewer than ${smallest} rows`)
      : value,
  ]);
  return {
    ...test,
    ...hidden,
    groups: [],
    error_correlation: Object.fromEntries(correlations) as NumberSetResult["error_correlation"],
    ...(corrected === undefined ? {} : { corrected: { ...corrected, ...hidden } }),
  };
}

/** Rows of each value of an attribute, over the groups. */
function rowsOfValues({ groups }: NumberSetResult, attribute: string): number[] {
  const values = new Set(groups.map(({ attributes }) => attributes[attribute]));
  return [...values].map((value) =>
    sumOf(groups.flatMap(({ n, attributes }) => (attributes[attribute] === value ? [n] : []))),
  );
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, n) => sum + n, 0);
}

/**
 * The results of a run of a number as {@link hideSmallErrors} shows its sets. A correction that was fitted on fewer rows is
 * not shown, nor what it gives.
 */
export function hideSmallNumberGroups(results: NumberRunResults, smallest = 1): NumberRunResults {
  const { bias_correction: line } = results;
  const isLineHidden = !("reason" in line) && isSmall(line.n, smallest);
  const shown = (test: NumberTestResult): NumberTestResult => {
    const own = hideSmallErrors(test, smallest);
    if (!isLineHidden || "reason" in own) return own;
    const { corrected: _, ...raw } = own;
    return raw;
  };
  return {
    ...results,
    ...(isLineHidden && {
      bias_correction: undefinedMetric(`fewer than ${smallest} validation rows`),
    }),
    validation: shown(results.validation),
    tests: Object.fromEntries(
      Object.entries(results.tests).map(([name, test]) => [name, shown(test)]),
    ),
  };
}
