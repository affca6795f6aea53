/** Keys of the run file and the values that one trial gives them. */
export type Trial = Readonly<Record<string, unknown>>;

/** What validation said of one trial: the rule's value at its selected epoch, or why there is none. */
export type TrialOutcome =
  | { readonly values: Trial; readonly epoch: number; readonly value: number }
  | { readonly values: Trial; readonly failed: string };

/** The search of one method in one setting, as comparison.json keeps it. */
export interface Tuning {
  readonly setting: string;
  readonly method: string;
  /** `train.selection.rule`; its value on validation decides. */
  readonly rule: string;
  readonly better: "higher" | "lower";
  readonly seed: number;
  readonly epochs: number;
  readonly trials: readonly TrialOutcome[];
  /** Values that the runs of the comparison have; null where every trial failed. */
  readonly chosen: Trial | null;
}
