/**
 * Convolution over any number of spatial axes (cross-correlation, as in every deep-learning library),
 * its transpose, and its weight gradient.
 */
import { ShapeError } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import { defineOp, notDifferentiable, single, type OpFunction } from "../op.js";
import { coordinatesOf, flatIndex, referenceArray } from "../reference.js";
import type { Tensor } from "../tensor.js";
import type { ReferenceArray, Shape } from "../types.js";
import { emitConvolution } from "./conv-blocked.js";
import { lowerConvTranspose, lowerWeightGradient } from "./conv-lowering.js";
import { floatOnly, need, needTensor } from "./elementwise.js";
import { sum } from "./reduce.js";

/** Options of a convolution; one number for all spatial axes, or one an axis. */
export interface ConvOptions {
  readonly stride?: number | readonly number[];
  /** Zeros before and after each axis. */
  readonly padding?: number | readonly number[];
  readonly dilation?: number | readonly number[];
  readonly groups?: number;
}

/** The same, one entry a spatial axis. */
export type ConvGeometry = {
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
};

type TransposeGeometry = ConvGeometry & { readonly outputPadding: readonly number[] };
type WeightGeometry = ConvGeometry & { readonly kernel: readonly number[] };

/** One entry an axis. @throws ShapeError where the list has another length. */
export function perAxis(
  where: string,
  value: number | readonly number[],
  axes: number,
): readonly number[] {
  if (typeof value === "number") return new Array<number>(axes).fill(value);
  if (value.length !== axes) {
    throw new ShapeError(where, "one value a spatial axis", { expected: axes, got: value.length });
  }
  return value;
}

function geometryOf(where: string, x: Tensor, options: ConvOptions): ConvGeometry {
  const axes = x.shape.length - 2;
  return {
    stride: perAxis(where, options.stride ?? 1, axes),
    padding: perAxis(where, options.padding ?? 0, axes),
    dilation: perAxis(where, options.dilation ?? 1, axes),
    groups: options.groups ?? 1,
  };
}

