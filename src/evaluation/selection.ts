import { ConfigError } from "../base/errors.js";
import { undefinedMetric, type Metric, type Undefined } from "./metric.js";
import { adjustedMae, worstGroupMae, type GroupError } from "./metrics/group-errors.js";
import { adjustedAccuracy, worstGroupAccuracy, type GroupCount } from "./metrics/group-metrics.js";

/** What validation on data of the training distribution says after one epoch. Tests never enter. */
export interface ValidationRecord {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean task loss over the heads; a penalty is not part of it. Lower is better. */
  readonly loss: Metric;
  /** By label x attributes; a `SetResult`'s groups fit. */
  readonly groups: readonly GroupCount[];
  /** By label only. */
  readonly classes: readonly GroupCount[];
  /** Of a target that is a number, by its bins x attributes; `groups` and `classes` are then empty. */
  readonly errors?: readonly GroupError[];
  /** Of a target of several answers; `groups` and `classes` are then empty. */
  readonly labels?: LabelsRecord;
}

/** What is measured of several answers. */
export interface LabelsRecord {
  readonly mAP: Metric;
  readonly macro_auroc: Metric;
  /** Of the groups of attributes that are large enough. */
  readonly worst_group_auroc: Metric;
}

/** How epochs are compared. */
export interface SelectionOptions {
  /** The first `burnIn` epochs are no candidates; 0 admits all. */
  readonly burnIn: number;
  /** Groups and classes with fewer rows are left out of the rule's value. */
  readonly minCount: number;
}

export type SelectionRuleName =
  | "adjusted-accuracy"
  | "loss"
  | "worst-group"
  | "worst-class"
  | "last"
  | "adjusted-mae"
  | "worst-group-mae"
  | "mean-average-precision"
  | "macro-auroc"
  | "worst-group-auroc";

/** What a target is: classes, a number, or several answers of yes or no. */
export type TargetKind = "classes" | "number" | "labels";

/** One rule: a value of each record, and which direction is better. */
export interface SelectionRule {
  readonly better: "higher" | "lower";
  /** What the target must be. */
  readonly target: TargetKind | "any";
  /** One line for help texts and reports. */
  readonly title: string;
  value(record: ValidationRecord, options: SelectionOptions): Metric;
}

const noLabels = undefinedMetric("the target is not several answers");

/** The rules by name; `adjusted-accuracy` is the default of a run, see {@link ruleForTarget}. */
export const selectionRules = {
  "adjusted-accuracy": {
    better: "higher",
    target: "classes",
    title: "highest mean accuracy over the validation groups (label x attributes)",
    value: ({ groups }, options) => adjustedAccuracy(groups, options),
  },
  loss: {
    better: "lower",
    target: "any",
    title: "lowest validation loss",
    value: ({ loss }) => loss,
  },
  "worst-group": {
    better: "higher",
    target: "classes",
    title: "highest accuracy of the worst validation group",
    value: ({ groups }, options) => worstGroupAccuracy(groups, options),
  },
  "worst-class": {
    better: "higher",
    target: "classes",
    title: "highest accuracy of the worst class; needs no attributes",
    value: ({ classes }, options) => worstGroupAccuracy(classes, options),
  },
  last: {
    better: "higher",
    target: "any",
    title: "the last epoch",
    value: ({ epoch }) => epoch,
  },
  "adjusted-mae": {
    better: "lower",
    target: "number",
    title: "lowest mean of the MAE of the validation groups (bin of the target x attributes)",
    value: ({ errors = [] }, options) => adjustedMae(errors, options),
  },
  "worst-group-mae": {
    better: "lower",
    target: "number",
    title: "lowest MAE of the worst validation group",
    value: ({ errors = [] }, options) => worstGroupMae(errors, options),
  },
  "mean-average-precision": {
    better: "higher",
    target: "labels",
    title: "highest mean over labels of the average precision on validation",
    value: ({ labels }) => labels?.mAP ?? noLabels,
  },
  "macro-auroc": {
    better: "higher",
    target: "labels",
    title: "highest mean over labels of the AUROC on validation",
    value: ({ labels }) => labels?.macro_auroc ?? noLabels,
  },
  "worst-group-auroc": {
    better: "higher",
    target: "labels",
    title: "highest macro AUROC of the worst validation group (attributes)",
    value: ({ labels }) => labels?.worst_group_auroc ?? noLabels,
  },
} satisfies Record<SelectionRuleName, SelectionRule>;

/** What `adjusted-accuracy`, the default of a run, is where the target is not classes. */
const instead = { number: "adjusted-mae", labels: "mean-average-precision" } as const;
const targetWords = { classes: "classes", number: "a number", labels: "several labels" } as const;

/**
 * The rule that a run goes by. `adjusted-accuracy`, the default, is `adjusted-mae` where the target is a number: the same
 * mean over groups of what can be measured there; and `mean-average-precision` where it is several answers.
 * @throws ConfigError for another rule that the target cannot have.
 */
export function ruleForTarget(rule: SelectionRuleName, target: TargetKind): SelectionRuleName {
  const asked = selectionRules[rule].target;
  if (asked === "any" || asked === target) return rule;
  if (rule === "adjusted-accuracy" && target !== "classes") return instead[target];
  const legal = Object.entries(selectionRules).flatMap(([name, { target: own }]) =>
    own === "any" || own === target ? [name] : [],
  );
  const [needed, found] = [targetWords[asked], targetWords[target]];
  throw new ConfigError("train.selection.rule", `${rule} is for ${needed}, not for ${found}`, {
    expected: legal.join(" | "),
    got: rule,
  });
}

/** The chosen epoch and the rule's value there. */
export interface Selection {
  readonly epoch: number;
  readonly value: number;
}

/**
 * The best epoch of `records` by a rule; a pure function of the record, so a resumed run chooses the same.
 *
 * Epochs 1..burnIn and epochs where the value is undefined are passed over. Ties go to the earlier epoch.
 * Undefined when no epoch is left: still in burn-in, or no epoch has a value (the reason of the last one).
 */
export function selectEpoch(
  ruleName: SelectionRuleName,
  records: readonly ValidationRecord[],
  options: SelectionOptions,
): Selection | Undefined {
  const rule: SelectionRule = selectionRules[ruleName];
  let best: Selection | undefined;
  let reason = `no epoch after the burn-in of ${options.burnIn}`;
  for (const record of records.toSorted((left, right) => left.epoch - right.epoch)) {
    if (record.epoch <= options.burnIn) continue;
    const value = rule.value(record, options);
    if (typeof value !== "number") reason = value.reason;
    else if (Number.isNaN(value)) reason = "the value is not a number";
    else if (best === undefined || isBetter(rule, value, best.value)) {
      best = { epoch: record.epoch, value };
    }
  }
  return best ?? undefinedMetric(reason);
}

function isBetter(rule: SelectionRule, value: number, other: number): boolean {
  return rule.better === "higher" ? value > other : value < other;
}
