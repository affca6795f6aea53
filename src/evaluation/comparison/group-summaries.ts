import { undefinedMetric, type Metric } from "../metric.js";
import type { GroupResult, TestResult } from "../results.js";
import type { GroupSummary } from "./comparison.js";

/** A test of one seed. */
export interface SeedTest {
  readonly seed: number;
  readonly test: TestResult | undefined;
}

/**
 * Accuracy of each group over seeds, groups in the order in which they first appear. Lowest and highest seed are
 * its spread.
 */
export function groupSummaries(seeds: readonly SeedTest[]): GroupSummary[] {
  const found = new Map<string, { group: GroupResult; values: [number, Metric][] }>();
  for (const { seed, test } of seeds) {
    if (test === undefined || !("groups" in test)) continue;
    for (const group of test.groups) {
      const entry = found.get(group.name) ?? { group, values: [] };
      entry.values.push([seed, group.accuracy]);
      found.set(group.name, entry);
    }
  }
  return [...found.values()].map(({ group, values }) => {
    const numbers = values.flatMap(([, value]) => (typeof value === "number" ? [value] : []));
    const over = (read: (numbers: readonly number[]) => number): Metric =>
      numbers.length === 0 ? undefinedMetric("no seed has a value") : read(numbers);
    return {
      name: group.name,
      label: group.label,
      attributes: group.attributes,
      rows: group.n,
      values: Object.fromEntries(values.map(([seed, value]) => [String(seed), value])),
      mean: over((all) => all.reduce((sum, value) => sum + value, 0) / all.length),
      low: over((all) => Math.min(...all)),
      high: over((all) => Math.max(...all)),
    };
  });
}
