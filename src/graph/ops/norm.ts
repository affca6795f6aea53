/** Normalisation by batch, layer, group or instance statistics. */
import { ShapeError } from "../../base/errors.js";
import { at, sameShape, sizeOf } from "../../base/ndarray.js";
import { defineOp, notDifferentiable, type OpFunction } from "../op.js";
import { referenceArray } from "../reference.js";
import type { GradientContext, InputGradient, Tensor } from "../tensor.js";
import type { ReferenceArray, Shape, TensorType } from "../types.js";
import { add, div, floatOnly, mul, need, reciprocal, sqrt, sub } from "./elementwise.js";
import { lowerBatchNorm, lowerBatchNormGradient } from "./norm-lowering.js";
import { expand, mean, reshape } from "./reduce.js";

/** Added to the variance before the root. */
type NormAttributes = { readonly epsilon: number };

/** Values that share one mean and variance: n = B·space. */
function valuesPerChannel(shape: Shape): number {
  return sizeOf(shape) / at(shape, 1);
}

/** @throws ShapeError where x has no channel axis, or an operand by channel is not [C]. */
function checkChannels(
  where: string,
  x: Shape,
  operands: Readonly<Record<string, TensorType | undefined>>,
): Shape {
  if (x.length < 2) throw new ShapeError(where, "x needs batch and channel axes", { got: x });
  const channels = [at(x, 1)];
  for (const [name, operand] of Object.entries(operands)) {
    const { shape } = floatOnly(where, operand);
    if (!sameShape(shape, channels)) {
      throw new ShapeError(where, name, { expected: channels, got: shape });
    }
  }
  return channels;
}

/** A value by channel, [C], as it broadcasts against x [B, C, ...space]. */
function alongChannels(value: Tensor, x: Shape): Tensor {
  return reshape(value, [at(x, 1), ...x.slice(2).map(() => 1)]);
}

type BatchNormCall = (
  x: Tensor,
  scale: Tensor,
  bias: Tensor,
  epsilon: number,
) => readonly [y: Tensor, mean: Tensor, variance: Tensor];

/**
 * Batch normalisation with the statistics of the batch: x [B, C, ...space], scale [C], bias [C] ->
 * y [B, C, ...space], mean [C], variance [C] (biased: divided by n = B·space).
 * y = scale · (x − mean) / √(variance + epsilon) + bias; the variance is taken of x − mean, so that a large mean
 * costs no digits.
 *
 * Gradients flow through all three results. Running statistics are no path of the loss: they need
 * `stopGradient` only where something else of the loss reads them.
 * @throws ShapeError where n < 2 (nothing would be left of x), or scale or bias is not [C].
 * @source Ioffe & Szegedy 2015; PyTorch BatchNorm in training mode.
 */
export const batchNorm: OpFunction<BatchNormCall> = defineOp<NormAttributes, BatchNormCall>(
  "batchNorm",
  {
    infer: ([x, scale, bias]) => {
      const { dtype, shape } = floatOnly("batchNorm", x);
      const channels = checkChannels("batchNorm", shape, { scale, bias });
      if (valuesPerChannel(shape) < 2) {
        throw new ShapeError("batchNorm", "one value a channel has no variance", {
          x: shape,
          advice: "Use a batch of at least 2.",
        });
      }
      // The fourth result is x − mean, kept for the gradient.
      return [shape, channels, channels, shape].map((own) => ({ dtype, shape: own }));
    },
    reference: ([x, scale, bias], { epsilon }) =>
      batchNormReference(need(x), need(scale), need(bias), epsilon),
    gradient: batchNormOperandGradients,
    lower: (onnx, inputs, { attributes, inputTypes }) =>
      lowerBatchNorm(onnx, inputs, need(inputTypes[0]).shape, attributes.epsilon),
  },
  (apply) => (x, scale, bias, epsilon) => {
    const [y, batchMean, variance] = apply([x, scale, bias], { epsilon });
    return [need(y), need(batchMean), need(variance)];
  },
);

