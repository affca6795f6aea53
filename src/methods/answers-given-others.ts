import { solvePositiveDefinite } from "../base/cholesky.js";
import { NumericError } from "../base/errors.js";
import { sigmoid, softplus } from "../base/logistic.js";
import { at } from "../base/ndarray.js";
import type { AnswersGivenOthers } from "../nn/losses/independent-answers.js";
import { countAnswers } from "./answer-counts.js";

/** Of ½·ridge·Σ w² beside the sum over rows: odds ratios e of rare answers are drawn to 1 by it, frequent ones hardly. */
const ridge = 1;
const largestStep = 1e-8;
const mostSteps = 50;

/** Of labels that tell nothing of each other, each as often yes as no. */
export function nothingGivenOthers(labels: number): AnswersGivenOthers {
  const zeros = (count: number) => new Array<number>(count).fill(0);
  return { logOdds: zeros(labels), bias: zeros(labels), weights: zeros(labels * labels) };
}

/**
 * Logistic regression of each answer on all others, with main effects alone:
 *
 *   P(y_k = 1 | others) = σ(b_k + Σ_{j≠k} w_kj · (y_j − P(y_j = 1))),  a missing y_j at its mean
 *
 * by Newton's method, with halved steps where they lead uphill, in double precision on the distinct patterns of answers, each with its
 * count: minimum of the negative log-likelihood of the rows that answer k plus ½ Σ w². Where one other label tells, it is exact but for that
 * ridge; how labels tell together is not seen. Cost: distinct patterns × K² a step and label.
 * @param names of the labels. @param answers 1 yes, 0 no, -1 missing, row by row [n, labels].
 * @returns for a label that has one answer only the same chance whatever the others say.
 * @throws NumericError where 50 steps are not enough, or the curvature cannot be inverted.
 */
export function fitAnswersGivenOthers(
  names: readonly string[],
  answers: Int32Array,
): AnswersGivenOthers {
  const labels = names.length;
  const patterns = countPatterns(labels, answers);
  const counts = countAnswers(labels, answers);
  const logOdds = counts.map(({ yes, no }) =>
    yes > 0 && no > 0 ? Math.log(yes / no) : Math.log((yes + 0.5) / (no + 0.5)),
  );
  const centred = patterns.map(({ values }) =>
    Float64Array.from(values, (value, label) =>
      value < 0 ? 0 : value - sigmoid(at(logOdds, label)),
    ),
  );
  const fits = counts.map(({ yes, no }, label) => {
    const start = new Float64Array(labels + 1);
    start[labels] = at(logOdds, label);
    if (yes === 0 || no === 0) return start;
    const fit = fitLabel(label, patterns, centred, start);
    if (fit !== null) return fit;
    throw new NumericError(at(names, label), "no fit of its answers to those of the other labels", {
      advice: "Leave out a label that others determine, or do not ask for independence.",
    });
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

/** [w_1 … w_K, b] of one label, w of itself 0; null where Newton's method does not end. */
function fitLabel(
  label: number,
  patterns: readonly Pattern[],
  centred: readonly Float64Array[],
  start: Float64Array,
): Float64Array | null {
  const lookAt = (fit: Float64Array) => ({ fit, ...derivatives(label, patterns, centred, fit) });
  let here = lookAt(start);
  for (let step = 0; step < mostSteps; step++) {
    const { fit, value, gradient, curvature } = here;
    const solved = solvePositiveDefinite(curvature, gradient, fit.length);
    if ("dependent" in solved) return null;
    const { solution } = solved;
    const moved = (share: number) =>
      lookAt(fit.map((own, index) => own - share * at(solution, index)));
    // Newton's own step can overshoot where answers are nearly determined.
    let share = 1;
    here = moved(share);
    while (here.value > value * (1 + 1e-12) && share > 1e-6) {
      share /= 2;
      here = moved(share);
    }
    if (Math.max(...solution.map(Math.abs)) < largestStep) return here.fit;
  }
  return null;
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
    const chance = sigmoid(logit);
    const ofTruth = answer === 1 ? logit : -logit;
    value += count * softplus(-ofTruth);
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
