/**
 * The shape of `audit.json`, which docs/audit.md explains: keys in snake_case as they are written, fractions in 0..1,
 * and `{ "value": null, "reason": … }` where a number is undefined.
 */
import type { Metric, Undefined } from "../metric.js";
import type { CalibrationBin, Estimate } from "./estimate.js";
import type { MaskResults } from "./mask-results.js";
import type { Recalibration } from "./recalibration-results.js";
import type { SaliencyResults } from "./saliency-results.js";

export type { CalibrationBin, Estimate } from "./estimate.js";

/** What was handed in, and so how far a verdict can go. Predictions alone show a disparity at most. */
export type AuditDoor = "predictions" | "features" | "model";

/**
 * What is measured of a set of rows, by name: `accuracy`, `balanced_accuracy`, `auroc`, `auprc`, `sensitivity`,
 * `specificity`, `f1`, `positive_rate`, `ece`, `brier` of classes; `mae`, `mean_error`, `r2` of a number. What makes no
 * sense for a target (sensitivity of three classes) is not listed.
 */
export type Measures = Readonly<Record<string, Estimate>>;

/** The threshold at which a row is called positive, and where it comes from. */
export interface AuditThreshold {
  readonly rule: "youden" | "f1" | "given" | "half";
  /** Split that it was chosen on; null unless chosen. */
  readonly split: string | null;
  readonly value: Metric;
}

/** The rows of one value of an attribute, or of one combination of an intersection. */
export interface AuditedGroup {
  /** In words: "female", or "female, site B". */
  readonly name: string;
  readonly n: number;
  readonly subjects: number;
  /** Share of each class by its name; empty for a number. */
  readonly prevalence: Readonly<Record<string, number>>;
  /** False: too few subjects or a class is missing; it is shown, and is no candidate for the worst group. */
  readonly ranked: boolean;
  readonly measures: Measures;
  /** Of two classes; otherwise empty. */
  readonly calibration: readonly CalibrationBin[];
}

/** How far the ranked groups of an attribute are apart in one measure. */
export interface GroupGap {
  readonly measure: string;
  readonly worst: string;
  readonly best: string;
  /** Best minus worst, 0 or more; its interval is that of the difference of these two groups. */
  readonly gap: Estimate;
  /** Worst by best; of errors best by worst. */
  readonly ratio: Estimate;
  /** Gap that two groups of these sizes would show in 80 of 100 audits at level 0.05. */
  readonly detectable: Metric;
}

/** Differences of rates between groups, of two classes at the threshold; the greatest minus the smallest. */
export interface RateDifferences {
  /** Of the share that is called positive. */
  readonly demographic_parity: Estimate;
  /** The greater of the differences of true and of false positive rates. */
  readonly equalised_odds: Estimate;
}

/**
 * Is the answer independent of the attribute given the label? Values of the attribute are exchanged between subjects with
 * equal labels.
 */
export interface ConditionalTest {
  /** What is compared: "rank of the score between groups, given the label". */
  readonly statistic: string;
  readonly value: Metric;
  /** Of the permutations; undefined where nothing can be exchanged. */
  readonly p: Metric;
  readonly permutations: number;
}

/** Performance where the association of label and attribute is as it is, turned round, and absent (cell weights). */
export interface AssociationShift {
  /** "balanced_accuracy" of classes, "mae" of a number. */
  readonly measure: string;
  readonly native: Estimate;
  readonly inverted: Estimate;
  readonly balanced: Estimate;
  /** native minus inverted, so that above 0 is a shortcut; of errors inverted minus native. */
  readonly drop: Estimate;
  /** Drop that would be seen in 80 of 100 audits at level 0.05. */
  readonly detectable: Metric;
  /** Rows of equal weight that would say as much of `inverted`. */
  readonly effective_n: number;
}

/** A measure of dependence with its permutation test. */
export interface TestedDependence {
  /** 0 on average without dependence, at most 1; below 0 by chance. No unit. */
  readonly value: Metric;
  /** Before any correction; undefined where nothing can be exchanged. */
  readonly p: Metric;
}

/** How features and an attribute depend on each other, on rows balanced by label. */
export interface FeatureDependence {
  readonly n: number;
  readonly subjects: number;
  /** Bias-corrected and squared, given the label. */
  readonly distance_correlation: TestedDependence;
  /** Unbiased, over the root of those of both sides with themselves, given the label. */
  readonly hsic: TestedDependence;
  readonly permutations: number;
  /** Of twice the smaller p of the two measures, Holm over the attributes. */
  readonly p: Metric;
  /** What a linear read-out of the values leaves of the information on them, nats. */
  readonly information: Metric;
  /** ln(values), nats: all that there is to know. */
  readonly information_at_most: number;
  /** Of an attribute that is a number: R² of ridge regression, fitted on one half by subject and scored on the other; at most 1. */
  readonly r2?: Estimate;
}

