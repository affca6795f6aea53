import { InternalError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { TargetTypes } from "./cell.js";
import type { FinishedRun } from "./finished-run.js";
import type { ComparedMeasure, Measure } from "./measure.js";
import { resampleRuns, type Replicates } from "./resample-runs.js";
import type { MeasuredSeed } from "./summarise-measure.js";
import type { Yardstick } from "./yardstick.js";

/** A measure of one method, by seed. */
export type MeasuredOf = (measure: ComparedMeasure, method: string) => readonly MeasuredSeed[];

/** Values and replicates of every measure; measures that read the same tests share one set of subject draws. */
export function measureRuns<T extends TargetTypes, Resampled>(
  runs: readonly FinishedRun<T>[],
  measures: readonly Measure<T["result"], Resampled>[],
  {
    yardstick,
    resamples,
    rng,
  }: {
    readonly yardstick: Yardstick<T, Resampled>;
    readonly resamples: number;
    readonly rng: Rng;
  },
): MeasuredOf {
  const families = new Map<string, Measure<T["result"], Resampled>[]>();
  for (const measure of measures) {
    families.set(familyOf(measure), [...(families.get(familyOf(measure)) ?? []), measure]);
  }
  const draws = new Map<string, Map<FinishedRun<T>, Replicates>>();
  for (const [family, members] of families) {
    const statistics = members.flatMap(({ metric, resampled }) =>
      resampled === null ? [] : [[metric, resampled] as const],
    );
    draws.set(
      family,
      resampleRuns(runs, {
        yardstick,
        tests: at(members, 0).tests,
        statistics: Object.fromEntries(statistics),
        resamples,
        rng: rng.child(`subjects/${family}`),
      }),
    );
  }
  const known = new Map<ComparedMeasure, Measure<T["result"], Resampled>>(
    measures.map((measure) => [measure, measure]),
  );
  return (named, method) => {
    const measure = known.get(named);
    if (measure === undefined) throw new InternalError("compare", "a measure that was not taken");
    return runs
      .filter((run) => run.method === method)
      .map((run) => ({
        seed: run.seed,
        value: measure.valueIn(run.cell.results.tests),
        replicates: draws.get(familyOf(measure))?.get(run)?.[measure.metric] ?? null,
      }));
  };
}

function familyOf({ tests }: { readonly tests: readonly string[] }): string {
  return tests.join("+");
}
