import type {
  ComparedLabels,
  ComparedNumber,
  SettingComparison,
} from "../../evaluation/comparison/comparison.js";

/** What a comparison of one kind of target calls things. */
export interface TargetWords {
  /** The metric of claim and strongest reference. */
  readonly main: string;
  readonly worstGroup: string;
  /** The main metric, of columns that are named by a test. */
  readonly columns: string;
  /** The main metric in titles of planes, and of an axis. */
  readonly short: string;
  readonly axis: string;
  /** What a group is shown by, and on an axis. */
  readonly groupValue: string;
  readonly groupAxis: string;
  /** Heading of the section of groups. */
  readonly groupsTitle: string;
  /** What makes a group. */
  readonly groups: string;
  /** The worst group in words. */
  readonly worst: string;
  /** What |iid − inverted| is of, in a sentence. */
  readonly gapOf: string;
  /** Is there an outcome in a word? */
  readonly hasOutcome: boolean;
  /** Metrics beside the headline, of every test, by the start of their names; none: no table of them. */
  readonly further: readonly string[];
  /** Those of them that fit a terminal. */
  readonly brief: readonly string[];
  /** What these are, in sentences. */
  readonly furtherNotes: string;
  /** What the headline measures are that no test names. */
  readonly headlineNotes: string;
  /** Why a method is barred from winning, before the names of such methods. */
  readonly barred: string;
}

const classWords: TargetWords = {
  main: "balanced_accuracy",
  worstGroup: "worst_group_accuracy",
  columns: "balanced accuracy",
  short: "accuracy",
  axis: "balanced accuracy",
  groupValue: "accuracy",
  groupAxis: "accuracy",
  groupsTitle: "Accuracy by group",
  groups: "label, then attributes",
  worst: "lowest accuracy of a group",
  gapOf: "",
  hasOutcome: true,
  further: [],
  brief: [],
  furtherNotes: "",
  headlineNotes: "",
  barred: "Collapsed, so that a small gap means nothing",
};

const labelsWords: TargetWords = {
  main: "mAP",
  worstGroup: "worst_group_auroc",
  columns: "mean average precision (mAP)",
  short: "mAP",
  axis: "mAP",
  groupValue: "Macro AUROC of a group",
  groupAxis: "macro AUROC",
  groupsTitle: "Macro AUROC by group",
  groups: "attributes, whatever the answers",
  worst: "lowest macro AUROC of a group",
  gapOf: " of the mAP",
  hasOutcome: false,
  further: ["macro_auroc", "macro_auroc_within_", "CR", "OR", "CF1", "OF1", "chosen_CF1", "chosen_OF1", "pointing_game", "attention_in_mask"], // prettier-ignore
  brief: ["macro_auroc", "CR", "OR", "pointing_game"],
  furtherNotes:
    "CR, CF1 and OR, OF1: recall and F1 by label and over all, of rows called yes at 0.5; chosen: at the thresholds of validation. ",
  headlineNotes: "",
  barred:
    "No better on iid than chance (macro AUROC not above 0.5), so that a small gap means nothing",
};

function numberWords({ name, unit: given }: ComparedNumber): TargetWords {
  const unit = given === null ? "" : ` in ${given}`;
  return {
    main: "corrected_mae",
    worstGroup: "corrected_worst_group_mae",
    columns: `MAE of ${name}${unit} after each run's own bias correction, lower is better`,
    short: "MAE",
    axis: "corrected MAE",
    groupValue: `MAE${unit} as predicted, not corrected`,
    groupAxis: "MAE",
    groupsTitle: "Errors by group",
    groups: "label, then attributes",
    worst: "highest MAE of a group after correction",
    gapOf: " of that MAE",
    hasOutcome: false,
    further: ["corrected_r2", "error_correlation_", "mae", "r2"],
    brief: ["corrected_r2", "error_correlation_", "mae", "r2"],
    furtherNotes:
      "|corr| and corr: of the error with an attribute, given the target, without and with its sign. R²: after correction; raw: as " +
      "predicted. ",
    headlineNotes: ` |corr|: correlation of the error with an attribute, given ${name}, without its sign; near 0 without the shortcut.`,
    barred:
      "No better on iid than always saying the mean, or without a correction, so that a small gap or correlation means nothing",
  };
}

type Targeted = Pick<SettingComparison, "target">;

/** The words of a setting, by what its runs learn. */
export function targetWords({ target }: Targeted): TargetWords {
  if (target === undefined) return classWords;
  return isLabels(target) ? labelsWords : numberWords(target);
}

/** Do the runs learn several answers of yes or no? */
export function isLabelsSetting({ target }: Targeted): boolean {
  return target !== undefined && isLabels(target);
}

/** The number that the runs learn; null of anything else. */
export function numberOf({ target }: Targeted): ComparedNumber | null {
  return target === undefined || isLabels(target) ? null : target;
}

function isLabels(target: ComparedNumber | ComparedLabels): target is ComparedLabels {
  return "labels" in target;
}

/** Is a smaller value of the metric the better one? */
export function isLowerBetter(metric: string): boolean {
  return metric === "gap" || metric.endsWith("mae") || metric.startsWith("abs_");
}

/** The largest value that a metric or a difference of it can have. */
export function limitOf(metric: string, setting: Targeted): number {
  return numberOf(setting) === null || metric.startsWith("abs_") ? 1 : Infinity;
}

/** Has the setting an inverted test, and so a gap? */
export function hasGap({ wins }: Pick<SettingComparison, "wins">): boolean {
  return wins.some(({ test }) => test === null);
}

/** Is there a worst group? */
export function hasWorstGroup(setting: SettingComparison): boolean {
  const { worstGroup } = targetWords(setting);
  return setting.wins.some(({ metric }) => metric === worstGroup);
}

/** Metrics of `further`, or of `brief`, that the setting has, in that order. */
export function furtherMetrics(
  setting: SettingComparison,
  list: "further" | "brief" = "further",
): string[] {
  const found = setting.methods.flatMap(({ tests }) =>
    Object.values(tests).flatMap((metrics) => Object.keys(metrics)),
  );
  return targetWords(setting)[list].flatMap((start) =>
    [...new Set(found)].filter((name) =>
      start.endsWith("_") ? name.startsWith(start) : name === start,
    ),
  );
}
