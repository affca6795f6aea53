import { at } from "../../base/ndarray.js";
import { checkFinite, checkIndices, rowCount, weightsOrOnes, type Column } from "../columns.js";
import { undefinedMetric, type Undefined } from "../metric.js";
import { countPairs } from "./auroc.js";

/** AUROC over the pairs inside strata. */
export interface StratifiedAuroc {
  readonly value: number;
  /** Share of all pairs of a positive and a negative that are inside a stratum, 0..1. */
  readonly pairs: number;
}

/**
 * AUROC within strata: P(score of a positive > score of a negative) + ½ P(equal) over the pairs of a positive and a
 * negative *of the same stratum*, each pair weighted by the product of its rows' weights.
 *
 * = Σ_s P_s N_s · AUROC_s / Σ_s P_s N_s, with P_s and N_s the weights of positives and negatives in stratum s: the mean of
 * the AUROCs of the strata by their pairs. A stratum of one class has no pair. Order between strata plays no part, so what
 * a score owes to the stratum alone is gone. With W = `pairs`, AUROC = W · within + (1 − W) · between.
 *
 * labels [n] 0 or 1, scores [n], strata [n] 0 or more, -1: in no pair; weights [n] -> value and pairs in 0..1.
 * Undefined without a pair inside a stratum.
 * @source conditional AUROC with pairs pooled over strata: Janes and Pepe 2009 (covariate-adjusted AUC, discrete
 * covariate, there weighted by cases); for folds as strata: Airola et al. 2011, who average with equal weights.
 * @throws DataError as `auroc`, and for a stratum that is no whole number from -1.
 */
export function stratifiedAuroc(
  labels: Column,
  scores: Column,
  strata: Column,
  weights?: Column,
): StratifiedAuroc | Undefined {
  const where = "stratifiedAuroc";
  const weight = weightsOrOnes(where, weights, labels.length);
  return rankedStratifiedAuroc(where, labels, scores, strata)(weight);
}

/**
 * {@link stratifiedAuroc} of the same rows under several weights: rows are checked and ranked once, and each call is O(n).
 * @param where names the caller in errors.
 * @throws DataError as {@link stratifiedAuroc}.
 */
export function rankedStratifiedAuroc(
  where: string,
  labels: Column,
  scores: Column,
  strata: Column,
): (weights: Column) => StratifiedAuroc | Undefined {
  const rows = rowCount(where, { labels, scores, strata });
  checkIndices(where, "label", labels, 2);
  checkFinite(where, "score", scores);
  const shifted = Float64Array.from(strata, (stratum) => stratum + 1);
  checkIndices(where, "stratum, plus one,", shifted, 2 ** 31);
  const order = Int32Array.from({ length: rows }, (_, row) => row).sort(
    (left, right) =>
      at(strata, left) - at(strata, right) || at(scores, left) - at(scores, right) || left - right,
  );
  return (weights) => {
    const all: [negatives: number, positives: number] = [0, 0];
    const inside = { concordant: 0, pairs: 0 };
    for (let start = 0; start < rows;) {
      const stratum = at(strata, at(order, start));
      let end = start;
      while (end < rows && at(strata, at(order, end)) === stratum) end += 1;
      const own = order.subarray(start, end);
      const { negatives, positives, concordant } = countPairs(labels, scores, weights, own);
      all[0] += negatives;
      all[1] += positives;
      if (stratum >= 0) {
        inside.concordant += concordant;
        inside.pairs += negatives * positives;
      }
      start = end;
    }
    const { concordant, pairs } = inside;
    if (pairs === 0) return undefinedMetric("no stratum has positives and negatives");
    return { value: concordant / pairs, pairs: pairs / (all[0] * all[1]) };
  };
}
