/**
 * Comparisons, selection and everything with a kink. At a kink the gradient is the one named in the
 * docstring, as in PyTorch.
 */
import { DTypeError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { onnxTypes } from "../onnx/element-types.js";
import { defineOp, notDifferentiable, single, type OpFunction } from "../op.js";
import type { OpName } from "../op-names.js";
import { broadcastIndex, mapReference, referenceArray } from "../reference.js";
import type { Tensor } from "../tensor.js";
import { broadcastShapes, type DType } from "../types.js";
import {
  broadcastReference,
  broadcastType,
  floatOnly,
  heaviside,
  mul,
  need,
  needTensor,
  numericTypes,
  pair,
} from "./elementwise.js";
import { asTensor, scalar } from "./source.js";

type None = Readonly<Record<string, never>>;
type Binary = OpFunction<(left: Tensor | number, right: Tensor | number) => Tensor>;

function defineComparison(
  name: OpName,
  onnxType: string,
  value: (left: number, right: number) => boolean,
  dtypes: readonly DType[] = numericTypes,
): Binary {
  return defineOp<None, (left: Tensor | number, right: Tensor | number) => Tensor>(
    name,
    {
      infer: (inputs) => [{ dtype: "bool", shape: broadcastType(name, inputs, dtypes).shape }],
      reference: (inputs) => [
        broadcastReference(name, inputs, (left, right) => Number(value(left, right))),
      ],
      gradient: notDifferentiable("a comparison is piecewise constant"),
      lower: (onnx, inputs) => [onnx.node(onnxType, inputs)],
    },
    (apply) => (left, right) => single(apply(pair(left, right), {})),
  );
}

/** left = right, as bool. */
export const equal = defineComparison("equal", "Equal", (left, right) => left === right, [
  ...numericTypes,
  "bool",
]);
/** left < right, as bool. */
export const less = defineComparison("less", "Less", (left, right) => left < right);
/** left ≤ right, as bool. */
export const lessOrEqual = defineComparison("lessOrEqual", "LessOrEqual", (l, r) => l <= r);
/** left > right, as bool. */
export const greater = defineComparison("greater", "Greater", (left, right) => left > right);
/** left ≥ right, as bool. */
export const greaterOrEqual = defineComparison(
  "greaterOrEqual",
  "GreaterOrEqual",
  (l, r) => l >= r,
);
/** Both true (bool operands). */
export const and = defineComparison("and", "And", (left, right) => left !== 0 && right !== 0, [
  "bool",
]);
/** One or both true (bool operands). */
export const or = defineComparison("or", "Or", (left, right) => left !== 0 || right !== 0, [
  "bool",
]);

/** Negation of a bool tensor. */
export const not = defineOp<None, (x: Tensor) => Tensor>(
  "not",
  {
    infer: ([x]) => {
      if (need(x).dtype !== "bool") {
        throw new DTypeError("not", "operand", { expected: "bool", got: need(x).dtype });
      }
      return [need(x)];
    },
    reference: ([x]) => [mapReference(need(x), (value) => Number(value === 0))],
    gradient: notDifferentiable("bool"),
    lower: (onnx, inputs) => [onnx.node("Not", inputs)],
  },
  (apply) => (x) => single(apply([x], {})),
);

type WhereCall = (condition: Tensor, left: Tensor | number, right: Tensor | number) => Tensor;

/** condition ? left : right; all three broadcast. The gradient goes to the chosen side only. */
export const where: OpFunction<WhereCall> = defineOp<None, WhereCall>(
  "where",
  {
    infer: ([condition, left, right]) => {
      if (need(condition).dtype !== "bool") {
        throw new DTypeError("where", "condition", {
          expected: "bool",
          got: need(condition).dtype,
        });
      }
      const { dtype, shape } = broadcastType("where", [need(left), need(right)], numericTypes);
      return [{ dtype, shape: broadcastShapes("where", need(condition).shape, shape) }];
    },
    reference: (inputs) => {
      const condition = at(inputs, 0);
      const left = at(inputs, 1);
      const right = at(inputs, 2);
      const shape = broadcastShapes(
        "where",
        condition.shape,
        broadcastShapes("where", left.shape, right.shape),
      );
      const indices = [condition, left, right].map((operand) =>
        broadcastIndex(shape, operand.shape),
      );
      return [
        referenceArray(shape, (index) =>
          at(condition.data, at(indices, 0)(index)) !== 0
            ? at(left.data, at(indices, 1)(index))
            : at(right.data, at(indices, 2)(index)),
        ),
      ];
    },
    gradient: ({ inputs, outputGradients }) => [
      notDifferentiable("bool condition"),
      () => where(at(inputs, 0), needTensor(outputGradients[0]), 0),
      () => where(at(inputs, 0), 0, needTensor(outputGradients[0])),
    ],
    lower: (onnx, inputs) => [onnx.node("Where", inputs)],
  },
  (apply) => (condition, left, right) => single(apply([condition, ...pair(left, right)], {})),
);

/** max(x, 0); gradient 0 at 0. */
export const relu = defineOp<None, (x: Tensor) => Tensor>(
  "relu",
  {
    infer: ([x]) => [floatOnly("relu", x)],
    reference: ([x]) => [mapReference(need(x), (value) => Math.max(value, 0))],
    gradient: ({ outputs, outputGradients }) => [
      // From the result, not the operand: the operand need not be kept, and Conv + Relu can fuse. A product
      // with the step (0 or 1), not `where`: ONNX Runtime's Where is slower and runs on one thread.
      () => mul(needTensor(outputGradients[0]), heaviside(at(outputs, 0))),
    ],
    lower: (onnx, inputs) => [onnx.node("Relu", inputs)],
  },
  (apply) => (x) => single(apply([x], {})),
);

function defineExtreme(
  name: OpName,
  onnxType: string,
  value: (l: number, r: number) => number,
): Binary {
  return defineOp<None, (left: Tensor | number, right: Tensor | number) => Tensor>(
    name,
    {
      infer: (inputs) => [broadcastType(name, inputs, numericTypes)],
      reference: (inputs) => [broadcastReference(name, inputs, value)],
      gradient: ({ inputs, outputs, outputGradients }) => {
        const dy = needTensor(outputGradients[0]);
        const share = (mine: Tensor, other: Tensor) => () =>
          mul(
            where(equal(mine, at(outputs, 0)), dy, 0),
            where(equal(mine, other), scalar(0.5), scalar(1)),
          );
        const [left, right] = [at(inputs, 0), at(inputs, 1)];
        return [share(left, right), share(right, left)];
      },
      lower: (onnx, inputs) => [onnx.node(onnxType, inputs)],
    },
    (apply) => (left, right) => single(apply(pair(left, right), {})),
  );
}

/** The larger of two; at a tie each side gets half of the gradient. */
export const maximum = defineExtreme("maximum", "Max", Math.max);
/** The smaller of two; at a tie each side gets half of the gradient. */
export const minimum = defineExtreme("minimum", "Min", Math.min);

/** min(max(x, low), high); gradient 1 inside, 0 on the bounds and outside (PyTorch 2.15; earlier ones gave 1 on them). */
export const clip = defineOp<
  { readonly low: number; readonly high: number },
  (x: Tensor, low: number, high: number) => Tensor
>(
  "clip",
  {
    infer: ([x]) => [floatOnly("clip", x)],
    reference: ([x], { low, high }) => [
      mapReference(need(x), (value) => Math.min(Math.max(value, low), high)),
    ],
    gradient: ({ inputs, outputGradients, attributes: { low, high } }) => [
      () =>
        where(
          and(greater(at(inputs, 0), low), less(at(inputs, 0), high)),
          needTensor(outputGradients[0]),
          0,
        ),
    ],
    lower: (onnx, [x], { attributes: { low, high } }) => [
      onnx.node("Clip", [
        need(x),
        onnx.constant("float32", [], [low]),
        onnx.constant("float32", [], [high]),
      ]),
    ],
  },
  (apply) => (x, low, high) => single(apply([x], { low, high })),
);

/** Change of element type; float to integer truncates towards zero, to bool is x ≠ 0. */
export const cast = defineOp<{ readonly dtype: DType }, (x: Tensor, dtype: DType) => Tensor>(
  "cast",
  {
    infer: ([x], { dtype }) => [{ dtype, shape: need(x).shape }],
    reference: ([x], { dtype }) => [
      mapReference(need(x), (value) =>
        dtype === "float32" ? value : dtype === "bool" ? Number(value !== 0) : Math.trunc(value),
      ),
    ],
    gradient: notDifferentiable("a change of type is a cut; float to float is never emitted"),
    lower: (onnx, inputs, { attributes }) => [
      onnx.node("Cast", inputs, { to: onnxTypes[attributes.dtype] }),
    ],
  },
  (apply) => (x, dtype) => (x.dtype === dtype ? x : single(apply([x], { dtype }))),
);

/** x, through which no gradient flows. */
export const stopGradient = defineOp<None, (x: Tensor) => Tensor>(
  "stopGradient",
  {
    infer: ([x]) => [need(x)],
    reference: ([x]) => [need(x)],
    gradient: notDifferentiable("cut on purpose"),
    lower: (_, inputs) => inputs,
  },
  (apply) => (x) => single(apply([x], {})),
);

/** x, whose gradient is multiplied by `factor` (a scalar tensor or number); −1 reverses it. */
export const scaleGradient = defineOp<None, (x: Tensor, factor: Tensor | number) => Tensor>(
  "scaleGradient",
  {
    infer: ([x]) => [floatOnly("scaleGradient", x)],
    reference: ([x]) => [need(x)],
    gradient: ({ inputs, outputGradients }) => [
      () => mul(needTensor(outputGradients[0]), at(inputs, 1)),
      notDifferentiable("the factor is not learnt"),
    ],
    lower: (_, [x]) => [need(x)],
  },
  (apply) => (x, factor) => single(apply([x, asTensor(factor)], {})),
);
