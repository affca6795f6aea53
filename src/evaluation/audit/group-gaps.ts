import { at } from "../../base/ndarray.js";
import { delongDifference, type AurocDifference } from "../intervals/delong-difference.js";
import { normal975 } from "../intervals/normal.js";
import { wilsonInterval } from "../intervals/wilson.js";
import { undefinedMetric, type Metric, type Undefined } from "../metric.js";
import type { Estimate, GroupGap, RateDifferences } from "./audit-results.js";
import {
  areaPartsOf,
  detectableOf,
  deviationOf,
  estimateFrom,
  replicatesOf,
  subjectsOf,
  valueOf,
  type MeasuredGrouping,
} from "./measured-grouping.js";
import { kindOfMeasure } from "./measure-of-sums.js";

/**
 * Worst and best of the ranked groups in each measure, and how far they are apart.
 *
 * `gap` = best − worst ≥ 0 with the bootstrap interval of the difference of these two groups: they were chosen because
 * they are extreme, so with many groups the gap is too large and its interval excludes 0 too often; the conditional test
 * has the error rate. Interval and detectable gap of AUROCs of two classes are by {@link delongDifference}, subjects in both groups counted. `ratio` = worst / best, of errors best / worst, 1 is equal. Where neither more nor less is better
 * (`positive_rate`, `mean_error`), "worst" is the lowest, and there is no ratio. Of groups that tie the first.
 * Measures without a value in two ranked groups are left out. Gaps of AUPRC, F1, Brier and ECE depend on prevalence.
 * @param ranked numbers of the groups that are candidates.
 */
export function groupGaps(measured: MeasuredGrouping, ranked: readonly number[]): GroupGap[] {
  return measured.measures.names.flatMap((name) => gapOf(measured, ranked, name) ?? []);
}

function gapOf(
  measured: MeasuredGrouping,
  ranked: readonly number[],
  name: string,
): GroupGap | null {
  const known = ranked.filter((group) => !Number.isNaN(valueOf(measured, group, name)));
  if (known.length < 2) return null;
  const { better } = kindOfMeasure(name);
  const { low, high } = extremesOf(measured, known, name);
  const [worst, best] = better === "lower" ? [high, low] : [low, high];
  const [bottom, top] = [valueOf(measured, low, name), valueOf(measured, high, name)];
  const drawn = {
    low: replicatesOf(measured, low, name),
    high: replicatesOf(measured, high, name),
  };
  const n = countOf(measured, low, name) + countOf(measured, high, name);
  const differences = drawn.high.map((value, index) => value - at(drawn.low, index));
  const names = measured.grouping.groupNames;
  const areas = areaDifference(measured, low, high, name);
  return {
    measure: name,
    worst: at(names, worst),
    best: at(names, best),
    gap:
      areas === undefined
        ? estimateFrom(top - bottom, n, differences)
        : { value: top - bottom, n, interval: "reason" in areas ? areas : areas.interval },
    ratio: ratioOf(bottom, top, n, drawn, better),
    detectable:
      areas === undefined
        ? detectableGap(measured, [low, high], name, differences)
        : "reason" in areas
          ? areas
          : detectableOf(areas.standardError),
  };
}

/** By DeLong; absent of other measures than the AUROC of two classes. */
function areaDifference(
  measured: MeasuredGrouping,
  low: number,
  high: number,
  name: string,
): AurocDifference | Undefined | undefined {
  const [bottom, top] = [areaPartsOf(measured, low, name), areaPartsOf(measured, high, name)];
  if (bottom === undefined || top === undefined) return undefined;
  if ("reason" in bottom) return bottom;
  return "reason" in top ? top : delongDifference(top, bottom);
}

function extremesOf(measured: MeasuredGrouping, groups: readonly number[], name: string) {
  let [low, high] = [at(groups, 0), at(groups, 0)];
  for (const group of groups) {
    const value = valueOf(measured, group, name);
    if (value < valueOf(measured, low, name)) low = group;
    if (value > valueOf(measured, high, name)) high = group;
  }
  if (low === high) high = groups.find((group) => group !== low) ?? high;
  return { low, high };
}

function countOf({ measures, exact, fields }: MeasuredGrouping, group: number, name: string) {
  return measures.countOf(name, exact, group * fields);
}

function ratioOf(
  bottom: number,
  top: number,
  n: number,
  drawn: { readonly low: Float64Array; readonly high: Float64Array },
  better: "higher" | "lower" | null,
): Estimate {
  if (better === null) return undefinedMetric("neither more nor less is better");
  if (!(top > 0)) return undefinedMetric("division by 0");
  return estimateFrom(
    bottom / top,
    n,
    drawn.low.map((value, index) => {
      const ratio = value / at(drawn.high, index);
      return Number.isFinite(ratio) ? ratio : NaN;
    }),
  );
}

/** By the spread of the difference over the resamples; where there is none (all rows right), by Wilson's half-widths. */
function detectableGap(
  measured: MeasuredGrouping,
  groups: readonly number[],
  name: string,
  differences: Float64Array,
): Metric {
  const deviation = deviationOf(differences);
  const values = groups.map((group) => valueOf(measured, group, name));
  if (deviation > 0 || !values.every((value) => value >= 0 && value <= 1)) {
    return detectableOf(deviation);
  }
  const variance = groups.reduce((sum, group, index) => {
    const subjects = Math.max(1, subjectsOf(measured, group, name));
    const { low, high } = wilsonInterval(at(values, index), subjects);
    return sum + ((high - low) / (2 * normal975)) ** 2;
  }, 0);
  return detectableOf(Math.sqrt(variance));
}

/**
 * Demographic parity difference: greatest minus smallest share that is called positive. Equalised odds difference: the
 * greater of those of the true and of the false positive rate. Over ranked groups; intervals are those of the two groups
 * (and the rate) that are furthest apart, as in {@link groupGaps}.
 * @source Agarwal et al. 2018; fairlearn demographic_parity_difference, equalized_odds_difference (worst case).
 */
export function rateDifferences(gaps: readonly GroupGap[]): RateDifferences {
  const of = (measure: string): Estimate =>
    gaps.find((gap) => gap.measure === measure)?.gap ??
    undefinedMetric("fewer than two groups with this rate");
  const [positive, negative] = [of("sensitivity"), of("specificity")];
  const isGreater = (left: Estimate, right: Estimate) =>
    !("reason" in left) && ("reason" in right || left.value >= right.value);
  return {
    demographic_parity: of("positive_rate"),
    equalised_odds:
      "reason" in positive || "reason" in negative
        ? undefinedMetric("a rate is undefined in the groups")
        : isGreater(positive, negative)
          ? positive
          : negative,
  };
}