/** Models trained anew with one attribute at several strengths of association, all else equal. */
export interface DoseResponse {
  readonly attribute: string;
  /** Strengths between which `effect` is: no association, and that of the audited run. */
  readonly from: number;
  readonly to: number;
  /** Rows that each was trained on. */
  readonly training_rows: number;
  readonly runs: number;
  /** Rows that all were asked about, and subjects. */
  readonly n: number;
  readonly subjects: number;
  /** Of a number: standard deviation of its true values in these rows; effects are then of the mean absolute error, in its unit. */
  readonly standard_deviation?: number;
  /** Accuracy with the aligned value minus with others, given the label (of a number mean absolute error with others minus with the aligned one, given its bin): mean over the seeds of a strength, 95 %. */
  readonly points: readonly {
    readonly strength: number;
    readonly seeds: number;
    readonly effect: Estimate;
  }[];
  /** Of a strength of 1. */
  readonly slope: Estimate;
  /** slope · (to − from); its interval holds for the family that `p` is corrected over. */
  readonly effect: Estimate;
  readonly p: Metric;
}

/** What an exchange of features does to the answer of a head: of several classes and values the strongest evidence. */
export interface ExchangeEffect {
  /** Change of the probability of `class` where the features of a picture with `value` are put in, label and all else equal. */
  readonly class: string;
  readonly value: string;
  readonly effect: Estimate;
  /** False: no answer changed at all, since the head does not read these features. */
  readonly reads: boolean;
}

/** Of a method with parts of the features: what its heads do where parts are exchanged between pictures of one label and different values. No verdict rests on it. */
export interface FeatureExchange {
  /** The part of the attribute. */
  readonly own_part: { readonly on_label: ExchangeEffect; readonly on_attribute: ExchangeEffect };
  /** The part of the label. */
  readonly label_part: { readonly on_attribute: ExchangeEffect };
}

/** One tier of evidence on one attribute. */
export interface TierFinding {
  readonly state: "found" | "not found" | "cannot tell" | "not examined";
  /** One line in words: what was seen, or why nothing was looked at. */
  readonly evidence: string;
  /** The size that the state rests on, in the unit of `evidence`; absent if not examined. */
  readonly effect?: Estimate;
  /** Adjusted over attributes × targets; absent if there is no test. */
  readonly p?: Metric;
  /** Of `cannot tell`: about so many more subjects. */
  readonly needed?: Metric;
  /** Of `used` that was found. */
  readonly strength?: "weak" | "strong";
  /** Of `encoded`, where features were at hand. */
  readonly dependence?: FeatureDependence | Undefined;
  /** Of `encoded`, of runs with parts of the features. */
  readonly exchange?: FeatureExchange | Undefined;
  /** Of `used`, where models were trained anew. */
  readonly doses?: DoseResponse;
}

export type VerdictKind = "nothing found" | "encoded only" | "disparity" | "used" | "cannot tell";

/** What the audit says of one attribute and one target. The rules: `decide-verdict.ts`. */
export interface AuditVerdict {
  readonly kind: VerdictKind;
  /** Of `used` only. */
  readonly strength?: "weak" | "strong";
  /** The evidence in one line. */
  readonly line: string;
  readonly tiers: {
    readonly encoded: TierFinding;
    readonly disparity: TierFinding;
    readonly used: TierFinding;
  };
  /** Of `cannot tell`: about so many more subjects. */
  readonly needed?: Metric;
}

/** One attribute, or an intersection of several, against one target. */
export interface AuditedAttribute {
  readonly name: string;
  /** Attributes that it is made of: one, or those of an intersection. */
  readonly of: readonly string[];
  /** Rows whose value is missing; they are in no group. */
  readonly missing: number;
  readonly groups: readonly AuditedGroup[];
  readonly gaps: readonly GroupGap[];
  /** Two classes only. */
  readonly rates: RateDifferences | Undefined;
  readonly conditional: ConditionalTest;
  readonly shift: AssociationShift | Undefined;
  /** Of an intersection there is none: its groups are shown. */
  readonly verdict: AuditVerdict | null;
}

/** One answer of the model: classes, one label of several, or a number. */
export interface AuditedTarget {
  /** "label", or the name of the label where there are several. */
  readonly name: string;
  readonly kind: "classes" | "number";
  /** Of classes, in order; two: the second is the positive one. Empty for a number. */
  readonly classes: readonly string[];
  /** Of a number where it is known, such as "years". */
  readonly unit?: string;
  readonly n: number;
  readonly threshold: AuditThreshold | null;
  readonly overall: Measures;
  readonly calibration: readonly CalibrationBin[];
  /** Absent in files of earlier versions. */
  readonly recalibration?: Recalibration | Undefined;
  readonly attributes: readonly AuditedAttribute[];
}

/** The content of `audit.json`. */
export interface AuditResults {
  readonly schema: 1;
  readonly door: AuditDoor;
  /** Name of the file or run that was audited. */
  readonly source: string;
  /** Split whose rows were audited. */
  readonly split: string;
  readonly rows: number;
  readonly subjects: number;
  readonly settings: {
    readonly seed: number;
    readonly resamples: number;
    readonly permutations: number;
    readonly level: number;
    readonly correction: "holm" | "benjamini-hochberg";
    /** Groups with fewer subjects are shown, not ranked. */
    readonly smallest_group: number;
  };
  readonly targets: readonly AuditedTarget[];
  /** Where the model looks; absent where no model was handed in. */
  readonly saliency?: SaliencyResults | Undefined;
  /** Where answers come from, by kind of mask; absent where the pictures have none. */
  readonly masks?: readonly MaskResults[];
}
