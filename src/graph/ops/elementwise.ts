/**
 * Element-wise arithmetic. Operands broadcast as in NumPy; numbers are float32 scalars (or the other
 * operand's dtype). Gradients have the result's shape; the gradient pass undoes broadcasting.
 */
import { DTypeError, InternalError } from "../../base/errors.js";
import * as logistic from "../../base/logistic.js";
import { at } from "../../base/ndarray.js";
import type { OnnxEmitter } from "../onnx/emitter.js";
import { defineOp, notDifferentiable, single, type OpFunction } from "../op.js";
import type { OpName } from "../op-names.js";
import { broadcastIndex, mapReference, referenceArray } from "../reference.js";
import type { NotDifferentiable, Tensor } from "../tensor.js";
import {
  broadcastShapes,
  type DType,
  type ReferenceArray,
  type Shape,
  type TensorType,
} from "../types.js";
import { asTensor, scalar } from "./source.js";

type None = Readonly<Record<string, never>>;

interface UnaryRules {
  /** ONNX's operator, or how it is composed. */
  readonly onnx: string | ((onnx: OnnxEmitter, x: string, shape: Shape) => string);
  readonly value: (x: number) => number;
  /** dL/dx from operand, result and dL/d(result). */
  readonly derivative: ((x: Tensor, y: Tensor, dy: Tensor) => Tensor) | NotDifferentiable;
}

type Unary = OpFunction<(x: Tensor) => Tensor>;

function defineUnary(name: OpName, rules: UnaryRules): Unary {
  const { derivative } = rules;
  return defineOp<None, (x: Tensor) => Tensor>(
    name,
    {
      infer: ([x]) => [floatOnly(name, x)],
      reference: ([x]) => [mapReference(need(x), rules.value)],
      gradient:
        typeof derivative === "function"
          ? ({ inputs, outputs, outputGradients }) => [
              () => derivative(at(inputs, 0), at(outputs, 0), needTensor(outputGradients[0])),
            ]
          : derivative,
      lower: (onnx, [x], { inputTypes }) => [
        typeof rules.onnx === "string"
          ? onnx.node(rules.onnx, [need(x)])
          : rules.onnx(onnx, need(x), need(inputTypes[0]).shape),
      ],
    },
    (apply) => (x) => single(apply([x], {})),
  );
}

interface BinaryRules {
  readonly onnx: string;
  /** Element types it takes; integer results must stay inside their type. */
  readonly dtypes: readonly DType[];
  readonly value: (left: number, right: number) => number;
  readonly derivatives: (
    left: Tensor,
    right: Tensor,
    result: Tensor,
    dy: Tensor,
  ) => readonly [left: () => Tensor, right: () => Tensor];
}

type Binary = OpFunction<(left: Tensor | number, right: Tensor | number) => Tensor>;

function defineBinary(name: OpName, rules: BinaryRules): Binary {
  return defineOp<None, (left: Tensor | number, right: Tensor | number) => Tensor>(
    name,
    {
      infer: (inputs) => [broadcastType(name, inputs, rules.dtypes)],
      reference: (inputs) => [broadcastReference(name, inputs, rules.value)],
      gradient: ({ inputs, outputs, outputGradients }) =>
        rules.derivatives(
          at(inputs, 0),
          at(inputs, 1),
          at(outputs, 0),
          needTensor(outputGradients[0]),
        ),
      lower: (onnx, inputs) => [onnx.node(rules.onnx, inputs)],
    },
    (apply) => (left, right) => single(apply(pair(left, right), {})),
  );
}

/** Both operands as tensors; a number takes the other operand's dtype. */
export function pair(left: Tensor | number, right: Tensor | number): [Tensor, Tensor] {
  const dtype =
    typeof left !== "number" ? left.dtype : typeof right !== "number" ? right.dtype : "float32";
  return [asTensor(left, dtype), asTensor(right, dtype)];
}

/** @throws DTypeError unless `x` is float32. */
export function floatOnly(where: string, x: TensorType | undefined): TensorType {
  const { dtype, shape } = need(x);
  if (dtype !== "float32")
    throw new DTypeError(where, "operand", { expected: "float32", got: dtype });
  return { dtype, shape };
}

