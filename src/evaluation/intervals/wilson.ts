import { DataError } from "../../base/errors.js";
import type { GroupCount } from "../metrics/group-metrics.js";
import type { Interval } from "./interval.js";
import { normal975 } from "./normal.js";

const z = normal975;

/**
 * Wilson score interval of a fraction, 95 %.
 *
 * (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n) -> inside 0..1, never of width 0. Rows count as
 * independent: with several images a subject it is too narrow, use `bootstrapInterval` there.
 * @source Wilson 1927; without continuity correction.
 * @throws DataError for a fraction outside 0..1 or n ≤ 0.
 */
export function wilsonInterval(fraction: number, n: number): Interval {
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new DataError("wilsonInterval", "fraction", { expected: "0..1", got: fraction });
  }
  if (!(n > 0)) throw new DataError("wilsonInterval", "n", { expected: "above 0", got: n });
  const scale = 1 + (z * z) / n;
  const centre = (fraction + (z * z) / (2 * n)) / scale;
  const half = (z * Math.sqrt((fraction * (1 - fraction)) / n + (z * z) / (4 * n * n))) / scale;
  return {
    low: Math.max(0, centre - half),
    high: Math.min(1, centre + half),
    level: 0.95,
    method: "Wilson score",
  };
}

/** The Wilson interval of each group's accuracy, null where it is undefined; for `RunSummary`. */
export function groupIntervals(groups: readonly GroupCount[]): (Interval | null)[] {
  return groups.map(({ accuracy, n }) =>
    typeof accuracy === "number" ? wilsonInterval(accuracy, n) : null,
  );
}
