/** Counts of few rows hidden, by what the target is. */
import type { AnyRunResults, AnyTestResult } from "./any-results.js";
import { isLabelsRun, isLabelsSet } from "./labels/labels-results.js";
import { hideSmallLabels, hideSmallLabelsOfRun } from "./labels/small-labels-groups.js";
import { isNumberRun, isNumberSet } from "./numbers/number-results.js";
import { hideSmallErrors, hideSmallNumberGroups } from "./numbers/small-number-groups.js";
import { hideSmallGroups, hideSmallGroupsOfRun } from "./small-groups.js";

/** A set as it may be shown. */
export function hideSmallGroupsOfSet(test: AnyTestResult, smallest: number): AnyTestResult {
  if ("reason" in test) return test;
  if (isNumberSet(test)) return hideSmallErrors(test, smallest);
  return isLabelsSet(test) ? hideSmallLabels(test, smallest) : hideSmallGroups(test, smallest);
}

/** Results of a run as they may be shown. */
export function hideSmallGroupsOfAnyRun(results: AnyRunResults, smallest = 1): AnyRunResults {
  if (isNumberRun(results)) return hideSmallNumberGroups(results, smallest);
  return isLabelsRun(results)
    ? hideSmallLabelsOfRun(results, smallest)
    : hideSmallGroupsOfRun(results, smallest);
}
