import { isSmall } from "../../base/small-counts.js";
import { undefinedMetric, type Metric, type Undefined } from "../metric.js";
import type { CalledLabels } from "./called-labels.js";
import type {
  LabelResult,
  LabelsGroupResult,
  LabelsRunResults,
  LabelsSetResult,
  LabelsTestResult,
} from "./labels-results.js";
import { mapLocalisation } from "./localisation.js";

/**
 * A test of several answers as it may be shown where groups below `smallest` rows are not.
 *
 * With one row of yes the AUROC of a label, its recall and its average precision are what the model says of that person. So
 * a label with so few rows of yes or of no is not listed; and no number over labels is shown, from which its own could be
 * computed, nor of groups, one of which may be the whole set. Where a group is small, or the rows outside the groups are, or its means are of one label (whose rows of either
 * answer are not counted there), no group is shown, nor what is read off groups; AUROC within an attribute not where one of
 * its values has so few rows in the groups. A set of fewer rows is not shown at all.
 *
 * Where few rows of yes of a label have a mask, neither its localisation nor means of that over labels are shown.
 *
 * What a group's means over several labels say of a label that is rare in the group is not ruled out.
 * @param smallest rows; with 1 the set is given back as it is.
 */
export function hideSmallLabels(test: LabelsTestResult, smallest: number): LabelsTestResult {
  if (smallest <= 1 || "reason" in test) return test;
  if (test.n < smallest) return undefinedMetric(`fewer than ${smallest} rows`);
  const byGroup = withoutSmallGroups(test, smallest);
  return withoutSmallLabels(withoutSmallMasks(byGroup, smallest), smallest);
}

/** No mean over labels, from which that of the hidden one could be computed. */
function hiddenLocalisation(
  { localisation }: LabelsSetResult,
  hidden: Undefined,
): Pick<LabelsSetResult, "localisation"> {
  if (localisation === undefined) return {};
  return { localisation: { ...localisation, ...mapLocalisation(() => hidden) } };
}

/** Without the localisation of labels that few masks are known of. */
function withoutSmallMasks(test: LabelsSetResult, smallest: number): LabelsSetResult {
  const isHidden = ({ localisation }: LabelResult) => isSmall(localisation?.n ?? 0, smallest);
  if (!test.labels.some(isHidden)) return test;
  const hidden = undefinedMetric(`a label has fewer than ${smallest} masks`);
  return {
    ...test,
    ...hiddenLocalisation(test, hidden),
    labels: test.labels.map((label) => {
      const { localisation: _, ...rest } = label;
      return isHidden(label) ? rest : label;
    }),
  };
}

function withoutSmallLabels(test: LabelsSetResult, smallest: number): LabelsSetResult {
  const labels = test.labels.filter(
    ({ n, positives }) => ![positives, n - positives].some((rows) => isSmall(rows, smallest)),
  );
  if (labels.length === test.labels.length) return test;
  const hidden = undefinedMetric(`a label has fewer than ${smallest} rows of yes or of no`);
  const called = allOf(hidden);
  return {
    ...test,
    labels,
    mAP: hidden,
    macro_auroc: hidden,
    adjusted_auroc: hidden,
    worst_group_auroc: hidden,
    groups: [],
    at_half: called,
    ...hiddenLocalisation(test, hidden),
    ...(test.at_chosen === undefined ? {} : { at_chosen: called }),
  };
}

function allOf(value: Metric): CalledLabels {
  return { CP: value, CR: value, CF1: value, OP: value, OR: value, OF1: value };
}

function withoutSmallGroups(test: LabelsSetResult, smallest: number): LabelsSetResult {
  const { groups } = test;
  if (groups.length === 0) return test;
  const outside = test.n - sumOf(groups);
  const isShown =
    !isSmall(outside, smallest) &&
    groups.every(({ n, labels }) => !isSmall(n, smallest) && labels !== 1);
  if (isShown) return test;
  const hidden = undefinedMetric(`a group has fewer than ${smallest} rows`);
  return {
    ...test,
    groups: [],
    adjusted_auroc: hidden,
    worst_group_auroc: hidden,
    labels: test.labels.map((label) => withoutSmallValues(label, groups, smallest)),
  };
}

function withoutSmallValues(
  label: LabelResult,
  groups: readonly LabelsGroupResult[],
  smallest: number,
): LabelResult {
  const within = Object.entries(label.auroc_within).map(([name, value]) => [
    name,
    rowsOfValues(groups, name).some((rows) => isSmall(rows, smallest))
      ? undefinedMetric(`a value has fewer than ${smallest} rows`)
      : value,
  ]);
  return {
    ...label,
    auroc_within: Object.fromEntries(within) as LabelResult["auroc_within"],
  };
}

/** Rows of each value of an attribute, over the groups. */
function rowsOfValues(groups: readonly LabelsGroupResult[], attribute: string): number[] {
  const values = new Set(groups.map(({ attributes }) => attributes[attribute]));
  return [...values].map((value) =>
    sumOf(groups.filter(({ attributes }) => attributes[attribute] === value)),
  );
}

function sumOf(groups: readonly LabelsGroupResult[]): number {
  return groups.reduce((sum, { n }) => sum + n, 0);
}

/**
 * The results of a run of several answers as {@link hideSmallLabels} shows its sets. Thresholds are not shown where one was
 * chosen by few rows of yes or of no, since it lies beside one of their scores; nor is what they give.
 */
export function hideSmallLabelsOfRun(results: LabelsRunResults, smallest = 1): LabelsRunResults {
  const { thresholds } = results;
  const isHidden =
    !("reason" in thresholds) &&
    thresholds.some(({ n, positives }) =>
      [positives, n - positives].some((rows) => isSmall(rows, smallest)),
    );
  const shown = (test: LabelsTestResult): LabelsTestResult => {
    const own = hideSmallLabels(test, smallest);
    return isHidden && !("reason" in own) ? atHalfAlone(own) : own;
  };
  return {
    ...results,
    ...(isHidden && {
      thresholds: undefinedMetric(
        `a label has fewer than ${smallest} validation rows of yes or no`,
      ),
    }),
    validation: shown(results.validation),
    tests: Object.fromEntries(
      Object.entries(results.tests).map(([name, test]) => [name, shown(test)]),
    ),
  };
}

function atHalfAlone({ at_chosen: _, labels, ...rest }: LabelsSetResult): LabelsSetResult {
  return { ...rest, labels: labels.map(({ at_chosen: __, ...label }) => label) };
}
