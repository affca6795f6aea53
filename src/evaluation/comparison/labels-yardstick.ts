import type { LabelsSetResult, LabelsTestResult } from "../labels/labels-results.js";
import type { OutcomeKind } from "../outcome.js";
import type { FinishedCell, LabelsTypes } from "./cell.js";
import type { ComparedLabels, MethodComparison } from "./comparison.js";
import { labelsMeasures } from "./labels-measures.js";
import { createLabelsTable, type ResampledLabels } from "./labels-table.js";
import type { ComparedMeasure } from "./measure.js";
import { requireAgreement } from "./require-agreement.js";
import type { SharedRules } from "./rules.js";
import { meanIn, type HeadlineMeasure } from "./wins.js";
import type { ResampleTable, Yardstick } from "./yardstick.js";

/** Results and predictions may differ by rounding, not by more. */
const agreement = 1e-6;

const main = { metric: "mAP", isLowerBetter: false } as const;
const worstGroup = "worst_group_auroc";

/** Runs of several answers are judged by mean average precision: fractions, higher is better. */
export function labelsYardstick(target: ComparedLabels): Yardstick<LabelsTypes, ResampledLabels> {
  return {
    ...{ target, main, worstGroup, headline, barOf },
    measures: (tests, runs) =>
      labelsMeasures(tests, {
        strata: strataOf(runs),
        hasGroups: setsOf(runs).some(({ groups }) => groups.length > 0),
        hasMasks: setsOf(runs).some(({ localisation }) => localisation !== undefined),
      }),
    openTable: (where, result, predictions, options) => {
      const table = createLabelsTable(where, predictions, options);
      checkAgreement(where, result, table, options.subjectOrder.size);
      return table;
    },
    outcomeOf: () => null,
    groupsOf: (result) =>
      "reason" in result
        ? []
        : result.groups.map(({ name, attributes, n, macro_auroc: value }) => ({
            ...{ name, label: 0, attributes, n, value },
          })),
    rules: labelsRules,
  };
}

function setsOf(runs: readonly FinishedCell<LabelsTypes>[]): LabelsSetResult[] {
  return runs.flatMap(({ results }) =>
    Object.values(results.tests).flatMap((test) => ("reason" in test ? [] : [test])),
  );
}

/** Names of what AUROC is given within, of all runs in order of name. */
function strataOf(runs: readonly FinishedCell<LabelsTypes>[]): string[] {
  const names = setsOf(runs).flatMap(({ labels }) =>
    labels.flatMap(({ auroc_within: within }) => Object.keys(within)),
  );
  return [...new Set(names)].sort();
}

/** mAP of iid, inverted and balanced, worst group, and the gap, where there are such tests and groups. */
function headline(test: string | null, measures: readonly ComparedMeasure[]): HeadlineMeasure[] {
  const has = (name: string) => measures.some((measure) => measure.test === name);
  const known = ["iid", "inverted"].filter(has);
  const tests = new Set([...known, ...(test === null ? [] : [test])]);
  return [
    ...[...tests].map((name) => ({ ...main, test: name })),
    ...measures
      .filter((measure) => measure.metric === worstGroup && measure.test === test)
      .map(({ metric }) => ({ metric, test, isLowerBetter: false })),
    ...(has("inverted") ? [{ metric: "gap", test: null, isLowerBetter: true }] : []),
  ];
}

/**
 * "collapsed" where a method ranks rows of iid no better than chance: mean macro AUROC not above 0.5. Its gap is small for
 * nothing. Null without a finished seed: such a method has no mean to win with.
 */
function barOf(method: MethodComparison): OutcomeKind | null {
  if (method.seeds.length === 0 || method.tests["iid"] === undefined) return null;
  const value = meanIn(method, { metric: "macro_auroc", test: "iid" });
  return typeof value === "number" && value <= 0.5 ? "collapsed" : null;
}

/** Predictions give the mAP of the results. */
function checkAgreement(
  where: string,
  result: LabelsTestResult | undefined,
  table: ResampleTable<ResampledLabels>,
  subjects: number,
): void {
  if (result === undefined || "reason" in result) return;
  const found = table.metricsOf(new Int32Array(subjects).fill(1)).mAP;
  const what = "mean average precision";
  requireAgreement(where, { what, reported: result.mAP, found, tolerance: agreement });
}

function labelsRules(shared: SharedRules): Record<string, string> {
  return {
    values: "fractions 0..1; mean and standard deviation (n - 1) over the seeds that have a value",
    mAP:
      "mean over labels of the average precision, of labels with positives; it rises with the share of positives, so that tests " +
      "compare only where that share is the same",
    gap: "|iid - inverted| of the mAP, by seed",
    worst_group_auroc:
      "lowest macro AUROC of a group: rows of one value of each attribute, whatever their answers",
    calls:
      "CP, CR, CF1 by label and OP, OR, OF1 over all, of rows called yes at 0.5; chosen_: at the threshold of each label that the " +
      "run chose by F1 on its validation rows, fixed in the resamples",
    bootstrap: shared.bootstrap,
    paired_t: shared.paired_t,
    macro_auroc_within:
      "macro_auroc_within_<attribute>: mean over labels of the AUROC over pairs of rows with one value of the attribute; not resampled",
    localisation:
      "pointing_game, attention_in_mask: where attention looks, by the masks of objects (docs/run-folder.md); over seeds alone, not resampled",
    p_holm: shared.p_holm,
    minimum_detectable_difference: shared.minimum_detectable_difference,
    verdict: shared.verdict,
    wins:
      "best mean among methods that are not collapsed, if better than every reference; a reference wins where every other " +
      "method is worse",
    claim:
      "mAP on the headline test against each reference; better is withheld where the outcome is collapsed or the worst group is worse",
    outcome: "collapsed: mean macro AUROC on iid not above 0.5",
  };
}
