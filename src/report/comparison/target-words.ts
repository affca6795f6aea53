import type { SettingComparison } from "../../evaluation/comparison/comparison.js";

/** What a comparison of one kind of target calls things. */
export interface TargetWords {
  /** The metric of claim and strongest reference. */
  readonly main: string;
  readonly worstGroup: string;
  /** The main metric, of columns that are named by a test. */
  readonly columns: string;
  /** What a group is shown by. */
  readonly groupValue: string;
  /** The worst group in words. */
  readonly worst: string;
  /** Is there an outcome in a word? */
  readonly hasOutcome: boolean;
  /** Metrics beside the headline, of every test, by the start of their names; none: no table of them. */
  readonly further: readonly string[];
}

const classWords: TargetWords = {
  main: "balanced_accuracy",
  worstGroup: "worst_group_accuracy",
  columns: "balanced accuracy",
  groupValue: "accuracy",
  worst: "lowest accuracy of a group",
  hasOutcome: true,
  further: [],
};

/** The words of a setting, by what its runs learn. */
export function targetWords({ target }: Pick<SettingComparison, "target">): TargetWords {
  if (target === undefined) return classWords;
  const unit = target.unit === null ? "" : ` in ${target.unit}`;
  return {
    main: "corrected_mae",
    worstGroup: "corrected_worst_group_mae",
    columns: `MAE of ${target.name}${unit} after each run's own bias correction, lower is better`,
    groupValue: `MAE${unit} as predicted, not corrected`,
    worst: "highest MAE of a group after correction",
    hasOutcome: false,
    further: ["corrected_r2", "error_correlation_", "mae", "r2"],
  };
}

/** Is a smaller value of the metric the better one? */
export function isLowerBetter(metric: string): boolean {
  return metric === "gap" || metric.endsWith("mae") || metric.startsWith("abs_");
}

/** The largest value that a metric or a difference of it can have. */
export function limitOf(metric: string, { target }: Pick<SettingComparison, "target">): number {
  return target === undefined || metric.startsWith("abs_") ? 1 : Infinity;
}

/** Metrics of `further` that the setting has, in that order. */
export function furtherMetrics(setting: SettingComparison): string[] {
  const found = setting.methods.flatMap(({ tests }) =>
    Object.values(tests).flatMap((metrics) => Object.keys(metrics)),
  );
  return targetWords(setting).further.flatMap((start) =>
    [...new Set(found)].filter((name) =>
      start.endsWith("_") ? name.startsWith(start) : name === start,
    ),
  );
}