function batchNormReference(
  x: ReferenceArray,
  scale: ReferenceArray,
  bias: ReferenceArray,
  epsilon: number,
): ReferenceArray[] {
  const channel = channelOf(x.shape);
  const average = (value: (index: number) => number): ReferenceArray => {
    const sums = sumByChannel(x.shape, value);
    return referenceArray(sums.shape, (c) => at(sums.data, c) / valuesPerChannel(x.shape));
  };
  const means = average((index) => at(x.data, index));
  const centred = referenceArray(x.shape, (i) => at(x.data, i) - at(means.data, channel(i)));
  const variances = average((index) => at(centred.data, index) ** 2);
  const y = referenceArray(x.shape, (index) => {
    const c = channel(index);
    const root = Math.sqrt(at(variances.data, c) + epsilon);
    return (at(scale.data, c) * at(centred.data, index)) / root + at(bias.data, c);
  });
  return [y, means, variances, centred];
}

/** The channel of each flat position. */
function channelOf(shape: Shape): (index: number) => number {
  const space = sizeOf(shape.slice(2));
  return (index) => Math.floor(index / space) % at(shape, 1);
}

function sumByChannel(shape: Shape, value: (index: number) => number): ReferenceArray {
  const channel = channelOf(shape);
  const sums = referenceArray([at(shape, 1)], () => 0);
  for (let index = 0; index < sizeOf(shape); index++) {
    sums.data[channel(index)] = at(sums.data, channel(index)) + value(index);
  }
  return sums;
}

function batchNormOperandGradients({
  inputs,
  outputs,
  outputGradients,
  attributes,
}: GradientContext<NormAttributes>): InputGradient[] {
  const [x, scale] = [at(inputs, 0), at(inputs, 1)];
  const [variance, centred] = [at(outputs, 2), at(outputs, 3)];
  const [dy = null, dMean = null, dVariance = null] = outputGradients;
  const values = valuesPerChannel(x.shape);
  // One node serves the three operands; it is built when the first of them is asked for.
  let built: ReturnType<typeof batchNormGradient> | undefined;
  const part = (gradient: Tensor, index: 0 | 1 | 2): Tensor => {
    built ??= batchNormGradient(gradient, centred, variance, scale, attributes.epsilon);
    return built[index];
  };
  const ofX = (): Tensor => {
    const terms: Tensor[] = [];
    if (dy !== null) terms.push(part(dy, 0));
    if (dMean !== null) {
      terms.push(expand(alongChannels(mul(dMean, 1 / values), x.shape), x.shape));
    }
    if (dVariance !== null) {
      terms.push(mul(centred, alongChannels(mul(dVariance, 2 / values), x.shape)));
    }
    return terms.reduce((total, term) => add(total, term));
  };
  if (dy === null) {
    const reason = notDifferentiable("the statistics do not depend on scale and bias");
    return [ofX, reason, reason];
  }
  return [ofX, () => part(dy, 1), () => part(dy, 2)];
}

/**
 * dx, dscale, dbias of {@link batchNorm} from dL/dy, x − mean, variance and scale. With the sums over the n
 * values of a channel: dbias = Σ dy, dscale = Σ dy·x̂, dx = scale/√(variance + epsilon) · (dy − dbias/n − x̂·dscale/n),
 * x̂ = (x − mean)/√(variance + epsilon).
 */
export const batchNormGradient = defineOp<
  NormAttributes,
  (
    dy: Tensor,
    centred: Tensor,
    variance: Tensor,
    scale: Tensor,
    epsilon: number,
  ) => readonly [dx: Tensor, dScale: Tensor, dBias: Tensor]
>(
  "batchNormGradient",
  {
    infer: ([dy, centred, variance, scale]) => {
      const { dtype, shape } = floatOnly("batchNormGradient", dy);
      const channels = checkChannels("batchNormGradient", shape, { variance, scale });
      if (!sameShape(floatOnly("batchNormGradient", centred).shape, shape)) {
        throw new ShapeError("batchNormGradient", "centred operand", {
          expected: shape,
          got: need(centred).shape,
        });
      }
      return [shape, channels, channels].map((own) => ({ dtype, shape: own }));
    },
    reference: ([dy, centred, variance, scale], { epsilon }) => {
      const { shape, data } = need(dy);
      const channel = channelOf(shape);
      const values = valuesPerChannel(shape);
      const inverse = need(variance).data.map((value) => 1 / Math.sqrt(value + epsilon));
      const normalised = referenceArray(
        shape,
        (index) => at(need(centred).data, index) * at(inverse, channel(index)),
      );
      const dBias = sumByChannel(shape, (index) => at(data, index));
      const dScale = sumByChannel(shape, (index) => at(data, index) * at(normalised.data, index));
      const dx = referenceArray(shape, (index) => {
        const c = channel(index);
        const rest =
          at(data, index) -
          (at(dBias.data, c) + at(normalised.data, index) * at(dScale.data, c)) / values;
        return at(need(scale).data, c) * at(inverse, c) * rest;
      });
      return [dx, dScale, dBias];
    },
    gradient: notDifferentiable("second derivatives are not offered"),
    lower: (onnx, inputs, { attributes, inputTypes }) =>
      lowerBatchNormGradient(onnx, inputs, need(inputTypes[0]).shape, attributes.epsilon),
  },
  (apply) => (dy, centred, variance, scale, epsilon) => {
    const [dx, dScale, dBias] = apply([dy, centred, variance, scale], { epsilon });
    return [need(dx), need(dScale), need(dBias)];
  },
);

