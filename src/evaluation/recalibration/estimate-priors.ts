import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { checkFinite, type Column } from "../columns.js";
import { undefinedMetric, type Undefined } from "../metric.js";

const cycles = 400;
/** Largest change by a pass of EM: where it stops, and what is good enough where it has to. */
const tolerance = { sought: 1e-10, enough: 1e-6 };
/** A class is never wholly given up: from 0 nothing leads back. */
const leastShare = 1e-12;

/**
 * Shares of classes among rows whose labels are not known, from what a calibrated model says of them: the maximum likelihood under label
 * shift, P(picture | class) as where the model was calibrated and P(class) alone otherwise.
 *
 * EM from q = π: q_k ← mean over rows of p_k q_k / π_k / Σ_j p_j q_j / π_j. The likelihood is concave in q, so where it starts does not matter;
 * passes are extrapolated (SQUAREM) for speed, to a change below 1e-10. Rows that say nothing (p = π in all) leave q = π.
 *
 * probabilities row-major [n, K], sourcePriors [K] above 0 -> [K], sum 1. Undefined without rows, where a source prior is 0, and where
 * 1,200 passes do not settle to 1e-6.
 * @source Saerens, Latinne and Decaestecker 2002; concavity: Alexandari, Kundaje and Shrikumar 2020; SQUAREM: Varadhan and Roland 2008.
 * @throws DataError where rows do not fit the priors, or a probability is not finite.
 */
export function estimatePriors(
  probabilities: Column,
  sourcePriors: readonly number[],
): Float64Array | Undefined {
  const where = "estimatePriors";
  const classes = sourcePriors.length;
  if (probabilities.length % classes !== 0) {
    throw new DataError(where, "probabilities", { expected: `rows of ${classes}`, got: probabilities.length }); // prettier-ignore
  }
  checkFinite(where, "probability", probabilities);
  if (probabilities.length === 0) return undefinedMetric("no rows");
  if (!sourcePriors.every((prior) => prior > 0)) {
    return undefinedMetric("a class has no share where the scores were calibrated");
  }
  const ratios = weighted(probabilities, sourcePriors.map((prior) => 1 / prior)); // prettier-ignore
  let shares: Float64Array = Float64Array.from(sourcePriors);
  let change = Infinity;
  for (let cycle = 0; cycle < cycles && change > tolerance.sought; cycle++) {
    const { shares: one, likelihood } = emPass(ratios, shares);
    const two = emPass(ratios, one).shares;
    const leap = emPass(ratios, extrapolated(shares, one, two));
    change = Math.max(...one.map((share, label) => Math.abs(share - at(shares, label))));
    // Extrapolation may overshoot; EM itself never lowers the likelihood.
    shares = leap.likelihood >= likelihood ? leap.shares : two;
  }
  return change > tolerance.enough
    ? undefinedMetric("the shares of the classes did not settle: the scores say too little")
    : shares;
}

/** One pass of EM, and the log likelihood of what it began with. */
function emPass(ratios: Float64Array, shares: Float64Array) {
  const classes = shares.length;
  const sums = new Float64Array(classes);
  let likelihood = 0;
  for (let start = 0; start < ratios.length; start += classes) {
    let total = 0;
    for (let label = 0; label < classes; label++) {
      total += (ratios[start + label] ?? 0) * (shares[label] ?? 0);
    }
    likelihood += Math.log(total);
    for (let label = 0; label < classes; label++) {
      const own = ((ratios[start + label] ?? 0) * (shares[label] ?? 0)) / total;
      sums[label] = (sums[label] ?? 0) + own;
    }
  }
  return { shares: onSimplex(sums), likelihood };
}

function extrapolated(from: Float64Array, one: Float64Array, two: Float64Array): Float64Array {
  const step = one.map((share, label) => share - at(from, label));
  const bend = two.map((share, label) => share - at(one, label) - at(step, label));
  const norm = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0)); // prettier-ignore
  const bent = norm(bend);
  if (bent === 0) return two;
  const length = Math.min(-1, -norm(step) / bent);
  return onSimplex(from.map((share, label) => share - 2 * length * at(step, label) + length ** 2 * at(bend, label))); // prettier-ignore
}

function onSimplex(values: Float64Array): Float64Array {
  const held = values.map((value) => Math.max(value, leastShare));
  const total = held.reduce((sum, value) => sum + value, 0);
  return held.map((value) => value / total);
}

/**
 * Probabilities for other shares of the classes: p_k' ∝ p_k q_k / π_k.
 * @source Saerens, Latinne and Decaestecker 2002, eq. 4.
 */
export function withPriors(
  probabilities: Column,
  sourcePriors: readonly number[],
  priors: ArrayLike<number>,
): Float64Array {
  const classes = sourcePriors.length;
  const out = weighted(probabilities, sourcePriors.map((prior, label) => at(priors, label) / prior)); // prettier-ignore
  for (let start = 0; start < out.length; start += classes) {
    let total = 0;
    for (let label = 0; label < classes; label++) total += out[start + label] ?? 0;
    for (let label = 0; label < classes; label++) out[start + label] = (out[start + label] ?? 0) / total; // prettier-ignore
  }
  return out;
}

/** Columns of a row-major table times their factors. */
function weighted(table: Column, factors: readonly number[]): Float64Array {
  const classes = factors.length;
  const out = new Float64Array(table.length);
  for (let label = 0; label < classes; label++) {
    const factor = at(factors, label);
    for (let entry = label; entry < out.length; entry += classes) {
      out[entry] = (table[entry] ?? NaN) * factor;
    }
  }
  return out;
}
