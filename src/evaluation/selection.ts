import { undefinedMetric, type Metric, type Undefined } from "./metric.js";
import { adjustedAccuracy, worstGroupAccuracy, type GroupCount } from "./metrics/group-metrics.js";

/** What validation on data of the training distribution says after one epoch. Tests never enter. */
export interface ValidationRecord {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean cross-entropy over the heads; a penalty is not part of it. Lower is better. */
  readonly loss: Metric;
  /** By label x attributes; a `SetResult`'s groups fit. */
  readonly groups: readonly GroupCount[];
  /** By label only. */
  readonly classes: readonly GroupCount[];
}

/** How epochs are compared. */
export interface SelectionOptions {
  /** The first `burnIn` epochs are no candidates; 0 admits all. */
  readonly burnIn: number;
  /** Groups and classes with fewer rows are left out of the rule's value. */
  readonly minCount: number;
}

export type SelectionRuleName =
  "adjusted-accuracy" | "loss" | "worst-group" | "worst-class" | "last";

/** One rule: a value of each record, and which direction is better. */
export interface SelectionRule {
  readonly better: "higher" | "lower";
  /** One line for help texts and reports. */
  readonly title: string;
  value(record: ValidationRecord, options: SelectionOptions): Metric;
}

/** The rules by name; `adjusted-accuracy` is the default of a run. */
export const selectionRules = {
  "adjusted-accuracy": {
    better: "higher",
    title: "highest mean accuracy over the validation groups (label x attributes)",
    value: ({ groups }, options) => adjustedAccuracy(groups, options),
  },
  loss: {
    better: "lower",
    title: "lowest validation loss",
    value: ({ loss }) => loss,
  },
  "worst-group": {
    better: "higher",
    title: "highest accuracy of the worst validation group",
    value: ({ groups }, options) => worstGroupAccuracy(groups, options),
  },
  "worst-class": {
    better: "higher",
    title: "highest accuracy of the worst class; needs no attributes",
    value: ({ classes }, options) => worstGroupAccuracy(classes, options),
  },
  last: {
    better: "higher",
    title: "the last epoch",
    value: ({ epoch }) => epoch,
  },
} satisfies Record<SelectionRuleName, SelectionRule>;

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
