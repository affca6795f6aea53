/** Values of the keys that one trial of a search changes, by their names in the run file. */
export type TrialValues = Readonly<Record<string, unknown>>;

/** What validation said of one trial: the rule's value at its selected epoch, or why there is none. */
export type TrialOutcome =
  | { readonly values: TrialValues; readonly epoch: number; readonly value: number }
  | { readonly values: TrialValues; readonly failed: string };

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
  readonly chosen: TrialValues | null;
}
