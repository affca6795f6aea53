import type { MethodVariant } from "./compare-methods.js";
import type { Trial } from "../evaluation/comparison/tuning.js";
import type { RunConfig } from "./run-config.js";

/** A variant of the run file, and the methods that run in it. */
export interface CompareSetting {
  readonly name: string;
  /** Values by key of the run file. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** Those of the comparison, and the ceiling last where the setting has one. */
  readonly methods: readonly MethodVariant[];
}

/** A comparison, resolved: every run of it has a legal configuration. */
export interface ComparePlan {
  readonly settings: readonly CompareSetting[];
  /** Labels, without the ceiling. */
  readonly methods: readonly string[];
  readonly seeds: readonly number[];
  /** Number of folds that each method and seed is trained on; null: one run. */
  readonly folds: number | null;
  readonly claim: string | null;
  readonly references: readonly string[];
  /** Of the bootstrap. */
  readonly resamples: number;
  readonly search: ComparePlanSearch | null;
  /** Configuration of one run; `changes` are values by key on top of setting and method. */
  runConfig(
    setting: CompareSetting,
    variant: MethodVariant,
    seed: number,
    changes?: Readonly<Record<string, unknown>>,
  ): RunConfig;
}

/** The search before the runs. */
export interface ComparePlanSearch {
  readonly seed: number;
  /** The same number for every method of every setting. */
  trialsOf(setting: CompareSetting, variant: MethodVariant): readonly Trial[];
  trialConfig(setting: CompareSetting, variant: MethodVariant, trial: Trial): RunConfig;
}
