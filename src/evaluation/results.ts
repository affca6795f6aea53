/**
 * The shape of `results.json`, which docs/run-folder.md explains: keys in snake_case as they are written,
 * fractions in 0..1, and `{ "value": null, "reason": … }` where a number is undefined.
 */
import type { Interval } from "./intervals/interval.js";
import type { Metric, Undefined } from "./metric.js";

/** Accuracy of one group: label x all attributes of the run. Groups without rows are not listed. */
export interface GroupResult {
  /** Value names, label first: "digit>=5, thick, 90". */
  readonly name: string;
  readonly label: number;
  /** Value name by attribute name. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Only where results are shown, never in the file: several groups together, by the values of their attributes. */
  readonly pooled?: string;
  /** Rows. */
  readonly n: number;
  readonly accuracy: Metric;
}

/** How well an attribute's own head reads it: classes have `accuracy`, continuous values `mae` and `r2`. */
export type AttributeResult =
  { readonly accuracy: Metric } | { readonly mae: Metric; readonly r2: Metric };

/** AUROC over the pairs inside strata; `pairs`: the share of all pairs, 0..1, that these are. */
export type AurocWithin =
  | { readonly value: number; readonly pairs: number; readonly interval: Interval | Undefined }
  | Undefined;

/** Results of one test or validation set. */
export interface SetResult {
  /** Rows. */
  readonly n: number;
  /** (Σ w)² / Σ w² (Kish); only where rows were weighted, as in cell-weighted estimates. */
  readonly effective_n?: number;
  readonly accuracy: Metric;
  readonly balanced_accuracy: Metric;
  /** Two classes: of the second; more: macro one-vs-rest. */
  readonly auroc: Metric;
  /**
   * By attribute: AUROC over the pairs of rows with one value of it. Tests of two classes only; in a comparison also
   * within `folds`.
   */
  readonly auroc_within?: Readonly<Record<string, AurocWithin>>;
  /** Mean over groups. */
  readonly adjusted_accuracy: Metric;
  readonly worst_group_accuracy: Metric;
  readonly groups: readonly GroupResult[];
  /** By attribute name; an attribute without a head is not listed. */
  readonly attributes: Readonly<Record<string, AttributeResult>>;
  /**
   * Switched-label test, "head->label": accuracy of one head's predictions taken for another variable.
   * Near chance on balanced data when the head does not carry that variable. Only for equal class counts.
   */
  readonly cross: Readonly<Record<string, Metric>>;
}

/** A set that could not be evaluated (an empty cell) says why. */
export type TestResult = SetResult | Undefined;

/** Which epoch's weights are reported, and by which rule. */
export interface EpochSelection {
  readonly rule: string;
  readonly epoch: number;
  /** Why the rule that was asked for has no value and the last epoch stands in; absent otherwise. */
  readonly reason?: string;
}

/** What `results.json` says of how a run was trained. */
export interface RunRecord {
  /** Name in configurations: "mimm". */
  readonly method: string;
  /** "natural", "rebalance" or "undersample". */
  readonly sampling: string;
  /** Of initialisation, order and masks. */
  readonly seed: number;
  /** Of split and plan. */
  readonly splitSeed: number;
  readonly selection: EpochSelection;
  /** Updates of the encoder. */
  readonly encoderSteps: number;
  /** Training time, wall clock. */
  readonly seconds: number;
}

/** The content of `results.json` of a run that learns classes. */
export interface RunResults extends RunRecord {
  /** Validation at the selected epoch. */
  readonly validation: TestResult;
  /** By test name: iid, inverted, balanced, and others that the run asked for. */
  readonly tests: Readonly<Record<string, TestResult>>;
}
