import { at } from "../../base/ndarray.js";
import { undefinedMetric, type Metric } from "../metric.js";
import { gapBetween } from "../outcome.js";
import type { SetResult, TestResult } from "../results.js";
import { measuresOfTests, type Measure, type SetMetric } from "./measure.js";
import type { ResampledMetrics } from "./resample-table.js";

type ClassMetric = SetMetric<SetResult, ResampledMetrics>;

/** Metrics of each test, in order of `comparison.json`. */
const setMetrics: Readonly<Record<string, ClassMetric>> = {
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
function aurocWithin(name: string): ClassMetric {
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
 * The measures of a comparison of classes with these tests: every metric of each test, the AUROC within each of `strata` as
 * `auroc_within_<name>`, then the gap |iid − inverted| of the balanced accuracies.
 */
export function classMeasures(
  tests: readonly string[],
  strata: readonly string[] = [],
): Measure<TestResult, ResampledMetrics>[] {
  const metrics = {
    ...setMetrics,
    ...Object.fromEntries(
      strata.map((name) => [`auroc_within_${name}`, aurocWithin(name)] as const),
    ),
  };
  const gap: Measure<TestResult, ResampledMetrics> = {
    metric: "gap",
    test: null,
    direction: "lower",
    tests: ["iid", "inverted"],
    valueIn: gapBetween,
    resampled: (sets) => Math.abs(at(sets, 0).balanced_accuracy - at(sets, 1).balanced_accuracy),
  };
  return [...measuresOfTests(tests, metrics), gap];
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
