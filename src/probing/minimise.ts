import { NumericError } from "../base/errors.js";
import { at } from "../base/ndarray.js";

/** A smooth function: value at `point` [n]; writes its gradient into `gradient` [n]. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

/** When to stop, and how much to remember. */
export interface MinimiseOptions {
  /** Stop where no entry of the gradient is larger in size; 1e-6 if not given. */
  readonly tolerance?: number;
  /** 500 if not given. */
  readonly maxIterations?: number;
}

/** Steps that the approximation of the Hessian is made of. */
const memory = 10;
/** Share of the slope that a step must at least achieve (Armijo). */
const sufficient = 1e-4;

/**
 * Minimum of a convex function by L-BFGS with backtracking (Armijo), float64, from `start`, which is not
 * changed.
 * @source Nocedal and Wright 2006, algorithms 3.1, 7.4 and 7.5.
 * @throws NumericError where value or gradient is not finite, or `maxIterations` do not reach the tolerance.
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  options: MinimiseOptions = {},
): Float64Array {
  const { tolerance = 1e-6, maxIterations = 500 } = options;
  let point = Float64Array.from(start);
  let gradient = new Float64Array(point.length);
  let value = objective(point, gradient);
  const history: Correction[] = [];
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    checkFinite(value, gradient, iteration);
    if (largest(gradient) <= tolerance) return point;
    const direction = descent(gradient, history);
    const slope = dot(direction, gradient);
    let step = history.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    const next = new Float64Array(point.length);
    const nextGradient = new Float64Array(point.length);
    let nextValue = Infinity;
    for (let halvings = 0; halvings < 60; halvings++) {
      for (let index = 0; index < next.length; index++) {
        next[index] = at(point, index) + step * at(direction, index);
      }
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + sufficient * step * slope) break;
      step /= 2;
    }
    // Rounding hides any further descent: this is the minimum as float64 can tell.
    if (!(nextValue < value)) return point;
    const change = subtract(next, point);
    const bend = subtract(nextGradient, gradient);
    const curvature = dot(change, bend);
    if (curvature > 1e-12 * dot(bend, bend)) {
      history.push({ change, bend, inverse: 1 / curvature });
      if (history.length > memory) history.shift();
    }
    point = next;
    gradient = nextGradient;
    value = nextValue;
  }
  throw new NumericError("minimise", "no minimum found", {
    expected: `gradient of at most ${tolerance}`,
    got: largest(gradient),
    iterations: maxIterations,
  });
}

interface Correction {
  readonly change: Float64Array;
  readonly bend: Float64Array;
  readonly inverse: number;
}

/** −H·gradient by the two-loop recursion. */
function descent(gradient: Float64Array, history: readonly Correction[]): Float64Array {
  const direction = gradient.map((entry) => -entry);
  const weights: number[] = [];
  for (const { change, bend, inverse } of [...history].reverse()) {
    const weight = inverse * dot(change, direction);
    addScaled(direction, bend, -weight);
    weights.unshift(weight);
  }
  const latest = history.at(-1);
  if (latest !== undefined) {
    const scale = 1 / (latest.inverse * dot(latest.bend, latest.bend));
    for (let index = 0; index < direction.length; index++) direction[index] = at(direction, index) * scale; // prettier-ignore
  }
  for (const [place, { change, bend, inverse }] of history.entries()) {
    addScaled(direction, change, at(weights, place) - inverse * dot(bend, direction));
  }
  return direction;
}

function checkFinite(value: number, gradient: Float64Array, iteration: number): void {
  if (Number.isFinite(value) && gradient.every(Number.isFinite)) return;
  throw new NumericError("minimise", "the function is not finite", { got: value, iteration });
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += at(left, index) * at(right, index);
  return sum;
}

function addScaled(target: Float64Array, other: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index++) {
    target[index] = at(target, index) + factor * at(other, index);
  }
}

function subtract(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((entry, index) => entry - at(right, index));
}

function largest(values: Float64Array): number {
  return values.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
}
