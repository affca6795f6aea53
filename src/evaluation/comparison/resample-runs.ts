import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { TestPredictions } from "./cell.js";
import type { FinishedRun } from "./finished-run.js";
import { drawSubjects } from "./hierarchical-bootstrap.js";
import {
  createResampleTable,
  type ResampledMetrics,
  type ResampleTableOptions,
} from "./resample-table.js";

/** Results and predictions may differ by ties that rounding broke, not by more. */
const agreement = 1e-3;

/** What to resample. */
export interface ResampleOptions {
  /** Tests that the statistics read; their subjects are drawn together, from all of them. */
  readonly tests: readonly string[];
  /** A number of the metrics of these tests, in their order; NaN where undefined. */
  readonly statistics: Readonly<Record<string, (metrics: readonly ResampledMetrics[]) => number>>;
  /** Whether a statistic reads auroc. */
  readonly withAuroc: boolean;
  readonly resamples: number;
  readonly rng: Rng;
}

/** By statistic: its value in each resample [B]. */
export type Replicates = Readonly<Record<string, Float64Array>>;

/**
 * The statistics of every run in the same B draws of subjects. Subjects are those of all runs, in order of name,
 * so the order of runs changes nothing. Runs without predictions of one of the tests are not in the result.
 * @throws DataError as `createResampleTable`, and when predictions are not those of the results.
 */
export function resampleRuns(
  runs: readonly FinishedRun[],
  { tests, statistics, withAuroc, resamples, rng }: ResampleOptions,
): Map<FinishedRun, Replicates> {
  const chosen = runs.flatMap((run) => {
    const predictions = tests.map((test) => run.cell.predictions[test]);
    return predictions.every((one) => one !== undefined) ? [{ run, predictions }] : [];
  });
  const subjects = new Set(
    chosen.flatMap(({ predictions }) => predictions.flatMap(({ subject }) => subject)),
  );
  const subjectOrder = new Map([...subjects].sort().map((subject, place) => [subject, place]));
  const entries = chosen.map(({ run, predictions }) => ({
    tables: predictions.map((own, index) =>
      openTable(run, at(tests, index), own, { subjectOrder, withAuroc }),
    ),
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

/** The table of one run's test, after checking that its predictions give the balanced accuracy of its results. */
function openTable(
  { method, seed, cell }: FinishedRun,
  test: string,
  predictions: TestPredictions,
  options: ResampleTableOptions,
) {
  const where = `predictions of ${method}, seed ${seed}, test ${test}`;
  const table = createResampleTable(where, predictions, options);
  const result = cell.results.tests[test];
  const reported = result !== undefined && "groups" in result ? result.balanced_accuracy : null;
  const found = table.metricsOf(
    new Int32Array(options.subjectOrder.size).fill(1),
  ).balanced_accuracy;
  if (typeof reported === "number" && !(Math.abs(found - reported) <= agreement)) {
    throw new DataError(where, "balanced accuracy is not that of results.json", {
      expected: reported,
      got: found,
      advice: "Take both from the same run folder.",
    });
  }
  return table;
}
