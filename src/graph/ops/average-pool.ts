/** Means over windows of any number of spatial axes. */
import { at, sizeOf } from "../../base/ndarray.js";
import { defineOp, single } from "../op.js";
import { referenceArray } from "../reference.js";
import type { Tensor } from "../tensor.js";
import type { ReferenceArray, Shape } from "../types.js";
import { convTranspose } from "./conv.js";
import { floatOnly, mul, need, needTensor } from "./elementwise.js";
import { pad } from "./movement.js";
import {
  onnxWindow,
  pooledShape,
  poolGeometry,
  windowElements,
  type PoolGeometry,
  type PoolOptions,
} from "./pool.js";
import { expand, mean, reshape } from "./reduce.js";
import { constant } from "./source.js";

/** Options of an averaging window. */
export interface AveragePoolOptions extends PoolOptions {
  /** Padding counts as zeros (default, as in PyTorch); false: the mean is over real elements only. */
  readonly countPadding?: boolean;
}

type AverageGeometry = PoolGeometry & { readonly countPadding: boolean };

/** Elements that each window's sum is divided by: [...space']. */
function divisors(x: Shape, output: Shape, geometry: AverageGeometry): ReferenceArray {
  const plane = [1, 1, ...output.slice(2)];
  const source = [1, 1, ...x.slice(2)];
  return referenceArray(output.slice(2), (index) =>
    geometry.countPadding
      ? sizeOf(geometry.kernel)
      : windowElements(source, plane, index, geometry).length,
  );
}

/**
 * Mean of each window: x [B, C, ...space] -> [B, C, ...space'],
 * space' = ⌊(space + 2·padding − kernel) / stride⌋ + 1.
 * @throws ShapeError where no window fits, or padding exceeds half the kernel.
 * @source ONNX AveragePool; PyTorch avg_pool2d, avg_pool3d (count_include_pad = countPadding).
 */
export const averagePool = defineOp<
  AverageGeometry,
  (x: Tensor, options: AveragePoolOptions) => Tensor
>(
  "averagePool",
  {
    infer: ([x], geometry) => {
      const { dtype, shape } = floatOnly("averagePool", x);
      return [{ dtype, shape: pooledShape("averagePool", shape, geometry) }];
    },
    reference: ([x], geometry, [type]) => {
      const { shape, data } = need(x);
      const output = need(type).shape;
      const counts = divisors(shape, output, geometry);
      return [
        referenceArray(output, (index) => {
          const elements = windowElements(shape, output, index, geometry);
          const sum = elements.reduce((total, element) => total + at(data, element), 0);
          return sum / at(counts.data, index % counts.data.length);
        }),
      ];
    },
    gradient: ({ inputs, outputs, outputGradients, attributes }) => [
      () => {
        const [x, y] = [at(inputs, 0).shape, at(outputs, 0).shape];
        const { shape, data } = divisors(x, y, attributes);
        const shares = constant(
          data.map((count) => 1 / count),
          shape,
        );
        return spreadWindows(mul(needTensor(outputGradients[0]), shares), x, attributes);
      },
    ],
    lower: (onnx, inputs, { attributes }) => [
      onnx.node("AveragePool", inputs, {
        ...onnxWindow(attributes),
        count_include_pad: Number(attributes.countPadding),
      }),
    ],
  },
  (apply) => (x, options) =>
    single(
      apply([x], {
        ...poolGeometry("averagePool", x, options),
        countPadding: options.countPadding ?? true,
      }),
    ),
);

/** Every window's value added to each of its elements: [B, C, ...space'] -> x. */
function spreadWindows(windows: Tensor, x: Shape, geometry: PoolGeometry): Tensor {
  const { kernel, stride, padding } = geometry;
  const [batch, channels, ...positions] = windows.shape;
  const tiles = kernel.every((k, axis) => k === stride[axis] && padding[axis] === 0);
  if (!tiles) {
    const planes = reshape(windows, [at(x, 0) * at(x, 1), 1, ...positions]);
    const ones = constant(new Array<number>(sizeOf(kernel)).fill(1), [1, 1, ...kernel]);
    const outputPadding = positions.map(
      (count, axis) =>
        at(x, axis + 2) -
        ((count - 1) * at(stride, axis) - 2 * at(padding, axis) + at(kernel, axis)),
    );
    return reshape(convTranspose(planes, ones, { stride, padding, outputPadding }), x);
  }
  const split = positions.flatMap((count) => [count, 1]);
  const spread = positions.flatMap((count, axis) => [count, at(kernel, axis)]);
  const leading = [batch ?? 1, channels ?? 1];
  const repeated = expand(reshape(windows, [...leading, ...split]), [...leading, ...spread]);
  const covered = positions.map((count, axis) => count * at(kernel, axis));
  const left = covered.map((extent, axis) => at(x, axis + 2) - extent);
  const none = x.map(() => 0);
  return pad(reshape(repeated, [...leading, ...covered]), none, [0, 0, ...left]);
}

/** Mean over all spatial axes: x [B, C, ...space] -> [B, C]. */
export function globalAverage(x: Tensor): Tensor {
  return mean(x, { axes: x.shape.slice(2).map((_, axis) => axis + 2) });
}