/**
 * Batch normalisation with given statistics (evaluation): x [B, C, ...space], all others [C] ->
 * scale · (x − mean) / √(variance + epsilon) + bias, as one multiplication and one addition by channel.
 * @throws ShapeError where an operand by channel is not [C].
 */
export function batchNormInference(
  x: Tensor,
  statistics: {
    readonly scale: Tensor;
    readonly bias: Tensor;
    readonly mean: Tensor;
    readonly variance: Tensor;
  },
  epsilon: number,
): Tensor {
  checkChannels("batchNormInference", x.shape, { ...statistics });
  const factor = div(statistics.scale, sqrt(add(statistics.variance, epsilon)));
  const offset = sub(statistics.bias, mul(statistics.mean, factor));
  return add(mul(x, alongChannels(factor, x.shape)), alongChannels(offset, x.shape));
}

/** (x − mean) / √(variance + epsilon) with the mean and biased variance over `axes`. */
function normaliseOver(x: Tensor, axes: readonly number[], epsilon: number): Tensor {
  const centred = sub(x, mean(x, { axes, keepAxes: true }));
  const variance = mean(mul(centred, centred), { axes, keepAxes: true });
  return mul(centred, reciprocal(sqrt(add(variance, epsilon))));
}

/**
 * Layer normalisation over the last axes, those of `scale`: x [any.., ...F], scale [...F], bias [...F] -> as x.
 * @throws ShapeError where x does not end in the shape of scale and bias.
 * @source Ba et al. 2016; PyTorch LayerNorm.
 */
export function layerNorm(x: Tensor, scale: Tensor, bias: Tensor, epsilon: number): Tensor {
  const leading = x.shape.length - scale.shape.length;
  const trailing = x.shape.slice(Math.max(leading, 0));
  for (const [name, { shape }] of Object.entries({ scale, bias })) {
    if (shape.length === 0 || !sameShape(shape, trailing)) {
      throw new ShapeError("layerNorm", name, { expected: trailing, got: shape, x: x.shape });
    }
  }
  const axes = scale.shape.map((_, axis) => leading + axis);
  return add(mul(normaliseOver(x, axes, epsilon), scale), bias);
}

/**
 * Group normalisation: mean and variance over each of `groups` equal ranges of channels of a sample, then
 * scale and bias by channel: x [B, C, ...space], scale [C], bias [C] -> as x.
 * @throws ShapeError where the groups do not divide the channels.
 * @source Wu & He 2018; PyTorch GroupNorm.
 */
export function groupNorm(
  x: Tensor,
  scale: Tensor,
  bias: Tensor,
  options: { readonly groups: number; readonly epsilon: number },
): Tensor {
  checkChannels("groupNorm", x.shape, { scale, bias });
  const { groups, epsilon } = options;
  if (!Number.isInteger(groups) || groups < 1 || at(x.shape, 1) % groups !== 0) {
    throw new ShapeError("groupNorm", "groups must divide the channels", { groups, x: x.shape });
  }
  const normalised = normaliseOver(reshape(x, [at(x.shape, 0), groups, -1]), [2], epsilon);
  const scaled = mul(reshape(normalised, x.shape), alongChannels(scale, x.shape));
  return add(scaled, alongChannels(bias, x.shape));
}

/**
 * Instance normalisation: every channel of every sample by its own mean and variance over space; then scale
 * and bias by channel. One pixel of space gives the bias.
 * @source Ulyanov et al. 2016; PyTorch InstanceNorm with affine parameters.
 */
export function instanceNorm(x: Tensor, scale: Tensor, bias: Tensor, epsilon: number): Tensor {
  checkChannels("instanceNorm", x.shape, { scale, bias });
  return groupNorm(x, scale, bias, { groups: at(x.shape, 1), epsilon });
}
