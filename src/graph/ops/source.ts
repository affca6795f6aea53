import { ShapeError } from "../../base/errors.js";
import { sizeOf } from "../../base/ndarray.js";
import { defineOp, notDifferentiable, single } from "../op.js";
import type { ConstantValue, Tensor } from "../tensor.js";
import type { DType, Shape } from "../types.js";

/** Attributes of `input` and `constant`; both carry their type. */
type SourceAttributes = { readonly name: string; readonly dtype: DType; readonly shape: Shape };
type ConstantAttributes = {
  readonly value: ConstantValue;
  readonly dtype: DType;
  readonly shape: Shape;
};

/** A value that is fed when the program runs: a batch, a weight, a learning rate. */
export const input = defineOp(
  "input",
  {
    infer: (_, { dtype, shape }: SourceAttributes) => [{ dtype, shape }],
    reference: () => [],
    gradient: notDifferentiable("an input has no operands"),
    lower: (_, __, { attributes }) => [attributes.name],
  },
  (apply) =>
    (name: string, shape: Shape, dtype: DType = "float32"): Tensor =>
      single(apply([], { name, dtype, shape })),
);

/** A value that is part of the program. Integers within ±2⁵³; bool is 0 or 1. */
export const constant = defineOp(
  "constant",
  {
    infer: (_, { dtype, shape }: ConstantAttributes) => [{ dtype, shape }],
    reference: (_, { value, shape }) => [{ shape, data: value.values }],
    gradient: notDifferentiable("a constant has no operands"),
    lower: (onnx, _, { attributes }) => [
      onnx.constant(attributes.dtype, attributes.shape, attributes.value.values),
    ],
  },
  (apply) =>
    (values: ArrayLike<number>, shape: Shape, dtype: DType = "float32"): Tensor => {
      if (values.length !== sizeOf(shape)) {
        throw new ShapeError("constant", "values do not fill the shape", {
          expected: sizeOf(shape),
          got: values.length,
        });
      }
      return single(apply([], { value: { values: Float64Array.from(values) }, dtype, shape }));
    },
);

/** A constant without axes. */
export function scalar(value: number, dtype: DType = "float32"): Tensor {
  return constant([value], [], dtype);
}

/** A constant whose elements are all `value`: a scalar, since arithmetic broadcasts. */
export function asTensor(value: Tensor | number, dtype: DType = "float32"): Tensor {
  return typeof value === "number" ? scalar(value, dtype) : value;
}
