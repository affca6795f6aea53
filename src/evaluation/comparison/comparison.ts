/**
 * The shape of `comparison.json`: fractions in 0..1, of a number errors in its unit, and `{ "value": null, "reason": … }` where a number is
 * undefined.
 */
import type { Metric, Undefined } from "../metric.js";
import type { OutcomeKind } from "../outcome.js";

/** What a method, a reference or a row of the table is. */
export type MethodRole = "method" | "reference" | "ceiling";

/** "better" and "worse" are for the method, whatever direction the metric has. */
export type Verdict = "better" | "worse" | "no conclusion";

/** Where a method comes from, for the end of the page. */
export interface MethodSource {
  readonly title: string;
  readonly work: string;
  /** What we reconstructed or do otherwise; null when nothing. */
  readonly differs: string | null;
}

/** What the numbers do not say. */
export interface ComparisonAbout {
  /** Heading of the page. */
  readonly title: string;
  /** The command line that made the runs. */
  readonly command: string;
  /** The resolved run file. */
  readonly config: string;
  /** The label, then the attributes: for the titles of loss terms. */
  readonly variables: readonly string[];
  /** By name without sampling: "mimm-x". */
  readonly methods: Readonly<Record<string, MethodSource>>;
}

/** `comparison.json`. */
export interface Comparison {
  readonly about: ComparisonAbout;
  /** In the order of tables. */
  readonly methods: readonly string[];
  readonly references: readonly string[];
  /** The method that was named to win before the runs. */
  readonly claim: string | null;
  /** Folds that each seed is made of; absent: one run a seed. */
  readonly folds?: number;
  /** How each number was made, in words. */
  readonly rules: Readonly<Record<string, string>>;
  /** In order of name. */
  readonly settings: readonly SettingComparison[];
}

/** A target that is a number. */
export interface ComparedNumber {
  readonly name: string;
  /** Null: not known. */
  readonly unit: string | null;
}

/** A target that is several answers of yes or no. */
export interface ComparedLabels {
  readonly name: string;
  readonly labels: readonly string[];
}

/** All that is said about one setting. */
export interface SettingComparison {
  readonly setting: string;
  /** Of a target that is a number, or several answers; absent: classes. */
  readonly target?: ComparedNumber | ComparedLabels;
  readonly minimum_detectable_differences: readonly DetectableDifference[];
  /** The test of the claim: balanced, or the next one that has values; null without any. */
  readonly headline_test: string | null;
  /** The reference with the best mean of the main metric (balanced accuracy, MAE, mAP) on the headline test. */
  readonly strongest_reference: string | null;
  readonly claim: ClaimVerdict | null;
  /** The headline measures in the order of tables. */
  readonly wins: readonly Win[];
  /** Balanced accuracy of the label guessed from the attributes alone, by test. */
  readonly attributes_only: Readonly<Record<string, Metric>>;
  /** AUROC of the same, two classes: what the attributes alone say, by test. */
  readonly attributes_only_auroc: Readonly<Record<string, Metric>>;
  readonly tests: Readonly<Record<string, TestSummary>>;
  readonly methods: readonly MethodComparison[];
}

/** Rows that were resampled; over seeds and methods. */
export interface TestSummary {
  /** Most rows of a run. */
  readonly rows: number;
  /** Fewest (Σ w)² / Σ w² of a run; only where rows are weighted. */
  readonly effective_rows?: number;
  readonly subjects: number;
  /** Whether all runs predicted the same rows. */
  readonly same_rows: boolean;
}

/** The difference that these seeds can show, over the methods: of each from its own spread. */
export interface DetectableDifference {
  readonly reference: string;
  readonly metric: string;
  /** null: the metric joins two tests. */
  readonly test: string | null;
  readonly smallest: number;
  readonly largest: number;
  /** Methods it is made of. */
  readonly methods: number;
}

/** The verdict on the method that was named beforehand. */
export interface ClaimVerdict {
  readonly method: string;
  readonly metric: string;
  readonly test: string;
  readonly verdicts: readonly {
    readonly reference: string;
    readonly verdict: Verdict;
    readonly because: string;
  }[];
}

