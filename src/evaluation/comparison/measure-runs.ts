import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { FinishedRun } from "./finished-run.js";
import type { Measure } from "./measures.js";
import { resampleRuns, type Replicates } from "./resample-runs.js";
import type { MeasuredSeed } from "./summarise-measure.js";

/** A measure of one method, by seed. */
export type MeasuredOf = (measure: Measure, method: string) => readonly MeasuredSeed[];

/** Values and replicates of every measure; measures that read the same tests share one set of subject draws. */
export function measureRuns(
  runs: readonly FinishedRun[],
  measures: readonly Measure[],
  { resamples, rng }: { readonly resamples: number; readonly rng: Rng },
): MeasuredOf {
  const families = new Map<string, Measure[]>();
  for (const measure of measures) {
    families.set(familyOf(measure), [...(families.get(familyOf(measure)) ?? []), measure]);
  }
  const draws = new Map<string, Map<FinishedRun, Replicates>>();
  for (const [family, members] of families) {
    const statistics = members.flatMap(({ metric, resampled }) =>
      resampled === null ? [] : [[metric, resampled] as const],
    );
    draws.set(
      family,
      resampleRuns(runs, {
        tests: at(members, 0).tests,
        statistics: Object.fromEntries(statistics),
        withAuroc: members.some(({ metric }) => metric.startsWith("auroc")),
        resamples,
        rng: rng.child(`subjects/${family}`),
      }),
    );
  }
  return (measure, method) =>
    runs
      .filter((run) => run.method === method)
      .map((run) => ({
        seed: run.seed,
        value: measure.valueIn(run.cell.results.tests),
        replicates: draws.get(familyOf(measure))?.get(run)?.[measure.metric] ?? null,
      }));
}

function familyOf({ tests }: Measure): string {
  return tests.join("+");
}
