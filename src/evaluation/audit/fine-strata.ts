import { at } from "../../base/ndarray.js";
import { quantile } from "../intervals/quantile.js";
import type { Column } from "../columns.js";
import { subjectClasses, rowsBySubject } from "./subject-classes.js";

/** Rows whose true number is known, and the bins that it is shown by. */
export interface BinnedNumbers {
  /** [n], finite. */
  readonly targets: Column;
  /** [n], 0..B-1. */
  readonly bins: Column;
  readonly binCount: number;
  /** [n], 0..S-1, whose rows they are. */
  readonly subjects: Int32Array;
}

/** Strata of rows. */
export interface Strata {
  /** [n], 0..count-1. */
  readonly strata: Int32Array;
  readonly count: number;
}

/** Parts of all rows that are tried, the finest first. */
const tried = [10, 5] as const;
/** Fewest rows of a part. */
const fewestRows = 20;
/** Share of the rows that can be exchanged by bins which finer strata must leave exchangeable. */
const keptShare = 0.9;

/**
 * The strata of a number inside which a test asks whether something depends on an attribute: bins cut further, at quantiles of the true number, into parts of
 * about a tenth of all rows (20 at least), equal numbers together.
 *
 * Inside a wide bin the number itself may go with the attribute (older people at one site), and what goes with the number (features that hold it, the
 * error of a prediction that is drawn to the mean) then goes with the attribute without any trace of it. A permutation test exchanges attributes between subjects with equal
 * strata: of several rows a subject finer strata leave fewer of them. So a tenth becomes a fifth, or the bins stay, where less than nine tenths of the rows that bins
 * leave exchangeable would be. The choice sees neither answers nor attributes.
 * @source ours.
 */
export function fineStrata(rows: BinnedNumbers): Strata {
  const coarse: Strata = { strata: Int32Array.from(rows.bins), count: rows.binCount };
  if (rows.subjects.length === 0) return coarse;
  const enough = keptShare * exchangeable(rows, coarse);
  for (const parts of tried) {
    const fine = cutFurther(rows, parts);
    if (exchangeable(rows, fine) >= enough) return fine;
  }
  return coarse;
}

/** Rows of subjects that another one shares all strata with. */
function exchangeable({ subjects }: BinnedNumbers, { strata }: Strata): number {
  const count = subjects.reduce((most, subject) => Math.max(most, subject + 1), 0);
  const { classes } = subjectClasses(subjects, strata, rowsBySubject(subjects, count));
  return classes.reduce((sum, one) => sum + (one.count > 1 ? one.count * one.size : 0), 0);
}

function cutFurther({ targets, bins, binCount }: BinnedNumbers, parts: number): Strata {
  const strata = new Int32Array(bins.length);
  let count = 0;
  for (let bin = 0; bin < binCount; bin++) {
    const rows = [...strata.keys()].filter((row) => bins[row] === bin);
    const own = rows.map((row) => at(targets, row));
    const wanted = Math.round((parts * rows.length) / bins.length);
    const pieces = Math.max(1, Math.min(wanted, Math.floor(rows.length / fewestRows)));
    const cuts = Array.from({ length: pieces - 1 }, (_, cut) => quantile(own, (cut + 1) / pieces));
    const places = own.map((value) => cuts.filter((cut) => value > cut).length);
    // Where many numbers are equal a part may have no rows.
    const present = [...new Set(places)].sort((left, right) => left - right);
    for (const [index, row] of rows.entries()) {
      strata[row] = count + present.indexOf(at(places, index));
    }
    count += present.length;
  }
  return { strata, count };
}
