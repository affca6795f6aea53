import type { OnnxEmitter } from "./onnx/emitter.js";
import type { OpName } from "./op-names.js";
import type { DType, ReferenceArray, Shape, TensorType } from "./types.js";

/**
 * One step of a program: an operator, its operands and attributes. Nodes are values; a program is the set
 * of nodes that its outputs reach.
 */
export interface Node {
  readonly op: Op;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly outputTypes: readonly TensorType[];
  /** Where in the model the node belongs (`encoder.conv1`); set once, by `nameNodes`. */
  path?: string;
}

/** Attribute values: plain data, compared and printed as JSON, except the payload of a constant. */
export type AttributeValue =
  number | string | boolean | readonly number[] | ConstantValue | undefined;
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Payload of a constant, C order. bool and all integers are numbers; int64 within ±2⁵³. */
export interface ConstantValue {
  readonly values: Float64Array;
}

/** One output of a node. */
export interface Tensor {
  readonly node: Node;
  readonly index: number;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** What a gradient rule sees. */
export interface GradientContext<A extends Attributes> {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** dL/d(output), one an output; null where the loss does not depend on it. */
  readonly outputGradients: readonly (Tensor | null)[];
  readonly attributes: A;
}

/** An operand without gradient, and why. */
export interface NotDifferentiable {
  readonly notDifferentiable: string;
}

/**
 * dL/d(input): a thunk, so that gradients nobody asked for are never built. The result may have the
 * broadcast shape of the output; the gradient pass sums it back to the operand's shape.
 */
export type InputGradient = (() => Tensor) | NotDifferentiable;

/** What lowering sees beside the operand names. */
export interface LowerContext<A extends Attributes> {
  readonly attributes: A;
  readonly inputTypes: readonly TensorType[];
  readonly outputTypes: readonly TensorType[];
  /** One an output: does the program read it? An output that nobody reads needs no name. */
  readonly used: readonly boolean[];
}

/** The four rules of an operator, side by side. */
export interface OpRules<A extends Attributes> {
  /** Output types from operand types. @throws ShapeError, DTypeError */
  infer(inputs: readonly TensorType[], attributes: A): readonly TensorType[];
  /** Float64 meaning of the operator, for tests: the second opinion on `lower`. */
  reference(
    inputs: readonly ReferenceArray[],
    attributes: A,
    outputTypes: readonly TensorType[],
  ): readonly ReferenceArray[];
  /** One entry an operand. */
  gradient: ((context: GradientContext<A>) => readonly InputGradient[]) | NotDifferentiable;
  /** Emit ONNX nodes; returns the names of the outputs. */
  lower(onnx: OnnxEmitter, inputs: readonly string[], context: LowerContext<A>): readonly string[];
}

/** A declared operator. */
export interface Op<A extends Attributes = never> extends OpRules<A> {
  readonly name: OpName;
}

/** Tensors by dotted name: parameters, gradients, optimiser slots of a program under construction. */
export type TensorTree = Readonly<Record<string, Tensor>>;

/** The name of an input node, or null for every other node. */
export function inputName(node: Node): string | null {
  const name = node.attributes["name"];
  return node.op.name === "input" && typeof name === "string" ? name : null;
}

/**
 * Give `path` to every unnamed node between `outputs` and `inputs` (exclusive). Layers call it, so that
 * printed programs and ONNX Runtime's errors point at the layer.
 */
export function nameNodes(
  path: string,
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
): void {
  const stop = new Set(inputs.map((tensor) => tensor.node));
  const pending = outputs.map((tensor) => tensor.node);
  const seen = new Set<Node>();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node) || stop.has(node) || node.path !== undefined) continue;
    seen.add(node);
    if (node.op.name !== "input") {
      node.path = path;
      for (const input of node.inputs) pending.push(input.node);
    }
  }
}
