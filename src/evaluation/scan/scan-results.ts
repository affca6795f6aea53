/**
 * The shape of `scan.json`, which docs/scan.md explains: keys in snake_case as they are written, fractions in 0..1, and
 * `{ "value": null, "reason": … }` where a number is undefined.
 */
import type { Interval } from "../intervals/interval.js";
import type { Metric, Undefined } from "../metric.js";
import type { ColumnSource } from "./scan-column.js";

/** What is said of a column and a target. The rules: `decide-findings.ts`. */
export type ScanFinding =
  /** It tells the target, and no stronger column explains it. */
  | { readonly kind: "flagged" }
  /** Flagged, but so nearly the target that it may be it, or be made from it. */
  | { readonly kind: "may be the label" }
  /** It tells the target, and nothing beyond the flagged columns `by`. */
  | { readonly kind: "explained"; readonly by: readonly string[] }
  /** As many values as subjects: an id, which cannot be learnt from other subjects. */
  | { readonly kind: "identifier" }
  | { readonly kind: "not flagged" }
  | { readonly kind: "undefined"; readonly reason: string };

/** What a flagged column says where the columns `given` are held fixed. */
export interface BeyondOthers {
  readonly given: readonly string[];
  /** AUROC within strata, of a number correlation within strata. */
  readonly value: Metric;
  /** Adjusted over the columns of that step. */
  readonly p: Metric;
}

/** One column against one target. */
export interface ScannedColumn {
  readonly name: string;
  readonly title: string;
  readonly source: ColumnSource;
  readonly kind: "numbers" | "values";
  /** Rows with a value, among those with an answer. */
  readonly n: number;
  readonly missing: number;
  /** Values or bins that the prediction tells apart, missing among them. */
  readonly bins: number;
  /** Out-of-fold AUROC; of a number R². */
  readonly value: Metric;
  /** By subject. */
  readonly interval: Interval | Undefined;
  /** Mean over the permutations: what a column that says nothing has. */
  readonly null_value: Metric;
  readonly permutations: number;
  readonly p: Metric;
  /** Holm, over all columns and targets. */
  readonly p_adjusted: Metric;
  readonly finding: ScanFinding;
  /** By step of the selection, where it was compared with flagged ones. */
  readonly beyond: readonly BeyondOthers[];
}

/** All columns against one target. */
export interface ScannedTarget {
  readonly name: string;
  readonly kind: "classes" | "number";
  readonly classes: readonly string[];
  /** "auroc" of classes, "r2" of a number. */
  readonly statistic: "auroc" | "r2";
  /** Rows and subjects with an answer. */
  readonly n: number;
  readonly subjects: number;
  /** In the order in which they are shown: flagged ones first, then by their value. */
  readonly columns: readonly ScannedColumn[];
}

/** How it was computed. */
export interface ScanSettings {
  readonly seed: number;
  readonly folds: number;
  readonly repeats: number;
  /** The most of one test. */
  readonly permutations: number;
  readonly level: number;
  readonly correction: "holm";
  /** The lower end of the interval must be above this. */
  readonly margins: { readonly auroc: number; readonly r2: number };
}

/** What the scan itself says. */
export interface ScanResults {
  readonly schema: 1;
  readonly rows: number;
  readonly subjects: number;
  readonly settings: ScanSettings;
  readonly targets: readonly ScannedTarget[];
}

/** Images that leak: duplicates in several parts, of different subjects or with different labels. */
export interface ScanLeakage {
  /** As `data check` calls it: "same-bytes-across-parts". */
  readonly kind: string;
  readonly severity: "error" | "warning" | "note";
  readonly count: number;
  readonly what: string;
  readonly advice: string;
}

/** The content of `scan.json`. */
export interface ScanRecord extends ScanResults {
  readonly leakage: readonly ScanLeakage[];
  /** Columns that were left out by `--without`. */
  readonly without: readonly string[];
}
