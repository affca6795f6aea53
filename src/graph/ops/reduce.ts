/** Reductions over axes, broadcasting to a shape, and the softmax family. */
import { ShapeError } from "../../base/errors.js";
import { at, sameShape, sizeOf } from "../../base/ndarray.js";
import { defineOp, notDifferentiable, single, type OpFunction } from "../op.js";
import type { OpName } from "../op-names.js";
import { broadcastIndex, referenceArray } from "../reference.js";
import type { GradientContext, InputGradient, Tensor } from "../tensor.js";
import {
  broadcastShapes,
  normaliseAxes,
  normaliseAxis,
  type ReferenceArray,
  type Shape,
  type TensorType,
} from "../types.js";
import { div, exp, floatOnly, lowerLog, mul, need, needTensor, sub } from "./elementwise.js";
import { cast, equal } from "./select.js";

/** Axes to reduce (all when absent), kept with extent 1 when `keepAxes`. */
export interface ReduceOptions {
  readonly axes?: readonly number[];
  readonly keepAxes?: boolean;
}

type ReduceAttributes = { readonly axes: readonly number[]; readonly keepAxes: boolean };
type Reduce = OpFunction<(x: Tensor, options?: ReduceOptions) => Tensor>;

function reducedShape(shape: Shape, { axes, keepAxes }: ReduceAttributes): Shape {
  return keepAxes
    ? shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent))
    : shape.filter((_, axis) => !axes.includes(axis));
}

/** The result with its reduced axes put back as 1, so that it broadcasts against the operand. */
function restoreAxes(reduced: Tensor, operand: Tensor, { axes }: ReduceAttributes): Tensor {
  const shape = operand.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  return reshape(reduced, shape);
}

interface ReduceRules {
  readonly onnx: string;
  /** Value of one reduced group; never empty. */
  readonly value: (group: readonly number[]) => number;
  readonly derivative: (x: Tensor, y: Tensor, dy: Tensor, groupSize: number) => Tensor;
}

/** `derivative` gets y and dy with their reduced axes kept, so that everything broadcasts. */
function defineReduce(name: OpName, rules: ReduceRules): Reduce {
  return defineOp<ReduceAttributes, (x: Tensor, options?: ReduceOptions) => Tensor>(
    name,
    {
      infer: ([x], attributes) => {
        const { dtype, shape } = floatOnly(name, x);
        if (attributes.axes.some((axis) => shape[axis] === 0)) {
          throw new ShapeError(name, "reduces an empty axis", { x: shape, axes: attributes.axes });
        }
        return [{ dtype, shape: reducedShape(shape, attributes) }];
      },
      reference: ([x], attributes) => [reduceReference(need(x), attributes, rules.value)],
      gradient: (context) => [reduceGradient(context, rules)],
      lower: (onnx, [x], { attributes: { axes, keepAxes } }) => [
        onnx.node(rules.onnx, [need(x), onnx.int64(axes)], { keepdims: Number(keepAxes) }),
      ],
    },
    (apply) =>
      (x, { axes, keepAxes = false } = {}) => {
        const all = normaliseAxes(name, axes, x.shape.length);
        return all.length === 0 ? x : single(apply([x], { axes: all, keepAxes }));
      },
  );
}

function reduceGradient(
  { inputs, outputs, outputGradients, attributes }: GradientContext<ReduceAttributes>,
  rules: ReduceRules,
): InputGradient {
  return () => {
    const x = at(inputs, 0);
    const y = restoreAxes(at(outputs, 0), x, attributes);
    const dy = restoreAxes(needTensor(outputGradients[0]), x, attributes);
    return expand(rules.derivative(x, y, dy, sizeOf(x.shape) / sizeOf(y.shape)), x.shape);
  };
}

function reduceReference(
  x: ReferenceArray,
  attributes: ReduceAttributes,
  value: (group: readonly number[]) => number,
): ReferenceArray {
  const kept = reducedShape(x.shape, { ...attributes, keepAxes: true });
  const groups = Array.from({ length: sizeOf(kept) }, (): number[] => []);
  const group = broadcastIndex(x.shape, kept);
  for (const [index, element] of x.data.entries()) at(groups, group(index)).push(element);
  return referenceArray(reducedShape(x.shape, attributes), (index) => value(at(groups, index)));
}

/** Not `Math.max(...group)`: a large group overflows the stack. */
const largest = (group: readonly number[]): number =>
  group.reduce((best, value) => (value > best || Number.isNaN(value) ? value : best));
const total = (group: readonly number[]): number => group.reduce((sum_, value) => sum_ + value, 0);

/** Sum over axes. */
export const sum = defineReduce("sum", {
  onnx: "ReduceSum",
  value: total,
  derivative: (_x, _y, dy) => dy,
});

