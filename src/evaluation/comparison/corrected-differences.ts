import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { undefinedMetric, type Metric } from "../metric.js";
import { isCeiling } from "./comparison-options.js";
import type { Difference } from "./comparison.js";
import type { DetectableDifferenceOf } from "./detectable-difference.js";
import { holmCorrection } from "./holm.js";
import type { MeasuredOf } from "./measure-runs.js";
import { measureKey, type ComparedMeasure } from "./measure.js";
import { compareMeasures, finishDifference, type RawDifference } from "./summarise-measure.js";

/** Who is compared with whom. */
export interface DifferenceOptions {
  readonly methods: readonly string[];
  readonly references: readonly string[];
  readonly rng: Rng;
  readonly detectable: DetectableDifferenceOf;
}

/**
 * Differences of all methods to all references, p values corrected over methods x tests of each reference and
 * metric.
 */
export function correctedDifferences(
  measures: readonly ComparedMeasure[],
  measured: MeasuredOf,
  { methods, references, rng, detectable }: DifferenceOptions,
): (measure: ComparedMeasure, method: string) => Readonly<Record<string, Difference>> {
  const raw = measures.flatMap((measure) =>
    references.flatMap((reference) =>
      methods
        .filter((method) => method !== reference && !isCeiling(method))
        .map((method) => ({
          measure,
          reference,
          method,
          found: compareMeasures(
            measured(measure, method),
            measured(measure, reference),
            rng.child(`seeds/${measureKey(measure)}/${method}/${reference}`),
          ),
        })),
    ),
  );
  const familyOf = (one: (typeof raw)[number]): string => `${one.reference} ${one.measure.metric}`;
  const corrected = new Map<RawDifference, { bootstrap: Metric; paired_t: Metric }>();
  for (const family of new Set(raw.map(familyOf))) {
    const members = raw.filter((one) => familyOf(one) === family).map(({ found }) => found);
    const t = correctFamily(members.map((found) => found.paired_t));
    const resampled = correctFamily(members.map((found) => found.bootstrap));
    for (const [index, found] of members.entries()) {
      corrected.set(found, { bootstrap: at(resampled, index), paired_t: at(t, index) });
    }
  }
  return (measure, method) =>
    Object.fromEntries(
      raw
        .filter((one) => one.measure === measure && one.method === method)
        .map(({ reference, found }) => {
          const none = undefinedMetric(found.reason);
          const own = corrected.get(found) ?? { bootstrap: none, paired_t: none };
          return [reference, finishDifference(found, own, measure.direction, detectable)];
        }),
    );
}

/** Holm over those that have a p value. */
function correctFamily(
  members: readonly ({ readonly p_value: number } | { readonly reason: string })[],
): Metric[] {
  const pValues = members.flatMap((one) => ("p_value" in one ? [one.p_value] : []));
  const corrected = holmCorrection(pValues);
  let next = 0;
  return members.map((one) =>
    "p_value" in one ? at(corrected, next++) : undefinedMetric(one.reason),
  );
}
