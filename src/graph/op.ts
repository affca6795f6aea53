import { InternalError } from "../base/errors.js";
import type { OpName } from "./op-names.js";
import type { Attributes, Node, NotDifferentiable, Op, OpRules, Tensor } from "./tensor.js";
import type { TensorType } from "./types.js";

/** Say that no gradient flows, and why; never a missing rule. */
export function notDifferentiable(reason: string): NotDifferentiable {
  return { notDifferentiable: reason };
}

/** A function of tensors that knows its operator; what rooms above call. */
export type OpFunction<Call> = Call & { readonly op: Op };

/** Build the outputs of `op`; infers and checks types. */
export type Apply<A extends Attributes> = (inputs: readonly Tensor[], attributes: A) => Tensor[];

/**
 * Declare an operator and the function that applies it.
 * @param call receives `apply` and returns the public function.
 */
export function defineOp<A extends Attributes, Call>(
  name: OpName,
  rules: OpRules<A>,
  call: (apply: Apply<A>) => Call,
): OpFunction<Call> {
  // Attributes reach the rules only from this op's own `apply`, so their type holds by construction.
  const op = { name, ...rules } as Op;
  const apply: Apply<A> = (inputs, attributes) => {
    const types = inputs.map(({ shape, dtype }): TensorType => ({ shape, dtype }));
    const outputTypes = rules.infer(types, attributes);
    const node: Node = { op, inputs, attributes, outputTypes };
    return outputTypes.map(({ shape, dtype }, index) => ({ node, index, shape, dtype }));
  };
  return Object.assign(call(apply) as Call & object, { op });
}

/** The only output of an operator that has one. */
export function single(outputs: readonly Tensor[]): Tensor {
  const [output] = outputs;
  if (output === undefined || outputs.length !== 1)
    throw new InternalError("operator", "has not one output");
  return output;
}