/** Positions of a window of `kernel` along one axis of `extent`. */
export function windowCount(
  extent: number,
  kernel: number,
  stride: number,
  padding: number,
  dilation: number,
): number {
  return Math.floor((extent + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
}

function convShape(where: string, x: Shape, weight: Shape, geometry: ConvGeometry): Shape {
  const { stride, padding, dilation, groups } = geometry;
  if (x.length < 3 || weight.length !== x.length) {
    throw new ShapeError(where, "operands need batch, channel and equal spatial axes", {
      x,
      weight,
    });
  }
  if (at(x, 1) !== at(weight, 1) * groups || at(weight, 0) % groups !== 0) {
    throw new ShapeError(where, "weight input channels", {
      expected: at(x, 1) / groups,
      got: at(weight, 1),
      x,
      weight,
      groups,
    });
  }
  const space = x.slice(2).map((extent, axis) => {
    const count = windowCount(
      extent,
      at(weight, axis + 2),
      at(stride, axis),
      at(padding, axis),
      at(dilation, axis),
    );
    if (count < 1) {
      throw new ShapeError(where, "kernel larger than the padded image", { x, weight, padding });
    }
    return count;
  });
  return [at(x, 0), at(weight, 0), ...space];
}

/** Calls `visit(output position, input position, kernel position)` for every product of a convolution. */
function visitProducts(
  x: Shape,
  weight: Shape,
  output: Shape,
  { stride, padding, dilation, groups }: ConvGeometry,
  visit: (output: number, x: number, weight: number) => void,
): void {
  const perGroup = at(weight, 0) / groups;
  const taps = Array.from({ length: sizeOf(weight.slice(1)) }, (_, tap) =>
    coordinatesOf(weight.slice(1), tap),
  );
  for (let index = 0; index < sizeOf(output); index++) {
    const [sample = 0, channel = 0, ...space] = coordinatesOf(output, index);
    for (const [tap, [tapChannel = 0, ...offsets]] of taps.entries()) {
      const place = space.map(
        (position, axis) =>
          position * at(stride, axis) - at(padding, axis) + at(offsets, axis) * at(dilation, axis),
      );
      if (!place.every((p, axis) => p >= 0 && p < at(x, axis + 2))) continue;
      const source = Math.floor(channel / perGroup) * at(weight, 1) + tapChannel;
      visit(index, flatIndex(x, [sample, source, ...place]), channel * taps.length + tap);
    }
  }
}

type ConvCall = (x: Tensor, weight: Tensor, bias: Tensor | null, options?: ConvOptions) => Tensor;

/**
 * x [B, C, ...space], weight [O, C/groups, ...kernel], bias [O] or none -> [B, O, ...space'].
 * space' = ⌊(space + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.
 * @source ONNX Conv; PyTorch conv2d, conv3d.
 */
export const conv: OpFunction<ConvCall> = defineOp<ConvGeometry, ConvCall>(
  "conv",
  {
    infer: (inputs, geometry) => {
      const x = floatOnly("conv", inputs[0]).shape;
      const weight = floatOnly("conv", inputs[1]).shape;
      const bias = inputs[2]?.shape;
      if (bias !== undefined && (bias.length !== 1 || bias[0] !== weight[0])) {
        throw new ShapeError("conv", "bias", { expected: [at(weight, 0)], got: bias });
      }
      return [{ dtype: "float32", shape: convShape("conv", x, weight, geometry) }];
    },
    reference: ([x, weight, bias], geometry, [type]) => {
      const { shape } = need(type);
      const channelSize = sizeOf(shape.slice(2));
      const result = referenceArray(shape, (index) =>
        bias === undefined ? 0 : at(bias.data, Math.floor(index / channelSize) % at(shape, 1)),
      );
      visitProducts(need(x).shape, need(weight).shape, shape, geometry, (out, from, tap) => {
        result.data[out] =
          at(result.data, out) + at(need(x).data, from) * at(need(weight).data, tap);
      });
      return [result];
    },
    gradient: ({ inputs, outputs, outputGradients, attributes }) => {
      const [x, weight] = [at(inputs, 0), at(inputs, 1)];
      const dy = needTensor(outputGradients[0]);
      const axes = at(outputs, 0).shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
      return [
        () =>
          convTranspose(dy, weight, {
            ...attributes,
            outputPadding: leftOver(x, weight, dy, attributes),
          }),
        () => convWeightGradient(x, dy, { ...attributes, kernel: weight.shape.slice(2) }),
        ...(inputs.length > 2 ? [() => sum(dy, { axes })] : []),
      ];
    },
    lower: (onnx, [x, weight, bias], { attributes, inputTypes, outputTypes }) => [
      emitConvolution(onnx, {
        x: need(x),
        weight: need(weight),
        bias: bias ?? null,
        xShape: need(inputTypes[0]).shape,
        weightShape: need(inputTypes[1]).shape,
        outputShape: need(outputTypes[0]).shape,
        stride: attributes.stride,
        padBefore: attributes.padding,
        padAfter: attributes.padding,
        dilation: attributes.dilation,
        groups: attributes.groups,
      }),
    ],
  },
  (apply) =>
    (x, weight, bias, options = {}) =>
      single(
        apply(bias === null ? [x, weight] : [x, weight, bias], geometryOf("conv", x, options)),
      ),
);

/** Rows at the end of each axis that no window of the convolution reached. */
function leftOver(x: Tensor, weight: Tensor, dy: Tensor, geometry: ConvGeometry): number[] {
  return x.shape.slice(2).map((extent, axis) => {
    const kernel = at(weight.shape, axis + 2);
    const reach =
      (at(dy.shape, axis + 2) - 1) * at(geometry.stride, axis) -
      2 * at(geometry.padding, axis) +
      at(geometry.dilation, axis) * (kernel - 1) +
      1;
    return extent - reach;
  });
}

type ConvTransposeCall = (
  x: Tensor,
  weight: Tensor,
  options?: ConvOptions & { readonly outputPadding?: number | readonly number[] },
) => Tensor;

/**
 * Transposed convolution, the input gradient of `conv`: x [B, O, ...space], weight [O, C/groups, ...kernel]
 * -> [B, C, ...space'], space' = (space − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1.
 * @source ONNX ConvTranspose; PyTorch conv_transpose2d (weight in PyTorch's layout).
 */
export const convTranspose: OpFunction<ConvTransposeCall> = defineOp<
  TransposeGeometry,
  ConvTransposeCall
>(
  "convTranspose",
  {
    infer: (inputs, { stride, padding, dilation, outputPadding, groups }) => {
      const x = floatOnly("convTranspose", inputs[0]).shape;
      const weight = floatOnly("convTranspose", inputs[1]).shape;
      if (at(x, 1) !== weight[0] || x.length !== weight.length || at(x, 1) % groups !== 0) {
        throw new ShapeError("convTranspose", "weight output channels", {
          expected: at(x, 1),
          got: weight[0] ?? "nothing",
          x,
          weight,
          groups,
        });
      }
      const space = x.slice(2).map((extent, axis) => {
        const reach = (extent - 1) * at(stride, axis) - 2 * at(padding, axis);
        return (
          reach + at(dilation, axis) * (at(weight, axis + 2) - 1) + at(outputPadding, axis) + 1
        );
      });
      return [{ dtype: "float32", shape: [at(x, 0), at(weight, 1) * groups, ...space] }];
    },
    reference: ([x, weight], geometry, [type]) => {
      const { shape } = need(type);
      const result = referenceArray(shape, () => 0);
      visitProducts(shape, need(weight).shape, need(x).shape, geometry, (from, out, tap) => {
        result.data[out] =
          at(result.data, out) + at(need(x).data, from) * at(need(weight).data, tap);
      });
      return [result];
    },
    gradient: ({ inputs, outputGradients, attributes }) => {
      const [x, weight] = [at(inputs, 0), at(inputs, 1)];
      const dy = needTensor(outputGradients[0]);
      return [
        () => conv(dy, weight, null, attributes),
        () => convWeightGradient(dy, x, { ...attributes, kernel: weight.shape.slice(2) }),
      ];
    },
    lower: (onnx, inputs, context) => [lowerConvTranspose(onnx, inputs, context)],
  },
  (apply) =>
    (x, weight, options = {}) =>
      single(
        apply([x, weight], {
          ...geometryOf("convTranspose", x, options),
          outputPadding: perAxis("convTranspose", options.outputPadding ?? 0, x.shape.length - 2),
        }),
      ),
);

/**
 * dL/dweight of `conv`: x [B, C, ...space], dy [B, O, ...space'] -> [O, C/groups, ...kernel].
 * The operator that decides the speed of training; its lowering is chosen by shape.
 */
export const convWeightGradient = defineOp<
  WeightGeometry,
  (x: Tensor, dy: Tensor, options: ConvOptions & { readonly kernel: readonly number[] }) => Tensor
>(
  "convWeightGradient",
  {
    infer: (inputs, { kernel, ...geometry }) => {
      const x = floatOnly("convWeightGradient", inputs[0]).shape;
      const dy = floatOnly("convWeightGradient", inputs[1]).shape;
      const weight = [at(dy, 1), at(x, 1) / geometry.groups, ...kernel];
      const expected = convShape("convWeightGradient", x, weight, geometry);
      if (expected.some((extent, axis) => extent !== dy[axis])) {
        throw new ShapeError("convWeightGradient", "output gradient", { expected, got: dy });
      }
      return [{ dtype: "float32", shape: weight }];
    },
    reference: ([x, dy], geometry, [type]): ReferenceArray[] => {
      const { shape } = need(type);
      const result = referenceArray(shape, () => 0);
      visitProducts(need(x).shape, shape, need(dy).shape, geometry, (out, from, tap) => {
        result.data[tap] = at(result.data, tap) + at(need(dy).data, out) * at(need(x).data, from);
      });
      return [result];
    },
    gradient: notDifferentiable("second derivatives are not offered"),
    lower: (onnx, inputs, context) => [lowerWeightGradient(onnx, inputs, context)],
  },
  (apply) => (x, dy, options) =>
    single(
      apply([x, dy], {
        ...geometryOf("convWeightGradient", x, options),
        kernel: options.kernel,
      }),
    ),
);