/** Arithmetic mean over axes. */
export const mean = defineReduce("mean", {
  onnx: "ReduceMean",
  value: (group) => total(group) / group.length,
  derivative: (_x, _y, dy, groupSize) => mul(dy, 1 / groupSize),
});

/** Largest value over axes; ties share the gradient in equal parts (PyTorch's `amax`). */
export const max = defineReduce("max", {
  onnx: "ReduceMax",
  value: (group) => largest(group),
  derivative: shareAmongTies,
});

/** Smallest value over axes; ties share the gradient in equal parts (PyTorch's `amin`). */
export const min = defineReduce("min", {
  onnx: "ReduceMin",
  value: (group) => -largest(group.map((value) => -value)),
  derivative: shareAmongTies,
});

function shareAmongTies(x: Tensor, y: Tensor, dy: Tensor): Tensor {
  const ties = cast(equal(x, y), "float32");
  const axes = x.shape.flatMap((_, axis) => (y.shape[axis] === 1 ? [axis] : []));
  return mul(ties, div(dy, sum(ties, { axes, keepAxes: true })));
}

/**
 * log Σ eˣ over axes, without overflow: the largest operand is taken out first (by hand: ORT's own kernel
 * does not promise it). logSumExp(1e4, 1e4) = 1e4 + log 2. Gradient: softmax (over several axes e^(x − y), with a
 * relative error of about |y|·1e-7).
 */
export const logSumExp = defineOp<ReduceAttributes, (x: Tensor, options?: ReduceOptions) => Tensor>(
  "logSumExp",
  {
    infer: ([x], attributes) => {
      const { dtype, shape } = floatOnly("logSumExp", x);
      return [{ dtype, shape: reducedShape(shape, attributes) }];
    },
    reference: ([x], attributes) => [
      reduceReference(need(x), attributes, (group) => {
        const peak = largest(group);
        return peak + Math.log(total(group.map((value) => Math.exp(value - peak))));
      }),
    ],
    gradient: (context) => [
      reduceGradient(context, {
        onnx: "",
        value: total,
        // e^(x − y) loses the digits that y has before its point; along one axis softmax does not.
        derivative: (x, y, dy) => {
          const [axis, ...others] = context.attributes.axes;
          const direct = axis === undefined || others.length > 0;
          return mul(dy, direct ? exp(sub(x, y)) : softmax(x, axis));
        },
      }),
    ],
    lower: (onnx, [x], { attributes: { axes, keepAxes } }) => {
      const axesName = onnx.int64(axes);
      const peak = onnx.node("ReduceMax", [need(x), axesName], { keepdims: 1 });
      const powers = onnx.node("Exp", [onnx.node("Sub", [need(x), peak])]);
      const powerSum = onnx.node("ReduceSum", [powers, axesName], { keepdims: 1 });
      const result = onnx.node("Add", [lowerLog(onnx, powerSum), peak]);
      return [keepAxes ? result : onnx.node("Squeeze", [result, axesName])];
    },
  },
  (apply) =>
    (x, { axes, keepAxes = false } = {}) =>
      single(apply([x], { axes: normaliseAxes("logSumExp", axes, x.shape.length), keepAxes })),
);

/**
 * eˣ / Σ eˣ along one axis (the last by default); stable. Lowered to ORT's own operator along the last axis; along another, where that
 * one transposes its operand, to its parts.
 */
export const softmax = defineOp<{ readonly axis: number }, (x: Tensor, axis?: number) => Tensor>(
  "softmax",
  {
    infer: ([x]) => [floatOnly("softmax", x)],
    reference: ([x], { axis }) => {
      const { shape, data } = need(x);
      const attributes = { axes: [axis], keepAxes: true };
      const peaks = reduceReference({ shape, data }, attributes, (group) => largest(group));
      const group = broadcastIndex(shape, peaks.shape);
      const powers = referenceArray(shape, (i) => Math.exp(at(data, i) - at(peaks.data, group(i))));
      const sums = reduceReference(powers, attributes, total);
      return [referenceArray(shape, (i) => at(powers.data, i) / at(sums.data, group(i)))];
    },
    gradient: ({ outputs, outputGradients, attributes: { axis } }) => [
      () => {
        const y = at(outputs, 0);
        const weighted = mul(needTensor(outputGradients[0]), y);
        return sub(weighted, mul(y, sum(weighted, { axes: [axis], keepAxes: true })));
      },
    ],
    lower: (onnx, inputs, { attributes: { axis }, inputTypes }) => {
      if (axis === need(inputTypes[0]).shape.length - 1) {
        return [onnx.node("Softmax", inputs, { axis })];
      }
      const axesName = onnx.int64([axis]);
      const peak = onnx.node("ReduceMax", [...inputs, axesName], { keepdims: 1 });
      const powers = onnx.node("Exp", [onnx.node("Sub", [...inputs, peak])]);
      return [
        onnx.node("Div", [powers, onnx.node("ReduceSum", [powers, axesName], { keepdims: 1 })]),
      ];
    },
  },
  (apply) =>
    (x, axis = -1) =>
      single(apply([x], { axis: normaliseAxis("softmax", axis, x.shape.length) })),
);

