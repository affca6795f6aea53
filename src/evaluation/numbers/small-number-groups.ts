import { undefinedMetric } from "../metric.js";
import type { RunResults, TestResult } from "../results.js";
import { hideSmallGroups, hideSmallGroupsOfRun } from "../small-groups.js";
import {
  isNumberRun,
  type NumberRunResults,
  type NumberSetResult,
  type NumberTestResult,
} from "./number-results.js";

/**
 * A test of a number as it may be shown where groups below `smallest` rows are not: the error of a group of one person
 * is that person's. Where any group is so small, or rows outside the groups are, no group is shown, nor what is read off
 * groups: those that were would tell the rest. A set of fewer rows is not shown at all.
 * @param smallest rows; with 1 the set is given back as it is.
 */
export function hideSmallErrors(test: NumberTestResult, smallest: number): NumberTestResult {
  if (smallest <= 1 || "reason" in test) return test;
  if (test.n < smallest) return undefinedMetric(`fewer than ${smallest} rows`);
  const inGroups = test.groups.reduce((sum, { n }) => sum + n, 0);
  const outside = test.n - inGroups;
  const isSafe = [...test.groups.map(({ n }) => n), ...(outside > 0 ? [outside] : [])].every(
    (n) => n >= smallest,
  );
  return isSafe ? test : withoutGroups(test, smallest);
}

function withoutGroups(test: NumberSetResult, smallest: number): NumberSetResult {
  const hidden = {
    adjusted_mae: undefinedMetric(`a group has fewer than ${smallest} rows`),
    worst_group_mae: undefinedMetric(`a group has fewer than ${smallest} rows`),
  };
  const { corrected } = test;
  return {
    ...test,
    ...hidden,
    groups: [],
    ...(corrected === undefined ? {} : { corrected: { ...corrected, ...hidden } }),
  };
}

/** The results of a run of a number as {@link hideSmallErrors} shows its sets. */
export function hideSmallNumberGroups(results: NumberRunResults, smallest = 1): NumberRunResults {
  return {
    ...results,
    validation: hideSmallErrors(results.validation, smallest),
    tests: Object.fromEntries(
      Object.entries(results.tests).map(([name, test]) => [name, hideSmallErrors(test, smallest)]),
    ),
  };
}

/** A set as it may be shown, by what the label is. */
export function hideSmallGroupsOfSet(
  test: TestResult | NumberTestResult,
  smallest: number,
): TestResult | NumberTestResult {
  if ("reason" in test) return test;
  return "mae" in test ? hideSmallErrors(test, smallest) : hideSmallGroups(test, smallest);
}

/** Results of a run as they may be shown, by what the label is. */
export function hideSmallGroupsOfAnyRun(
  results: RunResults | NumberRunResults,
  smallest = 1,
): RunResults | NumberRunResults {
  return isNumberRun(results)
    ? hideSmallNumberGroups(results, smallest)
    : hideSmallGroupsOfRun(results, smallest);
}