/** Who is ahead in one measure. */
export interface Win {
  readonly metric: string;
  readonly test: string | null;
  /** Best mean among the methods that are considered; null where none has a value, or several have this mean. */
  readonly best: string | null;
  /** The reference with the best mean, other than `best`; null where `best` is. */
  readonly reference: string | null;
  /** "wins": better than every reference, or a reference and every other method is worse. */
  readonly verdict: "wins" | "no conclusion";
  readonly because: string;
  /** Methods whose outcome bars them: a collapsed model has no gap, an anti-shortcut is high on inverted. */
  readonly barred: readonly { readonly method: string; readonly outcome: OutcomeKind }[];
}

/** One method in one setting. */
export interface MethodComparison {
  readonly method: string;
  readonly role: MethodRole;
  /** What its row must say beside the numbers, such as fewer training rows than the others; absent mostly. */
  readonly note?: string;
  /** Finished, ascending. */
  readonly seeds: readonly number[];
  readonly failed_seeds: readonly { readonly seed: number; readonly reason: string }[];
  /** Null without a finished seed, and where the target is no classes. */
  readonly outcome: OutcomeSummary | null;
  /** By test, then by metric. */
  readonly tests: Readonly<Record<string, Readonly<Record<string, MeasureSummary>>>>;
  /** |iid − inverted| of the balanced accuracies; of a number of the MAE, of several answers of the mAP. */
  readonly gap: MeasureSummary;
  readonly groups: Readonly<Record<string, readonly GroupSummary[]>>;
  readonly curves: {
    readonly validation: Readonly<Record<string, CurveBand>>;
    readonly terms: Readonly<Record<string, CurveBand>>;
  };
}

/** Outcomes of the seeds; `kind` is the most frequent, of equals the less flattering. */
export interface OutcomeSummary {
  readonly kind: OutcomeKind;
  readonly counts: Readonly<Partial<Record<OutcomeKind, number>>>;
}

/** One measure over seeds. */
export interface MeasureSummary {
  /** By seed. */
  readonly values: Readonly<Record<string, Metric>>;
  /** Seeds with a value. */
  readonly n: number;
  readonly mean: Metric;
  /** Standard deviation over seeds, n − 1. */
  readonly sd: Metric;
  readonly interval: BootstrapSummary | Undefined;
  /** By reference. */
  readonly differences: Readonly<Record<string, Difference>>;
}

/** 95 % percentile interval of the hierarchical bootstrap. */
export interface BootstrapSummary {
  readonly low: number;
  readonly high: number;
  /** Resamples with a value. */
  readonly resamples: number;
}

/** method − reference over the seeds that both finished. */
export interface Difference {
  readonly seeds: readonly number[];
  readonly mean: Metric;
  /** Standard deviation of the differences, n − 1. */
  readonly sd: Metric;
  readonly bootstrap:
    (BootstrapSummary & { readonly p_value: number; readonly p_holm: Metric }) | Undefined;
  readonly paired_t:
    | {
        readonly low: number;
        readonly high: number;
        readonly p_value: number;
        readonly p_holm: Metric;
      }
    | Undefined;
  readonly minimum_detectable_difference: Metric;
  readonly verdict: Verdict;
  readonly because: string;
}

/** Accuracy of one group over seeds; of a number its MAE, of several answers its macro AUROC. */
export interface GroupSummary {
  readonly name: string;
  readonly label: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** Rows, of the first seed that has the group. */
  readonly rows: number;
  readonly values: Readonly<Record<string, Metric>>;
  readonly mean: Metric;
  readonly low: Metric;
  readonly high: Metric;
}

/** A curve over training: arrays of one entry an epoch, null where no seed has a value. */
export interface CurveBand {
  readonly epochs: readonly number[];
  readonly mean: readonly (number | null)[];
  /** Lowest and highest seed. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  /** Seeds with a value. */
  readonly n: readonly number[];
}