/** Element types of arithmetic and of order. */
export const numericTypes: readonly DType[] = ["float32", "int32", "int64"];

/**
 * Common dtype and broadcast shape of two operands.
 * @throws DTypeError where they differ or are none of `dtypes`. @throws ShapeError
 */
export function broadcastType(
  where: string,
  inputs: readonly TensorType[],
  dtypes: readonly DType[],
): TensorType {
  const left = at(inputs, 0);
  const right = at(inputs, 1);
  if (left.dtype !== right.dtype) {
    throw new DTypeError(where, "operands differ", { expected: left.dtype, got: right.dtype });
  }
  if (!dtypes.includes(left.dtype)) {
    throw new DTypeError(where, "operands", { expected: dtypes, got: left.dtype });
  }
  return { dtype: left.dtype, shape: broadcastShapes(where, left.shape, right.shape) };
}

/** `value(left, right)` over the broadcast shape. */
export function broadcastReference(
  where: string,
  inputs: readonly ReferenceArray[],
  value: (left: number, right: number) => number,
): ReferenceArray {
  const left = at(inputs, 0);
  const right = at(inputs, 1);
  const shape = broadcastShapes(where, left.shape, right.shape);
  const leftIndex = broadcastIndex(shape, left.shape);
  const rightIndex = broadcastIndex(shape, right.shape);
  return referenceArray(shape, (index) =>
    value(at(left.data, leftIndex(index)), at(right.data, rightIndex(index))),
  );
}

/** An operand that the rule's arity promises. */
export function need<T>(value: T | undefined): T {
  if (value === undefined) throw new InternalError("operator", "operand missing");
  return value;
}

/** The gradient of an output that the loss reaches. */
export function needTensor(value: Tensor | null | undefined): Tensor {
  if (value == null) throw new InternalError("operator", "output gradient missing");
  return value;
}

/** left + right. */
export const add = defineBinary("add", {
  onnx: "Add",
  dtypes: numericTypes,
  value: (left, right) => left + right,
  derivatives: (_left, _right, _result, dy) => [() => dy, () => dy],
});

/** left − right. */
export const sub = defineBinary("sub", {
  onnx: "Sub",
  dtypes: numericTypes,
  value: (left, right) => left - right,
  derivatives: (_left, _right, _result, dy) => [() => dy, () => neg(dy)],
});

/** left · right, element by element. */
export const mul = defineBinary("mul", {
  onnx: "Mul",
  dtypes: numericTypes,
  value: (left, right) => left * right,
  derivatives: (left, right, _result, dy) => [() => mul(dy, right), () => mul(dy, left)],
});

/** left / right; division by zero follows IEEE. */
export const div = defineBinary("div", {
  onnx: "Div",
  dtypes: ["float32"],
  value: (left, right) => left / right,
  derivatives: (_left, right, result, dy) => [
    () => div(dy, right),
    () => neg(div(mul(dy, result), right)),
  ],
});

/**
 * left^right. The gradient of the exponent is left^right · ln(left), defined for left > 0 only; the
 * gradient of the base is right · left^(right − 1).
 */
export const pow = defineBinary("pow", {
  onnx: "Pow",
  dtypes: ["float32"],
  value: (left, right) => left ** right,
  derivatives: (left, right, result, dy) => [
    () => mul(dy, mul(right, pow(left, sub(right, 1)))),
    () => mul(dy, mul(result, log(left))),
  ],
});

/** −x. */
export const neg = defineUnary("neg", {
  onnx: "Neg",
  value: (x) => -x,
  derivative: (_x, _y, dy) => neg(dy),
});

/** |x|; gradient 0 at 0. */
export const abs = defineUnary("abs", {
  onnx: "Abs",
  value: Math.abs,
  derivative: (x, _y, dy) => mul(dy, sign(x)),
});