/** Index of the largest value along `axis`, int64; the first at a tie. */
export const argMax = defineOp<{ readonly axis: number }, (x: Tensor, axis?: number) => Tensor>(
  "argMax",
  {
    infer: ([x], { axis }) => [
      { dtype: "int64", shape: floatOnly("argMax", x).shape.filter((_, index) => index !== axis) },
    ],
    reference: ([x], { axis }) => [
      reduceReference(need(x), { axes: [axis], keepAxes: false }, (group) =>
        group.indexOf(largest(group)),
      ),
    ],
    gradient: notDifferentiable("an index is piecewise constant"),
    lower: (onnx, inputs, { attributes: { axis } }) => [
      onnx.node("ArgMax", inputs, { axis, keepdims: 0, select_last_index: 0 }),
    ],
  },
  (apply) =>
    (x, axis = -1) =>
      single(apply([x], { axis: normaliseAxis("argMax", axis, x.shape.length) })),
);

/** x repeated to `shape` by broadcasting. */
export const expand = defineOp<{ readonly shape: Shape }, (x: Tensor, shape: Shape) => Tensor>(
  "expand",
  {
    infer: ([x], { shape }): TensorType[] => {
      const { dtype, shape: from } = need(x);
      if (!sameShape(broadcastShapes("expand", from, shape), shape)) {
        throw new ShapeError("expand", "operand does not broadcast to the shape", {
          x: from,
          shape,
        });
      }
      return [{ dtype, shape }];
    },
    reference: ([x], { shape }) => {
      const index = broadcastIndex(shape, need(x).shape);
      return [referenceArray(shape, (position) => at(need(x).data, index(position)))];
    },
    gradient: ({ outputGradients }) => [() => needTensor(outputGradients[0])],
    lower: (onnx, [x], { attributes: { shape }, inputTypes }) => {
      // An extent that the operand has already is written as 1 ("as it is"), so that an exported model may leave the batch free.
      const from = need(inputTypes[0]).shape;
      const offset = shape.length - from.length;
      const to = shape.map((extent, axis) => (from[axis - offset] === extent ? 1 : extent));
      return [onnx.node("Expand", [need(x), onnx.int64(to)])];
    },
  },
  (apply) => (x, shape) => (sameShape(x.shape, shape) ? x : single(apply([x], { shape }))),
);

type ReshapeCall = (x: Tensor, shape: Shape) => Tensor;

/** The same elements in C order under another shape. One extent may be -1: what is left. */
export const reshape: OpFunction<ReshapeCall> = defineOp<{ readonly shape: Shape }, ReshapeCall>(
  "reshape",
  {
    infer: ([x], { shape }) => {
      if (sizeOf(need(x).shape) !== sizeOf(shape)) {
        throw new ShapeError("reshape", "sizes differ", { expected: need(x).shape, got: shape });
      }
      return [{ dtype: need(x).dtype, shape }];
    },
    reference: ([x], { shape }) => [{ shape, data: need(x).data }],
    gradient: ({ inputs, outputGradients }) => [
      () => reshape(needTensor(outputGradients[0]), at(inputs, 0).shape),
    ],
    lower: (onnx, [x], { attributes: { shape }, inputTypes }) => {
      // The first axis is written as 0 ("copy") where it is kept, else as -1 ("what is left"), so that an exported model
      // may leave the batch free, also where it is folded into the first axis. -1 is no word where there is no element.
      if (shape.length === 0 || sizeOf(shape) === 0) {
        return [onnx.node("Reshape", [need(x), onnx.int64(shape)])];
      }
      const first = shape[0] === inputTypes[0]?.shape[0] ? 0 : -1;
      return [onnx.node("Reshape", [need(x), onnx.int64([first, ...shape.slice(1)])])];
    },
  },
  (apply) => (x, shape) => {
    const known = shape.filter((extent) => extent !== -1);
    const full = shape.map((extent) => (extent === -1 ? sizeOf(x.shape) / sizeOf(known) : extent));
    return sameShape(x.shape, full) ? x : single(apply([x], { shape: full }));
  },
);

/** x summed down to `shape`, which broadcasts to it: the way back of broadcasting. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  const offset = x.shape.length - shape.length;
  const axes = x.shape.flatMap((extent, axis) => {
    const target = axis < offset ? 1 : at(shape, axis - offset);
    return axis < offset || (target === 1 && extent !== 1) ? [axis] : [];
  });
  return reshape(axes.length === 0 ? x : sum(x, { axes }), shape);
}
