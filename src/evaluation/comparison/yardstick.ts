import type { FinishedCell, TargetTypes } from "./cell.js";
import type { ComparedLabels, ComparedNumber, OutcomeSummary } from "./comparison.js";
import type { GroupValue } from "./group-summaries.js";
import type { ComparedMeasure, Measure } from "./measure.js";
import type { SharedRules } from "./rules.js";
import type { BarOf, HeadlineMeasure } from "./wins.js";

/** Predictions of one run on one test, ready to be weighted by how often each subject is drawn. */
export interface ResampleTable<Resampled> {
  /** How often each subject counts, in `subjectOrder` -> metrics. */
  metricsOf(multiplicity: Int32Array): Resampled;
}

/** How to prepare a table. */
export interface TableOptions {
  /** Place of each subject in `multiplicity`. */
  readonly subjectOrder: ReadonlyMap<string, number>;
  /** Metrics that are read; others may be NaN. */
  readonly metrics: readonly string[];
}

/**
 * What the runs of a comparison are judged by: all that differs between targets that are classes, numbers and
 * several answers. `Resampled` is what a resample of a test's rows gives.
 */
export interface Yardstick<T extends TargetTypes, Resampled> {
  /** Null: classes. */
  readonly target: ComparedNumber | ComparedLabels | null;
  /** The metric of claim, headline test and strongest reference. */
  readonly main: Pick<HeadlineMeasure, "metric" | "isLowerBetter">;
  /** The metric of the worst group. */
  readonly worstGroup: string;
  /** Measures of runs with these tests; the gap is the last, and the only one without a test. */
  measures(
    tests: readonly string[],
    runs: readonly FinishedCell<T>[],
  ): readonly Measure<T["result"], Resampled>[];
  /** The measures that decide, in the order of tables. */
  headline(test: string | null, measures: readonly ComparedMeasure[]): readonly HeadlineMeasure[];
  /**
   * A run's predictions on a test, for the bootstrap.
   * @param where names run and test in errors.
   * @throws DataError where they are faulty, or not those of `result`.
   */
  openTable(
    where: string,
    result: T["result"] | undefined,
    predictions: T["predictions"],
    options: TableOptions,
  ): ResampleTable<Resampled>;
  /** The outcome of the seeds, from the tests of each; null without one. */
  outcomeOf(seeds: readonly Readonly<Record<string, T["result"]>>[]): OutcomeSummary | null;
  /** The outcome that bars a method from winning; null where none does. */
  readonly barOf: BarOf;
  /** The groups of a test, and what each is judged by. */
  groupsOf(result: T["result"]): readonly GroupValue[];
  /** How the numbers of `comparison.json` are made. */
  rules(shared: SharedRules): Readonly<Record<string, string>>;
}
