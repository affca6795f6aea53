import { GraphError } from "../base/errors.js";
import { at, sameShape } from "../base/ndarray.js";
import { inputName, type Node, type Tensor } from "./tensor.js";
import { showType } from "./types.js";

/** A named end of a program. */
export interface Port {
  readonly name: string;
  readonly tensor: Tensor;
}

/** A static tensor program: nodes in an order in which each comes after its operands. */
export interface Program {
  readonly name: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly nodes: readonly Node[];
}

/**
 * The program that computes `outputs`. Its inputs are the input tensors that the outputs reach, in
 * order of first use.
 * @throws GraphError where two inputs or two outputs share a name, or a node's types no longer hold.
 */
export function createProgram(name: string, outputs: Readonly<Record<string, Tensor>>): Program {
  const nodes = sortNodes(Object.values(outputs));
  const inputs: Port[] = [];
  for (const node of nodes) {
    const fed = inputName(node);
    if (fed === null) continue;
    if (inputs.some((input) => input.name === fed)) {
      throw new GraphError(name, `two inputs are called ${fed}`);
    }
    inputs.push({ name: fed, tensor: { node, index: 0, ...at(node.outputTypes, 0) } });
  }
  checkTypes(name, nodes);
  const ports = Object.entries(outputs).map(([key, tensor]): Port => ({ name: key, tensor }));
  return { name, inputs, outputs: ports, nodes };
}

/** Nodes that `outputs` reach, operands first; the order depends on structure only. */
export function sortNodes(outputs: readonly Tensor[]): Node[] {
  const order: Node[] = [];
  const done = new Set<Node>();
  const stack: { node: Node; next: number }[] = [];
  for (const output of outputs) {
    if (done.has(output.node)) continue;
    done.add(output.node);
    stack.push({ node: output.node, next: 0 });
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const operand = top.node.inputs[top.next];
      if (operand === undefined) {
        order.push(top.node);
        stack.pop();
      } else {
        top.next += 1;
        if (!done.has(operand.node)) {
          done.add(operand.node);
          stack.push({ node: operand.node, next: 0 });
        }
      }
    }
  }
  return order;
}

/** Infer every node's types anew and compare: a pass that broke a program fails here, not in ORT. */
function checkTypes(name: string, nodes: readonly Node[]): void {
  for (const node of nodes) {
    const types = node.op.infer(node.inputs, node.attributes as never);
    for (const [index, type] of types.entries()) {
      const stated = node.outputTypes[index];
      if (stated?.dtype !== type.dtype || !sameShape(stated.shape, type.shape)) {
        throw new GraphError(name, `types of ${node.op.name} do not hold`, {
          expected: showType(type),
          got: stated === undefined ? "nothing" : showType(stated),
        });
      }
    }
  }
}
