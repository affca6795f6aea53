import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { TargetTypes } from "./cell.js";
import type { FinishedRun } from "./finished-run.js";
import { drawSubjects } from "./hierarchical-bootstrap.js";
import type { Yardstick } from "./yardstick.js";

/** What to resample. */
export interface ResampleOptions<T extends TargetTypes, Resampled> {
  readonly yardstick: Yardstick<T, Resampled>;
  /** Tests that the statistics read; their subjects are drawn together, from all of them. */
  readonly tests: readonly string[];
  /** A number of the metrics of these tests, in their order; NaN where undefined. */
  readonly statistics: Readonly<Record<string, (metrics: readonly Resampled[]) => number>>;
  readonly resamples: number;
  readonly rng: Rng;
}

/** By statistic: its value in each resample [B]. */
export type Replicates = Readonly<Record<string, Float64Array>>;

/**
 * The statistics of every run in the same B draws of subjects. Subjects are those of all runs, in order of name,
 * so the order of runs changes nothing. Runs without predictions of one of the tests are not in the result.
 * @throws DataError as the yardstick's `openTable`.
 */
export function resampleRuns<T extends TargetTypes, Resampled>(
  runs: readonly FinishedRun<T>[],
  { yardstick, tests, statistics, resamples, rng }: ResampleOptions<T, Resampled>,
): Map<FinishedRun<T>, Replicates> {
  const chosen = runs.flatMap((run) => {
    const predictions = tests.flatMap((test): T["predictions"][] => {
      const own: T["predictions"] | undefined = run.cell.predictions[test];
      return own === undefined ? [] : [own];
    });
    return predictions.length === tests.length ? [{ run, predictions }] : [];
  });
  const subjects = new Set(
    chosen.flatMap(({ predictions }) => predictions.flatMap(({ subject }) => subject)),
  );
  const subjectOrder = new Map([...subjects].sort().map((subject, place) => [subject, place]));
  const entries = chosen.map(({ run, predictions }) => ({
    tables: predictions.map((own, index) => {
      const test = at(tests, index);
      const where = `predictions of ${run.method}, seed ${run.seed}, test ${test}`;
      const metrics = Object.keys(statistics);
      const result = run.cell.results.tests[test];
      return yardstick.openTable(where, result, own, { subjectOrder, metrics });
    }),
    replicates: Object.fromEntries(
      Object.keys(statistics).map((name) => [name, new Float64Array(resamples)]),
    ),
    run,
  }));
  const counts = new Int32Array(subjectOrder.size);
  for (let resample = 0; resample < resamples; resample++) {
    drawSubjects(counts, rng);
    for (const { tables, replicates } of entries) {
      const metrics = tables.map((table) => table.metricsOf(counts));
      for (const [name, statistic] of Object.entries(statistics)) {
        const values = replicates[name];
        if (values !== undefined) values[resample] = statistic(metrics);
      }
    }
  }
  return new Map(entries.map(({ run, replicates }) => [run, replicates]));
}
