/**
 * Laws by which weights are drawn. Names as in PyTorch's `torch.nn.init` where a law is published there;
 * the draws themselves are ours (see base/rng.ts), so equal laws do not mean equal numbers.
 */
import { ShapeError } from "../base/errors.js";
import { at, sizeOf } from "../base/ndarray.js";
import type { Shape } from "../graph/types.js";
import type { Initialiser } from "./layer.js";

/** How many operands one output sums over (`fanIn`) and how many outputs one operand reaches (`fanOut`). */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/**
 * Fans of a weight [outputs, inputs, ...kernel]: fanIn = inputs · taps, fanOut = outputs · taps. For a
 * transposed convolution PyTorch reads its weight [inputs, outputs, ...kernel] the same way, and so do we.
 * @throws ShapeError for a shape with fewer than two axes.
 */
export function fansOf(shape: Shape): Fans {
  if (shape.length < 2) {
    throw new ShapeError("init", "a weight needs an output and an input axis", { got: shape });
  }
  const taps = sizeOf(shape.slice(2));
  return { fanIn: at(shape, 1) * taps, fanOut: at(shape, 0) * taps };
}

/** The law U(−bound, bound). */
export function uniformInit(bound: number): Initialiser {
  return (rng, shape) => drawAll(shape, () => (2 * rng.uniform() - 1) * bound);
}

/** The law N(0, standardDeviation²). */
export function normalInit(standardDeviation: number): Initialiser {
  return (rng, shape) => drawAll(shape, () => rng.normal() * standardDeviation);
}

/**
 * The law N(0, standardDeviation²) inside [−2, 2]: what falls outside is drawn again.
 * @source torch.nn.init.trunc_normal_ with its default bounds, which are values, not deviations.
 */
export function truncatedNormalInit(standardDeviation: number): Initialiser {
  return (rng, shape) =>
    drawAll(shape, () => {
      for (;;) {
        const value = rng.normal() * standardDeviation;
        if (Math.abs(value) <= 2) return value;
      }
    });
}

/**
 * U(−1/√fanIn, 1/√fanIn): PyTorch's default for the weights of linear layers and convolutions.
 * @source torch.nn.init.kaiming_uniform_(a=√5): bound = √(6 / ((1 + a²)·fanIn)) = 1/√fanIn.
 */
export const kaimingUniform: Initialiser = (rng, shape) =>
  uniformInit(1 / Math.sqrt(fansOf(shape).fanIn))(rng, shape);

/** PyTorch's default for the bias that goes with `weight`: U(−1/√fanIn, 1/√fanIn), fanIn of the weight. */
export function biasUniform(weight: Shape): Initialiser {
  return uniformInit(1 / Math.sqrt(fansOf(weight).fanIn));
}

/**
 * N(0, 2/fanOut): keeps the variance of gradients through ReLU layers; torchvision's law for ResNets.
 * @source torch.nn.init.kaiming_normal_(mode="fan_out", nonlinearity="relu"); He et al. 2015.
 */
export const kaimingNormal: Initialiser = (rng, shape) =>
  normalInit(Math.sqrt(2 / fansOf(shape).fanOut))(rng, shape);

/**
 * N(0, 2/fanIn): keeps the variance of activations through ReLU layers; torchvision's law for DenseNets.
 * @source torch.nn.init.kaiming_normal_(mode="fan_in"); He et al. 2015.
 */
export const kaimingNormalIn: Initialiser = (rng, shape) =>
  normalInit(Math.sqrt(2 / fansOf(shape).fanIn))(rng, shape);

/**
 * U(−√(6/(fanIn + fanOut)), √(6/(fanIn + fanOut))): PyTorch's law for attention projections.
 * @source torch.nn.init.xavier_uniform_(gain=1); Glorot & Bengio 2010.
 */
export const xavierUniform: Initialiser = (rng, shape) => {
  const { fanIn, fanOut } = fansOf(shape);
  return uniformInit(Math.sqrt(6 / (fanIn + fanOut)))(rng, shape);
};

/** A plain loop: `Float32Array.from` takes several times as long, which shows for millions of weights. */
function drawAll(shape: Shape, draw: () => number): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  for (let index = 0; index < values.length; index++) values[index] = draw();
  return values;
}
