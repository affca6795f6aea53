import { at } from "../../base/ndarray.js";
import { undefinedMetric, type Undefined } from "../metric.js";
import type { AssociationShift } from "./audit-results.js";
import {
  detectableOf,
  deviationOf,
  estimateFrom,
  type MeasuredGrouping,
} from "./measured-grouping.js";

/** How rows of a set of strata (label) × groups (attribute) are weighted by cell. */
type Law = "native" | "inverted" | "balanced";

/** Rows and sums of the cells of strata × groups. */
interface Cells {
  readonly strata: number;
  readonly groups: readonly number[];
  /** Of a group and stratum; sums are hits, or absolute errors. */
  readonly count: (stratum: number, group: number) => number;
  readonly sum: (stratum: number, group: number) => number;
}

/**
 * Performance over the ranked groups as label and attribute are associated, with the association turned round, and without.
 *
 * With v(y, a) the share of rows of cell (y, a) that are right (of a number their mean absolute error),
 *
 *   value(law) = Σ_y P(y) Σ_a P_law(a | y) · v(y, a)
 *
 * P(y) is uniform over classes, so the value is balanced accuracy; of a number it is the share of each bin, so it is MAE.
 * `native`: P(a | y) as observed. `inverted`: of classes the mean of P(a | y') over the other classes y', of two classes
 * thus the law of the other one; of bins in order that of the bin mirrored, B − 1 − y. `balanced`: 1 / M for each of the M
 * groups. Laws are taken anew in each resample, so the interval has their error too.
 *
 * Of two classes and two values with equal P(aligned | y) = ρ this is the `inverted` (1 − ρ) and `balanced` of a run; with
 * unequal ones, or more values, a run's `inverted` has one strength for all, read off its training rows, which predictions
 * do not show. Where label and attribute are not associated all three are equal: a shortcut shows in the groups' rates
 * alone.
 *
 * Undefined with fewer than two ranked groups, and where a cell that counts has no rows. effective_n = (Σ w)² / Σ w² of
 * the rows under `inverted`.
 */
export function associationShift(
  measured: MeasuredGrouping,
  ranked: readonly number[],
  kind: "classes" | "number",
): AssociationShift | Undefined {
  if (ranked.length < 2) return undefinedMetric("fewer than two ranked groups");
  const { exact, replicates, resamples, fields, grouping } = measured;
  const strata = measured.measures.strata;
  const cellsAt = (raw: Float64Array, offset: number): Cells => ({
    strata,
    groups: ranked,
    count: (stratum, group) => raw[offset + group * fields + stratum] ?? 0,
    sum: (stratum, group) => raw[offset + group * fields + strata + stratum] ?? 0,
  });
  const own = cellsAt(exact, 0);
  const values = valuesOfCells(own, kind);
  const n = totalOf(own);
  if (Object.values(values).some((value) => Number.isNaN(value))) {
    return undefinedMetric("a cell of label and attribute has no rows");
  }
  const drawn = {
    native: new Float64Array(resamples),
    inverted: new Float64Array(resamples),
    balanced: new Float64Array(resamples),
  };
  const step = grouping.groupNames.length * fields;
  for (let resample = 0; resample < resamples; resample++) {
    const found = valuesOfCells(cellsAt(replicates, resample * step), kind);
    drawn.native[resample] = found.native;
    drawn.inverted[resample] = found.inverted;
    drawn.balanced[resample] = found.balanced;
  }
  const sign = kind === "classes" ? 1 : -1;
  const drops = drawn.native.map((value, index) => sign * (value - at(drawn.inverted, index)));
  const estimate = (law: Law) => estimateFrom(values[law], n, drawn[law]);
  return {
    measure: kind === "classes" ? "balanced_accuracy" : "mae",
    native: estimate("native"),
    inverted: estimate("inverted"),
    balanced: estimate("balanced"),
    drop: estimateFrom(sign * (values.native - values.inverted), n, drops),
    detectable: detectableOf(deviationOf(drops)),
    effective_n: effectiveRows(own, kind),
  };
}

function totalOf(cells: Cells): number {
  let total = 0;
  for (let stratum = 0; stratum < cells.strata; stratum++) total += stratumTotal(cells, stratum);
  return total;
}

function stratumTotal({ groups, count }: Cells, stratum: number): number {
  let total = 0;
  for (const group of groups) total += count(stratum, group);
  return total;
}

/** P(y): uniform over the classes that occur, or the share of a bin. */
function stratumShares(cells: Cells, kind: "classes" | "number"): Float64Array {
  const totals = Float64Array.from({ length: cells.strata }, (_, stratum) =>
    stratumTotal(cells, stratum),
  );
  const occur = totals.map((total) => (total > 0 ? 1 : 0));
  const shares = kind === "classes" ? occur : totals;
  const sum = shares.reduce((left, right) => left + right, 0);
  return shares.map((share) => share / sum);
}

/** P_inverted(a | y) of each stratum and ranked group, [strata, groups]. */
function invertedLaw(cells: Cells, kind: "classes" | "number"): Float64Array {
  const { strata, groups, count } = cells;
  const law = new Float64Array(strata * groups.length);
  for (let stratum = 0; stratum < strata; stratum++) {
    const others = Array.from({ length: strata }, (_, other) => other).filter(
      (other) =>
        (kind === "classes" ? other !== stratum : other === strata - 1 - stratum) &&
        stratumTotal(cells, other) > 0,
    );
    for (const [place, group] of groups.entries()) {
      let share = 0;
      for (const other of others) share += count(other, group) / stratumTotal(cells, other);
      law[stratum * groups.length + place] = share / others.length;
    }
  }
  return law;
}

function valuesOfCells(cells: Cells, kind: "classes" | "number"): Record<Law, number> {
  const { strata, groups, count, sum } = cells;
  const shares = stratumShares(cells, kind);
  const inverted = invertedLaw(cells, kind);
  const values = { native: 0, inverted: 0, balanced: 0 };
  for (let stratum = 0; stratum < strata; stratum++) {
    const share = at(shares, stratum);
    if (share === 0) continue;
    const total = stratumTotal(cells, stratum);
    for (const [place, group] of groups.entries()) {
      const n = count(stratum, group);
      const turned = at(inverted, stratum * groups.length + place);
      values.native += (share * sum(stratum, group)) / total;
      const value = sum(stratum, group) / n;
      if (n > 0 || turned > 0 || Number.isNaN(turned)) values.inverted += share * turned * value;
      values.balanced += (share * value) / groups.length;
    }
  }
  return values;
}

/** Kish: 1 / Σ p² / n over the cells, p their share of the weights. */
function effectiveRows(cells: Cells, kind: "classes" | "number"): number {
  const shares = stratumShares(cells, kind);
  const law = invertedLaw(cells, kind);
  let inverse = 0;
  for (const [cell, probability] of law.entries()) {
    const stratum = Math.floor(cell / cells.groups.length);
    const weight = at(shares, stratum) * probability;
    const n = cells.count(stratum, at(cells.groups, cell % cells.groups.length));
    if (weight > 0) inverse += (weight * weight) / n;
  }
  return 1 / inverse;
}
