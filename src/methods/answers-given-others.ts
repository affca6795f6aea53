import { solvePositiveDefinite } from "../base/cholesky.js";
import { NumericError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import type { AnswersGivenOthers } from "../nn/losses/independent-answers.js";

/** Of ½·ridge·Σ w² beside the sum over rows: odds ratios e of rare answers are drawn to 1 by it, frequent ones hardly. */
const ridge = 1;
const largestStep = 1e-8;
const mostSteps = 50;

/**
 * Logistic regression of each answer on all others, with main effects alone:
 *
 *   P(y_k = 1 | others) = σ(b_k + Σ_{j≠k} w_kj · (y_j − P(y_j = 1)))
 *
 * by Newton's method, with halved steps where they lead uphill, in double precision on the distinct patterns of answers, each with its count; minimum of the negative
 * log-likelihood of the rows that answer k plus ½ Σ w². Exact, but for that, where what tells y_k is one other label. Cost: distinct patterns × K³ a step.
 * @param answers 1 yes, 0 no, -1 missing, row by row [n, labels].
 * @returns for a label that has one answer only the same chance whatever the others say.
 * @throws NumericError where 50 steps are not enough.
 */
export function fitAnswersGivenOthers(labels: number, answers: Int32Array): AnswersGivenOthers {
  const patterns = countPatterns(labels, answers);
  const counts = Array.from({ length: labels }, (_, label) => countsOf(patterns, label));
  const logOdds = counts.map(({ yes, no }) =>
    yes > 0 && no > 0 ? Math.log(yes / no) : Math.log((yes + 0.5) / (no + 0.5)),
  );
  const centred = patterns.map(({ values }) =>
    Float64Array.from(values, (value, label) =>
      value < 0 ? 0 : value - 1 / (1 + Math.exp(-at(logOdds, label))),
    ),
  );
  const fits = counts.map(({ yes, no }, label) => {
    const start = new Float64Array(labels + 1);
    start[labels] = at(logOdds, label);
    return yes > 0 && no > 0 ? fitLabel(label, patterns, centred, start) : start;
  });
  return {
    logOdds,
    bias: fits.map((fit) => at(fit, labels)),
    weights: fits.flatMap((fit) => [...fit.subarray(0, labels)]),
  };
}

interface Pattern {
  readonly values: Int32Array;
  count: number;
}

function countPatterns(labels: number, answers: Int32Array): readonly Pattern[] {
  const found = new Map<string, Pattern>();
  for (let start = 0; start < answers.length; start += labels) {
    const values = answers.slice(start, start + labels);
    const key = values.join();
    const known = found.get(key);
    if (known === undefined) found.set(key, { values, count: 1 });
    else known.count += 1;
  }
  return [...found.values()];
}

function countsOf(patterns: readonly Pattern[], label: number) {
  let [yes, no] = [0, 0];
  for (const { values, count } of patterns) {
    const answer = at(values, label);
    if (answer === 1) yes += count;
    if (answer === 0) no += count;
  }
  return { yes, no };
}

/** [w_1 … w_K, b] of one label, w of itself 0. */
function fitLabel(
  label: number,
  patterns: readonly Pattern[],
  centred: readonly Float64Array[],
  start: Float64Array,
): Float64Array {
  let fit = start;
  const valueAt = (place: Float64Array) => derivatives(label, patterns, centred, place).value;
  for (let step = 0; step < mostSteps; step++) {
    const { value, gradient, curvature } = derivatives(label, patterns, centred, fit);
    const solved = solvePositiveDefinite(curvature, gradient, fit.length);
    if ("dependent" in solved) break;
    const { solution } = solved;
    const moved = (share: number) => fit.map((own, index) => own - share * at(solution, index));
    // Newton's own step can overshoot where answers are nearly determined.
    let share = 1;
    while (share > 1e-6 && valueAt(moved(share)) > value * (1 + 1e-12)) share /= 2;
    fit = moved(share);
    if (Math.max(...solution.map(Math.abs)) < largestStep) return fit;
  }
  throw new NumericError("train.answersLoss", "no fit of one answer to the others", {
    label,
    advice: "Leave out a label that others determine.",
  });
}

/** Of the penalised negative log-likelihood: its value, gradient [K + 1], and curvature, the lower triangle of [K + 1, K + 1]. */
function derivatives(
  label: number,
  patterns: readonly Pattern[],
  centred: readonly Float64Array[],
  fit: Float64Array,
): {
  readonly value: number;
  readonly gradient: Float64Array;
  readonly curvature: Float64Array;
} {
  const size = fit.length;
  const labels = size - 1;
  let value = 0;
  const gradient = new Float64Array(size);
  const curvature = new Float64Array(size * size);
  const row = new Float64Array(size);
  for (const [index, { values, count }] of patterns.entries()) {
    const answer = at(values, label);
    if (answer < 0) continue;
    row.set(at(centred, index));
    row[label] = 0;
    row[labels] = 1;
    let logit = 0;
    for (let j = 0; j < size; j++) logit += at(row, j) * at(fit, j);
    const chance = 1 / (1 + Math.exp(-logit));
    const ofTruth = answer === 1 ? logit : -logit;
    value += count * (Math.max(-ofTruth, 0) + Math.log1p(Math.exp(-Math.abs(ofTruth))));
    const [slope, bend] = [count * (chance - answer), count * chance * (1 - chance)];
    for (let i = 0; i < size; i++) {
      const own = at(row, i);
      if (own === 0) continue;
      gradient[i] = at(gradient, i) + slope * own;
      for (let j = 0; j <= i; j++) {
        curvature[i * size + j] = at(curvature, i * size + j) + bend * own * at(row, j);
      }
    }
  }
  for (let j = 0; j < labels; j++) {
    value += 0.5 * ridge * at(fit, j) ** 2;
    gradient[j] = at(gradient, j) + ridge * at(fit, j);
    curvature[j * size + j] = at(curvature, j * size + j) + ridge;
  }
  return { value, gradient, curvature };
}