/** eˣ; overflows to infinity from x ≈ 88.7. */
export const exp = defineUnary("exp", {
  onnx: "Exp",
  value: Math.exp,
  derivative: (_x, y, dy) => mul(dy, y),
});

/**
 * log x as a "sum" over an axis of one element. ONNX Runtime's Log rounds an element differently at the end of
 * a thread's share than inside of it, so that bytes would depend on the thread count; this form takes elements
 * one by one. Costs about twice as much. The shape is read off x, so that an exported model may leave the batch free wherever it stands.
 */
export function lowerLog(onnx: OnnxEmitter, x: string): string {
  const flat = onnx.node("Reshape", [x, onnx.int64([1, -1])]);
  const logs = onnx.node("ReduceLogSum", [flat, onnx.int64([0])], { keepdims: 0 });
  return onnx.node("Reshape", [logs, onnx.node("Shape", [x])]);
}

/** Natural logarithm; log(0) = −∞, negative operands give NaN. */
export const log = defineUnary("log", {
  onnx: lowerLog,
  value: Math.log,
  derivative: (x, _y, dy) => div(dy, x),
});

/** √x; the gradient is infinite at 0: keep operands away from it. */
export const sqrt = defineUnary("sqrt", {
  onnx: "Sqrt",
  value: Math.sqrt,
  derivative: (_x, y, dy) => div(mul(dy, 0.5), y),
});

/** 1/x. */
export const reciprocal = defineUnary("reciprocal", {
  onnx: "Reciprocal",
  value: (x) => 1 / x,
  derivative: (_x, y, dy) => neg(mul(dy, mul(y, y))),
});

/** −1, 0 or 1; gradient 0 everywhere, so none flows. */
export const sign = defineUnary("sign", {
  onnx: "Sign",
  value: Math.sign,
  derivative: notDifferentiable("piecewise constant"),
});

/**
 * Heaviside step: 1 where x > 0, else 0 (also at 0); gradient 0 everywhere, so none flows. Lowered as
 * min(max(c·x, 0), 1) with c near the largest float, which is 1 for every normal x > 0: ONNX Runtime takes less
 * time for it than for `Sign`, and shares it among threads (bench/operators.mjs). Of subnormal x it gives a fraction.
 */
export const heaviside = defineUnary("heaviside", {
  onnx: (onnx, x) => onnx.node("HardSigmoid", [x], { alpha: { float: 3e38 }, beta: { float: 0 } }),
  value: (x) => Number(x > 0),
  derivative: notDifferentiable("piecewise constant"),
});

/** Largest integer ≤ x; piecewise constant. */
export const floor = defineUnary("floor", {
  onnx: "Floor",
  value: Math.floor,
  derivative: notDifferentiable("piecewise constant"),
});

/** Hyperbolic tangent. */
export const tanh = defineUnary("tanh", {
  onnx: "Tanh",
  value: Math.tanh,
  derivative: (_x, y, dy) => mul(dy, sub(scalar(1), mul(y, y))),
});

/** 1/(1 + e⁻ˣ). */
export const sigmoid = defineUnary("sigmoid", {
  onnx: "Sigmoid",
  value: logistic.sigmoid,
  derivative: (_x, y, dy) => mul(dy, mul(y, sub(scalar(1), y))),
});

/**
 * softplus(x) = log(1 + eˣ), computed without overflow: softplus(1000) = 1000, softplus(−1000) = 0.
 * In float32 below about −17 it is 0: max(x, 0) + log(1 + e^−|x|) by hand, for the reason of `log`.
 * @source ONNX Softplus; stable form max(x, 0) + log1p(e^−|x|).
 */
export const softplus = defineUnary("softplus", {
  onnx: (onnx, x) => {
    const decay = onnx.node("Exp", [onnx.node("Neg", [onnx.node("Abs", [x])])]);
    const raised = onnx.node("Add", [decay, onnx.constant("float32", [], [1])]);
    return onnx.node("Add", [onnx.node("Relu", [x]), lowerLog(onnx, raised)]);
  },
  value: logistic.softplus,
  derivative: (x, _y, dy) => mul(dy, sigmoid(x)),
});
