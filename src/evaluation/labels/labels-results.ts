/**
 * The shape of `results.json` of a run whose target is several answers of yes or no (multi-label), which
 * docs/run-folder.md explains: fractions in 0..1; there is no accuracy.
 */
import type { Metric, Undefined } from "../metric.js";
import type { StratifiedAuroc } from "../metrics/stratified-auroc.js";
import type { AttributeResult, RunRecord } from "../results.js";
import type { CalledLabel, CalledLabels } from "./called-labels.js";
import type { LabelThreshold } from "./label-thresholds.js";
import type { LabelLocalisation, SetLocalisation } from "./localisation.js";
import type { RankedLabels } from "./ranked-labels.js";

/** Results of one label, over the rows whose answer to it is known. */
export interface LabelResult {
  readonly name: string;
  /** Rows whose answer is known. */
  readonly n: number;
  /** Rows whose answer is yes. */
  readonly positives: number;
  /** Share of yes, 0..1; weighted where rows are. */
  readonly prevalence: Metric;
  readonly auroc: Metric;
  /** Average precision; a random score has the prevalence. */
  readonly auprc: Metric;
  /** Of the answer that the model holds for the likelier one, 15 bins. */
  readonly ece: Metric;
  readonly brier: Metric;
  /** At a threshold of 0.5. */
  readonly at_half: CalledLabel;
  /** At the threshold that validation chose; only where one was given. */
  readonly at_chosen?: CalledLabel;
  /** By attribute: AUROC over the pairs of rows with one value of it. */
  readonly auroc_within: Readonly<Record<string, StratifiedAuroc | Undefined>>;
  /** Only where the model shows where it looks and the data set where objects are. */
  readonly localisation?: LabelLocalisation;
}

/** Results of one group: the rows of one value of each attribute. Groups without rows are not listed. */
export interface LabelsGroupResult extends RankedLabels {
  /** Value names: "F, siteA". */
  readonly name: string;
  /** Value name by attribute name. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Rows. */
  readonly n: number;
  /** Labels that have positives and negatives in the group: those in its macro AUROC, which may be others elsewhere. */
  readonly labels: number;
  /** At a threshold of 0.5. */
  readonly CF1: Metric;
}

/** Results of one test or validation set. */
export interface LabelsSetResult extends RankedLabels {
  /** Rows. */
  readonly n: number;
  /** (Σ w)² / Σ w² (Kish); only where rows were weighted, as in cell-weighted estimates. */
  readonly effective_n?: number;
  /** CP, CR, CF1, OP, OR and OF1 at a threshold of 0.5. */
  readonly at_half: CalledLabels;
  /** At each label's threshold that validation chose; only where they were given. */
  readonly at_chosen?: CalledLabels;
  /** Mean over the groups of macro AUROC. */
  readonly adjusted_auroc: Metric;
  /** Lowest macro AUROC of a group. */
  readonly worst_group_auroc: Metric;
  /** Only where the model shows where it looks and the data set where objects are. */
  readonly localisation?: SetLocalisation;
  /** In the order of the target's labels. */
  readonly labels: readonly LabelResult[];
  /** By the values of the attributes; none without attributes. */
  readonly groups: readonly LabelsGroupResult[];
  /** By attribute name; an attribute without a head is not listed. */
  readonly attributes: Readonly<Record<string, AttributeResult>>;
}

/** A set that could not be evaluated (an empty cell) says why. */
export type LabelsTestResult = LabelsSetResult | Undefined;

/** The content of `results.json`. */
export interface LabelsRunResults extends RunRecord {
  readonly target: {
    readonly name: string;
    readonly labels: readonly string[];
  };
  /** Chosen on validation, one a label; or why there are none. */
  readonly thresholds: readonly LabelThreshold[] | Undefined;
  readonly validation: LabelsTestResult;
  readonly tests: Readonly<Record<string, LabelsTestResult>>;
}

/** Is it of several answers? */
export function isLabelsSet<Other extends object>(
  result: Other | LabelsSetResult,
): result is LabelsSetResult {
  return "mAP" in result;
}

/** Are they of a run whose target is several answers? */
export function isLabelsRun<Other extends object>(
  results: Other | LabelsRunResults,
): results is LabelsRunResults {
  return "thresholds" in results;
}
