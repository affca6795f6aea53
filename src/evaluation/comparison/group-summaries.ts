import { undefinedMetric, type Metric } from "../metric.js";
import type { GroupSummary } from "./comparison.js";

/** A group of one test, and what it is judged by. */
export interface GroupValue {
  readonly name: string;
  readonly label: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** Rows. */
  readonly n: number;
  readonly value: Metric;
}

/** A test of one seed. */
export interface SeedGroups {
  readonly seed: number;
  readonly groups: readonly GroupValue[];
}

/**
 * What each group is judged by, over seeds, groups in the order in which they first appear. Lowest and highest seed are
 * its spread.
 */
export function groupSummaries(seeds: readonly SeedGroups[]): GroupSummary[] {
  const found = new Map<string, { group: GroupValue; values: [number, Metric][] }>();
  for (const { seed, groups } of seeds) {
    for (const group of groups) {
      const entry = found.get(group.name) ?? { group, values: [] };
      entry.values.push([seed, group.value]);
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
