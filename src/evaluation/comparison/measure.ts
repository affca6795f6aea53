import { at } from "../../base/ndarray.js";
import { undefinedMetric, type Metric, type Undefined } from "../metric.js";
import type { Direction } from "./verdict.js";

/** A number of one run as a comparison names it: a metric of one test, or one that joins two tests. */
export interface ComparedMeasure {
  readonly metric: string;
  /** null: it joins tests. */
  readonly test: string | null;
  readonly direction: Direction;
}

/** How that number is computed, from results of type `Result` and from what a resample gives. */
export interface Measure<Result, Resampled> extends ComparedMeasure {
  /** Tests whose subjects are drawn for its bootstrap. */
  readonly tests: readonly string[];
  readonly valueIn: (tests: Readonly<Record<string, Result>>) => Metric;
  /**
   * The same of resampled rows, one entry a test of `tests`; null: it cannot be resampled from predictions of the
   * label.
   */
  readonly resampled: ((sets: readonly Resampled[]) => number) | null;
}

/** A metric of a set. */
export interface SetMetric<SetResult, Resampled> {
  readonly direction: Direction;
  readonly valueOf: (set: SetResult) => Metric;
  readonly resampled: ((set: Resampled) => number) | null;
}

/** Every metric of each test, test by test. */
export function measuresOfTests<SetResult extends object, Resampled>(
  tests: readonly string[],
  metrics: Readonly<Record<string, SetMetric<SetResult, Resampled>>>,
): Measure<SetResult | Undefined, Resampled>[] {
  return tests.flatMap((test) =>
    Object.entries(metrics).map(
      ([metric, { direction, valueOf, resampled }]): Measure<SetResult | Undefined, Resampled> => ({
        metric,
        test,
        direction,
        tests: [test],
        resampled: resampled === null ? null : (sets) => resampled(at(sets, 0)),
        valueIn: (results) => {
          const result = results[test];
          if (result === undefined) return undefinedMetric(`no ${test} test`);
          return isUndefined(result) ? result : valueOf(result);
        },
      }),
    ),
  );
}

function isUndefined(result: object): result is Undefined {
  return "reason" in result;
}

/** A measure as the name of a generator: every one draws for itself. */
export function measureKey({ metric, test }: Pick<ComparedMeasure, "metric" | "test">): string {
  return `${test ?? ""}/${metric}`;
}

/** |iid − inverted| of a value of either test, which is undefined where one of them has none. */
export function gapOf<SetResult extends object>(
  tests: Readonly<Record<string, SetResult | Undefined>>,
  valueOf: (set: SetResult) => Metric,
): Metric {
  const values: number[] = [];
  for (const name of ["iid", "inverted"]) {
    const test = tests[name];
    if (test === undefined) return undefinedMetric(`there is no ${name} test`);
    if (isUndefined(test)) return undefinedMetric(`the ${name} test is n/a (${test.reason})`);
    const value = valueOf(test);
    if (typeof value !== "number") return value;
    values.push(value);
  }
  return Math.abs(at(values, 0) - at(values, 1));
}
