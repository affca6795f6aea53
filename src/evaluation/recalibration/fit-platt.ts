import { DataError } from "../../base/errors.js";
import { sigmoid, softplus } from "../../base/logistic.js";
import { at } from "../../base/ndarray.js";
import { checkProbabilities } from "../class-scores.js";
import type { Column } from "../columns.js";
import { undefinedMetric, type Undefined } from "../metric.js";
import { logProbability } from "./log-probability.js";
import type { ScoreMap } from "./score-map.js";

const passes = 100;
const halvings = 12;

/** Slope and intercept. */
type Line = readonly [slope: number, intercept: number];

/**
 * Platt scaling of two classes: P(second) = 1 / (1 + exp(−(a z + b))), z = ln p₁ − ln p₀.
 *
 * labels [n] 0 or 1, probabilities row-major [n, 2] -> `slope` a and `intercept` b of least cross-entropy against (N₊ + 1) / (N₊ + 2) for
 * positives and 1 / (N₋ + 2) for negatives: with them a and b are finite where a threshold parts the classes too. a = 1, b = 0 is
 * calibrated; a < 1 too certain; a < 0 scores that rank the wrong way round.
 * Newton's method with halved steps; the loss is convex.
 * Undefined without positives or negatives, and where all scores are equal.
 * @source Platt 1999, with the targets of its section 2.2; Newton as Lin, Lin and Weng 2007; scikit-learn's method="sigmoid".
 * @throws DataError as `checkProbabilities`, and for more than two classes.
 */
export function fitPlatt(labels: Column, probabilities: Column): ScoreMap | Undefined {
  const where = "fitPlatt";
  const classes = checkProbabilities(where, labels, probabilities);
  if (classes !== 2) throw new DataError(where, "classes", { expected: 2, got: classes });
  let positives = 0;
  for (let row = 0; row < labels.length; row++) positives += at(labels, row);
  const negatives = labels.length - positives;
  if (positives === 0) return undefinedMetric("no positives");
  if (negatives === 0) return undefinedMetric("no negatives");
  const logits = logitsOf(probabilities);
  const first = at(logits, 0);
  if (logits.every((logit) => logit === first)) return undefinedMetric("all scores are equal");
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const targets = Float64Array.from(labels, (label) => (label === 1 ? high : low));
  const [slope, intercept] = fitLine(logits, targets);
  return {
    parameters: { slope, intercept },
    apply: (scores) =>
      logitsOf(scores).reduce((out, logit, row) => {
        const positive = sigmoid(slope * logit + intercept);
        out[2 * row] = 1 - positive;
        out[2 * row + 1] = positive;
        return out;
      }, new Float64Array(scores.length)),
  };
}

function logitsOf(probabilities: Column): Float64Array {
  const logits = new Float64Array(probabilities.length / 2);
  for (let row = 0; row < logits.length; row++) {
    logits[row] = logProbability(probabilities[2 * row + 1] ?? NaN) - logProbability(probabilities[2 * row] ?? NaN); // prettier-ignore
  }
  return logits;
}

/** Σ ln(1 + e^f) − t f, f = a z + b. */
function lossOf(logits: Float64Array, targets: Float64Array, [slope, intercept]: Line): number {
  let loss = 0;
  for (let row = 0; row < logits.length; row++) {
    const value = slope * (logits[row] ?? 0) + intercept;
    loss += softplus(value) - (targets[row] ?? 0) * value;
  }
  return loss;
}

/** The best line; z is centred and scaled on the way, so that the two steps do not hang together. */
function fitLine(logits: Float64Array, targets: Float64Array): Line {
  const rows = logits.length;
  const mean = logits.reduce((sum, logit) => sum + logit, 0) / rows;
  const squares = logits.reduce((sum, logit) => sum + (logit - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / rows);
  const centred = logits.map((logit) => (logit - mean) / deviation);
  const share = targets.reduce((sum, target) => sum + target, 0) / rows;
  let line: Line = [0, Math.log(share / (1 - share))];
  let loss = lossOf(centred, targets, line);
  for (let pass = 0; pass < passes; pass++) {
    const step = newtonStep(centred, targets, line);
    const size = Math.abs(step[0]) + Math.abs(step[1]);
    // So small a step is beyond what the loss can tell: it is taken as it is.
    if (size < 1e-8 * (1 + Math.abs(line[0]) + Math.abs(line[1]))) {
      line = [line[0] - step[0], line[1] - step[1]];
      break;
    }
    const next = downhill(centred, targets, line, step, loss);
    if (next === null) break;
    ({ line, loss } = next);
  }
  const slope = line[0] / deviation;
  return [slope, line[1] - slope * mean];
}

/** The step, or half of it, a quarter, … until the loss does not rise; null where none of them does. */
function downhill(
  logits: Float64Array,
  targets: Float64Array,
  from: Line,
  step: Line,
  before: number,
): { readonly line: Line; readonly loss: number } | null {
  for (let halving = 0, scale = 1; halving < halvings; halving++, scale /= 2) {
    const line: Line = [from[0] - scale * step[0], from[1] - scale * step[1]];
    const loss = lossOf(logits, targets, line);
    if (loss <= before) return { line, loss };
  }
  return null;
}

/** Hessian⁻¹ · gradient. */
function newtonStep(logits: Float64Array, targets: Float64Array, [slope, intercept]: Line): Line {
  let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
  for (let row = 0; row < logits.length; row++) {
    const logit = logits[row] ?? 0;
    const positive = sigmoid(slope * logit + intercept);
    const weight = positive * (1 - positive);
    const error = positive - (targets[row] ?? 0);
    g0 += error * logit;
    g1 += error;
    h00 += weight * logit * logit;
    h01 += weight * logit;
    h11 += weight;
  }
  // As in Lin, Lin and Weng: a little on the diagonal where weights have vanished.
  const [a, c] = [h00 + 1e-12, h11 + 1e-12];
  const determinant = a * c - h01 * h01;
  return [(c * g0 - h01 * g1) / determinant, (a * g1 - h01 * g0) / determinant];
}
