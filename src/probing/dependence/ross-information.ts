import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { undefinedMetric, type Metric } from "../../evaluation/metric.js";

/** Neighbours inside a class, as published and as scikit-learn has it. */
const neighbours = 3;

/**
 * Mutual information of a continuous score and a class, nats, by nearest neighbours:
 *
 *   I = ψ(n) + ⟨ψ(k_i)⟩ − ⟨ψ(n_c(i))⟩ − ⟨ψ(m_i)⟩
 *
 * k_i = min(3, n_c − 1); d_i the distance of row i to its k_i-th neighbour of the same class, m_i the rows of any class that are nearer than d_i,
 * itself among them, n_c the rows of its class; classes of one row are left out. About 0 without dependence, below it by chance; at most about ln(classes). For scores of few dimensions:
 * with many, distances tell nothing and the estimate falls towards 0. Distances are Euclidean. Constant scores: 0. Equal distances, as
 * of scores of few values, make it too low: m_i counts none of the rows at d_i itself but those at distance 0.
 *
 * scores [n, width], labels [n] 0..classes-1. Cost n² width.
 * @source Ross 2014, PLoS ONE 9 (2); scikit-learn mutual_info_classif, which cuts it off at 0 and adds noise against ties.
 * @throws DataError where the columns differ in length.
 */
export function rossInformation(scores: Float64Array, width: number, labels: Int32Array): Metric {
  if (scores.length !== labels.length * width) {
    throw new DataError("information", "scores and labels differ in length", {
      expected: labels.length * width,
      got: scores.length,
    });
  }
  if (scores.every((score, index) => score === at(scores, index % width))) return 0;
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const kept = Int32Array.from(labels.keys()).filter((row) => {
    return (counts.get(at(labels, row)) ?? 0) > 1;
  });
  if (kept.length === 0) return undefinedMetric("no class has two rows");
  const psi = digammas(kept.length);
  const points = { scores, width, labels, kept };
  const apart = new Float64Array(kept.length);
  let sum = 0;
  for (const row of kept) {
    const count = counts.get(at(labels, row)) ?? 0;
    const k = Math.min(neighbours, count - 1);
    const radius = distancesFrom(row, points, k, apart);
    let near = 0;
    for (const squares of apart) if (squares < radius || squares === 0) near += 1;
    sum += at(psi, k) - at(psi, count) - at(psi, near);
  }
  return at(psi, kept.length) + sum / kept.length;
}

interface Points {
  readonly scores: Float64Array;
  readonly width: number;
  readonly labels: Int32Array;
  readonly kept: Int32Array;
}

/** Squared distances of all kept rows from one, into `apart`; that of its k-th neighbour of its own class. */
function distancesFrom(
  row: number,
  { scores, width, labels, kept }: Points,
  k: number,
  apart: Float64Array,
): number {
  const own = labels[row];
  // The row itself is among those of its class, at distance 0.
  const nearest = new Float64Array(k + 1).fill(Infinity);
  for (let place = 0; place < kept.length; place++) {
    const other = kept[place] ?? 0;
    let squares = 0;
    for (let axis = 0; axis < width; axis++) {
      squares += ((scores[row * width + axis] ?? 0) - (scores[other * width + axis] ?? 0)) ** 2;
    }
    apart[place] = squares;
    if (labels[other] !== own || !(squares < (nearest[k] ?? 0))) continue;
    let slot = k;
    for (; slot > 0 && (nearest[slot - 1] ?? 0) > squares; slot--) {
      nearest[slot] = nearest[slot - 1] ?? 0;
    }
    nearest[slot] = squares;
  }
  return nearest[k] ?? 0;
}

/** ψ(1) to ψ(count) at their places: ψ(n) = −γ + Σ_{i < n} 1 / i. */
function digammas(count: number): Float64Array {
  const psi = new Float64Array(count + 1);
  let sum = -0.5772156649015329;
  for (let n = 1; n <= count; n++) {
    psi[n] = sum;
    sum += 1 / n;
  }
  return psi;
}
