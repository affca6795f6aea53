import { at } from "../../base/ndarray.js";
import { undefinedMetric, type Metric } from "../metric.js";
import { gapBetween } from "../outcome.js";
import type { SetResult, TestResult } from "../results.js";
import type { ResampledMetrics } from "./resample-table.js";
import type { Direction } from "./verdict.js";

/** A number of one run: a metric of one test, or one that joins two tests. */
export interface Measure {
  readonly metric: string;
  /** null: it joins tests. */
  readonly test: string | null;
  readonly direction: Direction;
  /** Tests whose subjects are drawn for its bootstrap. */
  readonly tests: readonly string[];
  readonly valueIn: (tests: Readonly<Record<string, TestResult>>) => Metric;
  /**
   * The same of resampled rows, one entry a test of `tests`; null: it cannot be resampled from predictions of the
   * label.
   */
  readonly resampled: ((sets: readonly ResampledMetrics[]) => number) | null;
}

/** A metric of a set. */
interface SetMetric {
  readonly direction: Direction;
  readonly valueOf: (set: SetResult) => Metric;
  readonly resampled: ((set: ResampledMetrics) => number) | null;
}

/** Metrics of each test, in order of `comparison.json`. */
const setMetrics: Readonly<Record<string, SetMetric>> = {
  balanced_accuracy: {
    direction: "higher",
    valueOf: (set) => set.balanced_accuracy,
    resampled: (set) => set.balanced_accuracy,
  },
  worst_group_accuracy: {
    direction: "higher",
    valueOf: (set) => set.worst_group_accuracy,
    resampled: (set) => set.worst_group_accuracy,
  },
  auroc: { direction: "higher", valueOf: (set) => set.auroc, resampled: (set) => set.auroc },
  cross_mean: { direction: null, valueOf: ({ cross }) => crossMean(cross), resampled: null },
  cross_sd: { direction: null, valueOf: ({ cross }) => crossDeviation(cross), resampled: null },
};

/** AUROC within the strata of this name. */
function aurocWithin(name: string): SetMetric {
  return {
    direction: "higher",
    valueOf: ({ auroc_within: within = {} }) => {
      const found = within[name] ?? undefinedMetric(`no AUROC within ${name}`);
      return "reason" in found ? found : found.value;
    },
    resampled: ({ auroc_within: within }) => within[name] ?? NaN,
  };
}

/**
 * The measures of a comparison with these tests: every metric of each test, the AUROC within each of `strata` as
 * `auroc_within_<name>`, then the gap |iid − inverted|.
 */
export function measuresOf(tests: readonly string[], strata: readonly string[] = []): Measure[] {
  const metrics = {
    ...setMetrics,
    ...Object.fromEntries(
      strata.map((name) => [`auroc_within_${name}`, aurocWithin(name)] as const),
    ),
  };
  const ofTests = tests.flatMap((test) =>
    Object.entries(metrics).map(([metric, { direction, valueOf, resampled }]): Measure => ({
      metric,
      test,
      direction,
      tests: [test],
      resampled: resampled === null ? null : (sets) => resampled(at(sets, 0)),
      valueIn: (results) => {
        const result = results[test];
        if (result === undefined) return undefinedMetric(`no ${test} test`);
        return "reason" in result ? result : valueOf(result);
      },
    })),
  );
  const gap: Measure = {
    metric: "gap",
    test: null,
    direction: "lower",
    tests: ["iid", "inverted"],
    valueIn: gapBetween,
    resampled: (sets) => Math.abs(at(sets, 0).balanced_accuracy - at(sets, 1).balanced_accuracy),
  };
  return [...ofTests, gap];
}

/** A measure as the name of a generator: every one draws for itself. */
export function measureKey({ metric, test }: Measure): string {
  return `${test ?? ""}/${metric}`;
}

type Cross = SetResult["cross"];

/**
 * Mean over the ordered pairs head -> other variable of the switched-label accuracies; near chance when parts are
 * apart.
 */
export function crossMean(cross: Cross): Metric {
  const values = crossValues(cross);
  if (!Array.isArray(values)) return values;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation (n − 1) of the same over the pairs: a mean near chance can hide pairs above and below it. */
export function crossDeviation(cross: Cross): Metric {
  const values = crossValues(cross);
  if (!Array.isArray(values)) return values;
  if (values.length < 2) return undefinedMetric("one pair of variables only");
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

function crossValues(cross: Cross): number[] | Exclude<Metric, number> {
  const values: number[] = [];
  for (const metric of Object.values(cross)) {
    if (typeof metric !== "number") return metric;
    values.push(metric);
  }
  return values.length === 0 ? undefinedMetric("no pair of variables with as many values") : values;
}
