/** Pooling over windows of any number of spatial axes. */
import { ShapeError } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import { defineOp, notDifferentiable } from "../op.js";
import { coordinatesOf, flatIndex, referenceArray } from "../reference.js";
import type { Tensor } from "../tensor.js";
import type { ReferenceArray, Shape } from "../types.js";
import { perAxis, windowCount } from "./conv.js";
import { floatOnly, need, needTensor } from "./elementwise.js";
import { emitMaxPool } from "./max-pool-lowering.js";

/** Options of a pooling window; the stride is the kernel where it is not given. */
export interface PoolOptions {
  readonly kernel: number | readonly number[];
  readonly stride?: number | readonly number[];
  readonly padding?: number | readonly number[];
}

/** The same, one entry a spatial axis. */
export type PoolGeometry = {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
};
type GradientGeometry = PoolGeometry & { readonly shape: Shape };

/** The options, one entry a spatial axis. */
export function poolGeometry(where: string, x: Tensor, options: PoolOptions): PoolGeometry {
  const axes = x.shape.length - 2;
  const kernel = perAxis(where, options.kernel, axes);
  return {
    kernel,
    stride: options.stride === undefined ? kernel : perAxis(where, options.stride, axes),
    padding: perAxis(where, options.padding ?? 0, axes),
  };
}

/**
 * [B, C, ...space'] with space' = ⌊(space + 2·padding − kernel) / stride⌋ + 1.
 * @throws ShapeError where no window fits, or padding exceeds half the kernel.
 */
export function pooledShape(
  where: string,
  x: Shape,
  { kernel, stride, padding }: PoolGeometry,
): Shape {
  const space = x.slice(2).map((extent, axis) => {
    const count = windowCount(extent, at(kernel, axis), at(stride, axis), at(padding, axis), 1);
    if (count < 1 || at(padding, axis) * 2 > at(kernel, axis)) {
      throw new ShapeError(where, "window does not fit (padding at most half the kernel)", {
        x,
        kernel,
        padding,
      });
    }
    return count;
  });
  return [at(x, 0), at(x, 1), ...space];
}

/** Flat positions in `x` of one window's elements, padding left out, in C order. */
export function windowElements(
  x: Shape,
  output: Shape,
  index: number,
  geometry: PoolGeometry,
): number[] {
  const [sample = 0, channel = 0, ...space] = coordinatesOf(output, index);
  return Array.from({ length: sizeOf(geometry.kernel) }, (_, tap) =>
    coordinatesOf(geometry.kernel, tap).map(
      (offset, axis) =>
        at(space, axis) * at(geometry.stride, axis) - at(geometry.padding, axis) + offset,
    ),
  )
    .filter((place) => place.every((p, axis) => p >= 0 && p < at(x, axis + 2)))
    .map((place) => flatIndex(x, [sample, channel, ...place]));
}

/** Do windows share elements? Then gradients add up instead of being copied. */
function overlaps({ kernel, stride }: PoolGeometry): boolean {
  return kernel.some((extent, axis) => extent > at(stride, axis));
}

/** The window as ONNX's pooling operators spell it. */
export const onnxWindow = ({ kernel, stride, padding }: PoolGeometry) => ({
  kernel_shape: kernel,
  strides: stride,
  pads: [...padding, ...padding],
});

/**
 * Largest element of each window, and its flat position in x (int64): x [B, C, ...space] ->
 * [B, C, ...space'] twice. Padding never wins; the first of equal elements in C order does (PyTorch too).
 */
export const maxPoolWithIndices = defineOp<
  PoolGeometry,
  (x: Tensor, options: PoolOptions) => readonly [values: Tensor, indices: Tensor]
>(
  "maxPool",
  {
    infer: ([x], geometry) => {
      const shape = pooledShape("maxPool", floatOnly("maxPool", x).shape, geometry);
      return [
        { dtype: "float32", shape },
        { dtype: "int64", shape },
      ];
    },
    reference: ([x], geometry, [type]) => {
      const { shape, data } = need(x);
      const output = need(type).shape;
      const indices = referenceArray(output, (index) =>
        windowElements(shape, output, index, geometry).reduce((best, element) =>
          at(data, element) > at(data, best) ? element : best,
        ),
      );
      return [referenceArray(output, (index) => at(data, at(indices.data, index))), indices];
    },
    gradient: ({ inputs, outputs, outputGradients, attributes }) => [
      () =>
        maxPoolGradient(
          needTensor(outputGradients[0]),
          at(outputs, 1),
          at(inputs, 0).shape,
          attributes,
        ),
    ],
    lower: (onnx, [x], { attributes, inputTypes, outputTypes, used: [, indicesUsed] }) =>
      emitMaxPool(
        onnx,
        {
          x: need(x),
          xShape: need(inputTypes[0]).shape,
          outputShape: need(outputTypes[0]).shape,
          ...attributes,
        },
        indicesUsed === true,
      ),
  },
  (apply) => (x, options) => {
    const [values, indices] = apply([x], poolGeometry("maxPool", x, options));
    return [need(values), need(indices)];
  },
);

/** Largest element of each window; see {@link maxPoolWithIndices}. */
export function maxPool(x: Tensor, options: PoolOptions): Tensor {
  return maxPoolWithIndices(x, options)[0];
}

/** Each window's gradient put where its largest element was; summed where windows overlap. */
export const maxPoolGradient = defineOp<
  GradientGeometry,
  (dy: Tensor, indices: Tensor, shape: Shape, geometry: PoolGeometry) => Tensor
>(
  "maxPoolGradient",
  {
    infer: ([dy], { shape }) => [{ dtype: floatOnly("maxPoolGradient", dy).dtype, shape }],
    reference: ([dy, indices], { shape }): ReferenceArray[] => {
      const result = referenceArray(shape, () => 0);
      for (const [position, index] of need(indices).data.entries()) {
        result.data[index] = at(result.data, index) + at(need(dy).data, position);
      }
      return [result];
    },
    gradient: notDifferentiable("second derivatives are not offered"),
    lower: (onnx, [dy, indices], { attributes: { shape, ...geometry } }) => {
      if (!overlaps(geometry)) {
        // One pass; ScatterElements takes two more over the whole image.
        const operands = [need(dy), need(indices), onnx.int64(shape)];
        return [onnx.node("MaxUnpool", operands, onnxWindow(geometry))];
      }
      const zeros = onnx.node("Expand", [
        onnx.constant("float32", [1], [0]),
        onnx.int64([sizeOf(shape)]),
      ]);
      const flat = onnx.int64([-1]);
      const placed = onnx.node(
        "ScatterElements",
        [
          zeros,
          onnx.node("Reshape", [need(indices), flat]),
          onnx.node("Reshape", [need(dy), flat]),
        ],
        { axis: 0, reduction: "add" },
      );
      return [onnx.node("Reshape", [placed, onnx.int64(shape)])];
    },
  },
  (apply) =>
    (dy, indices, shape, { kernel, stride, padding }) =>
      need(apply([dy, indices], { kernel, stride, padding, shape })[0]),
);
