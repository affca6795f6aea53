import { NumericError } from "../base/errors.js";
import { at } from "../base/ndarray.js";

/** Rows to fit on. */
export interface LogisticRows {
  /** [n, F], C order. */
  readonly features: Float64Array;
  readonly width: number;
  /** [n], each in 0..classes − 1. */
  readonly labels: Int32Array;
  readonly classes: number;
}

/** What keeps the weights small; biases are free. */
export interface LogisticPenalty {
  readonly penalty: "l1" | "l2";
  /** Above 0. */
  readonly strength: number;
}

/** logits = features · weightᵀ + bias. */
export interface LogisticFit {
  /** [classes, F] */
  readonly weight: Float64Array;
  /** [classes] */
  readonly bias: Float64Array;
}

const tolerance = 1e-7;
const maxIterations = 20_000;

/**
 * Multinomial logistic regression in double precision: the minimum of
 *
 *   mean over rows of cross-entropy + strength · R(W),   R = Σ|w| (`l1`) or ½ Σ w² (`l2`).
 *
 * FISTA from zeros, with backtracking and with restarts where the momentum points uphill; done when the
 * gradient mapping is below 1e-7 in every entry. Convex: the minimum does not depend on the start. With two
 * classes and `l1` the minimum fixes w_1 − w_0 alone, which is what logits need; it is that of binary logistic
 * regression with the same strength (`l2`: with half of it, since ½(w_0² + w_1²) = ¼(w_1 − w_0)²).
 * scikit-learn's C is 1 / (n · strength).
 *
 * @throws NumericError where 20,000 iterations are not enough: features far from unit variance, or a strength
 * near 0 on separable rows.
 * @source Beck & Teboulle 2009 (FISTA); O'Donoghue & Candès 2015 (restart by the gradient).
 */
export function fitLogistic(rows: LogisticRows, options: LogisticPenalty): LogisticFit {
  const { width, classes } = rows;
  const count = classes * width;
  let current: Float64Array = new Float64Array(count + classes);
  let point: Float64Array = current;
  let momentum = 1;
  let curvature = 1;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const { loss, gradient } = lossAndGradient(rows, point);
    let next: Float64Array;
    for (;;) {
      next = proximalStep(point, gradient, count, curvature, options);
      if (meanLoss(rows, next) <= upperBound(loss, gradient, point, next, curvature)) break;
      curvature *= 2;
    }
    let largest = 0;
    let uphill = 0;
    for (const [index, value] of next.entries()) {
      const change = at(point, index) - value;
      largest = Math.max(largest, Math.abs(change));
      uphill += change * (value - at(current, index));
    }
    if (largest * curvature <= tolerance) {
      return { weight: next.slice(0, count), bias: next.slice(count) };
    }
    const following = uphill > 0 ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const share = uphill > 0 ? 0 : (momentum - 1) / following;
    const before = current;
    point = next.map((value, index) => value + share * (value - at(before, index)));
    current = next;
    momentum = following;
  }
  throw new NumericError("logistic regression", `no minimum after ${maxIterations} iterations`, {
    rows: rows.labels.length,
    features: width,
    strength: options.strength,
    advice: "Raise the strength of its penalty.",
  });
}

/** Minimum of the quadratic model around `point` plus the penalty, entry by entry. */
function proximalStep(
  point: Float64Array,
  gradient: Float64Array,
  weights: number,
  curvature: number,
  { penalty, strength }: LogisticPenalty,
): Float64Array {
  return point.map((value, index) => {
    const moved = value - at(gradient, index) / curvature;
    if (index >= weights) return moved;
    const amount = strength / curvature;
    if (penalty === "l2") return moved / (1 + amount);
    return Math.sign(moved) * Math.max(0, Math.abs(moved) - amount);
  });
}

/** The quadratic model at `next`, with room for rounding: where it holds, the step is short enough. */
function upperBound(
  loss: number,
  gradient: Float64Array,
  point: Float64Array,
  next: Float64Array,
  curvature: number,
): number {
  let bound = loss + 1e-14 * Math.abs(loss);
  for (const [index, value] of next.entries()) {
    const change = value - at(point, index);
    bound += at(gradient, index) * change + 0.5 * curvature * change * change;
  }
  return bound;
}

function meanLoss(rows: LogisticRows, parameters: Float64Array): number {
  return visitRows(rows, parameters, null);
}

function lossAndGradient(rows: LogisticRows, parameters: Float64Array) {
  const gradient = new Float64Array(parameters.length);
  return { loss: visitRows(rows, parameters, gradient), gradient };
}

/** Mean cross-entropy; adds its gradient to `gradient` where there is one. */
function visitRows(
  { features, width, labels, classes }: LogisticRows,
  parameters: Float64Array,
  gradient: Float64Array | null,
): number {
  const count = labels.length;
  const logits = new Float64Array(classes);
  let total = 0;
  for (let row = 0; row < count; row++) {
    let highest = -Infinity;
    for (let label = 0; label < classes; label++) {
      let logit = parameters[classes * width + label] ?? 0;
      for (let feature = 0; feature < width; feature++) {
        logit +=
          (features[row * width + feature] ?? 0) * (parameters[label * width + feature] ?? 0);
      }
      logits[label] = logit;
      highest = Math.max(highest, logit);
    }
    let sum = 0;
    for (const logit of logits) sum += Math.exp(logit - highest);
    const own = at(labels, row);
    total += highest + Math.log(sum) - at(logits, own);
    if (gradient === null) continue;
    for (let label = 0; label < classes; label++) {
      const share = Math.exp((logits[label] ?? 0) - highest) / sum;
      const residual = (share - (label === own ? 1 : 0)) / count;
      gradient[classes * width + label] = (gradient[classes * width + label] ?? 0) + residual;
      for (let feature = 0; feature < width; feature++) {
        const place = label * width + feature;
        gradient[place] =
          (gradient[place] ?? 0) + residual * (features[row * width + feature] ?? 0);
      }
    }
  }
  return total / count;
}
