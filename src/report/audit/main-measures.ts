import type { AuditedTarget, Estimate } from "../../evaluation/audit/audit-results.js";
import { kindOfMeasure } from "../../evaluation/audit/measure-of-sums.js";

/** From the first that is looked at; of each target those that it has. */
const order = ["auroc", "sensitivity", "specificity", "balanced_accuracy", "accuracy", "mae", "mean_error", "r2"]; // prettier-ignore

/** The at most three measures that are drawn by group. */
export function mainMeasures({ overall }: AuditedTarget): string[] {
  const known = order.filter((measure) => measure in overall);
  return (known.length > 0 ? known : Object.keys(overall)).slice(0, 3);
}

/** The measure by which groups are sorted; "" of a target without any. */
export function mainMeasure(target: AuditedTarget): string {
  return mainMeasures(target)[0] ?? "";
}

/** Sorts from bad to good in `measure`, undefined last; equal ones keep their order. */
export function compareByMeasure(measure: string): (one: Measured, other: Measured) => number {
  const sign = kindOfMeasure(measure).better === "lower" ? -1 : 1;
  const badness = ({ measures }: Measured): number => {
    const value = measures[measure]?.value ?? null;
    return value === null ? Number.MAX_VALUE : sign * value;
  };
  return (one, other) => badness(one) - badness(other);
}

interface Measured {
  readonly measures: Readonly<Record<string, Estimate>>;
}
