import type { Program } from "./program.js";
import {
  inputName,
  type Attributes,
  type AttributeValue,
  type ConstantValue,
  type Node,
  type Tensor,
} from "./tensor.js";
import { showType } from "./types.js";

/**
 * A program as text that a person can read in a review, one node a line:
 * `%3 float32[8,2] = matmul(%1, weight)   # encoder.fc`.
 */
export function printProgram(program: Program): string {
  const names = new Map<Node, string>();
  const lines: string[] = [];
  const inputs = program.inputs.map(({ name, tensor }) => `${name}: ${showType(tensor)}`);
  lines.push(`program ${program.name}(${inputs.join(", ")})`);
  let count = 0;
  for (const node of program.nodes) {
    const fed = inputName(node);
    if (fed !== null) {
      names.set(node, fed);
      continue;
    }
    const name = `%${count++}`;
    names.set(node, name);
    const operands = node.inputs.map((tensor) => showTensor(names, tensor));
    const arguments_ = [...operands, ...showAttributes(node.attributes)].join(", ");
    const types = node.outputTypes.map(showType).join(", ");
    const comment = node.path === undefined ? "" : `   # ${node.path}`;
    lines.push(`  ${name} ${types} = ${node.op.name}(${arguments_})${comment}`);
  }
  const outputs = program.outputs.map(
    ({ name, tensor }) => `${name}: ${showTensor(names, tensor)}`,
  );
  lines.push(`  return ${outputs.join(", ")}`);
  return lines.join("\n");
}

function showTensor(names: ReadonlyMap<Node, string>, tensor: Tensor): string {
  const name = names.get(tensor.node) ?? "?";
  return tensor.node.outputTypes.length > 1 ? `${name}.${tensor.index}` : name;
}

function showAttributes(attributes: Attributes): string[] {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      if (isConstant(value)) {
        const shown = [...value.values.subarray(0, 8)].join(",");
        return value.values.length > 8 ? `[${shown},…]` : `[${shown}]`;
      }
      return `${name}=${JSON.stringify(value)}`;
    });
}

function isConstant(value: AttributeValue): value is ConstantValue {
  return typeof value === "object" && !Array.isArray(value);
}
