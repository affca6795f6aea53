import { sameShape } from "../base/ndarray.js";
import type { Program } from "./program.js";
import type { Node } from "./tensor.js";

/** Element-wise operators that compute a result of their own, never a view of an operand. */
const plainReaders: ReadonlySet<string> = new Set(["add", "sub", "mul", "div"]);

/**
 * Names of the state (inputs that come out under the same name) that may be written to the buffer it was read
 * from: everything that reads the old value must have run when the new one is written. That holds where each
 * reader is an operand, at any distance, of the node that makes the new value. Moments of an optimiser and
 * running averages are such state; parameters are not, since the backward pass reads them at any time.
 *
 * Cautious: a reader that could be a view (a reshape, say) keeps its input out.
 */
export function stateWrittenInPlace(program: Program): ReadonlySet<string> {
  const readers = new Map<Node, Node[]>();
  for (const node of program.nodes) {
    for (const { node: operand } of node.inputs) {
      readers.set(operand, [...(readers.get(operand) ?? []), node]);
    }
  }
  const outputs = new Map(program.outputs.map(({ name, tensor }) => [name, tensor]));
  const names = program.inputs.flatMap(({ name, tensor }) => {
    const next = outputs.get(name);
    if (next === undefined || !sameShape(next.shape, tensor.shape)) return [];
    const before = new Set(readers.get(tensor.node) ?? []);
    const safe =
      next.node !== tensor.node &&
      [...before].every((reader) => plainReaders.has(reader.op.name)) &&
      !before.has(next.node) &&
      allAreOperandsOf(before, next.node);
    return safe ? [name] : [];
  });
  return new Set(names);
}

function allAreOperandsOf(wanted: ReadonlySet<Node>, node: Node): boolean {
  const missing = new Set(wanted);
  const seen = new Set<Node>();
  const pending = [node];
  while (missing.size > 0) {
    const next = pending.pop();
    if (next === undefined) return false;
    for (const { node: operand } of next.inputs) {
      missing.delete(operand);
      if (!seen.has(operand)) {
        seen.add(operand);
        pending.push(operand);
      }
    }
  }
  return true;
}
