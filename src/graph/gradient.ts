import { GraphError, ShapeError } from "../base/errors.js";
import { at, sameShape } from "../base/ndarray.js";
import { add } from "./ops/elementwise.js";
import { sumTo } from "./ops/reduce.js";
import { scalar } from "./ops/source.js";
import { sortNodes } from "./program.js";
import { nameNodes, type Node, type Tensor } from "./tensor.js";
import { broadcastShapes, showType } from "./types.js";

/**
 * dL/dt for each of `targets`, as program. Reverse topological order, only over nodes between targets
 * and loss; a target that the loss does not reach gets null.
 *
 * @param loss a float32 scalar.
 * @param held tensors that count as constants: no way back goes on behind them.
 *
 * Operators and operands that are declared not differentiable end the way back, as `stopGradient` does: a
 * target that is reached through them alone gets null too.
 *
 * @throws GraphError where the loss is no float scalar, or a rule does not cover its operator's operands.
 * @throws ShapeError where a rule returns a gradient that does not fit its operand; names the operator.
 */
export function gradients(
  loss: Tensor,
  targets: readonly Tensor[],
  held: readonly Tensor[] = [],
): (Tensor | null)[] {
  if (loss.dtype !== "float32" || loss.shape.length !== 0) {
    throw new GraphError("gradients", "the loss must be a float32 scalar", { got: loss.shape });
  }
  return pullBack(loss, scalar(1), targets, held);
}

/**
 * Σ over the elements of `y` of seed · dy/dt for each of `targets`, as {@link gradients} of the sum of seed · y, but for one thing: the
 * way back starts at `seed`, so that no extent of `y` is written into the program, and an exported model may leave its batch free.
 * @param seed float32, of the shape of `y`.
 * @param held as of {@link gradients}.
 * @throws ShapeError where the seed does not fit; as {@link gradients}.
 */
export function pullBack(
  y: Tensor,
  seed: Tensor,
  targets: readonly Tensor[],
  held: readonly Tensor[] = [],
): (Tensor | null)[] {
  if (seed.dtype !== y.dtype || !sameShape(seed.shape, y.shape)) {
    throw new ShapeError("pullBack", "seed", { expected: showType(y), got: showType(seed) });
  }
  const order = sortNodes([y]);
  const active = nodesOnPath(order, targets, held);
  const accumulated = new Map<Node, (Tensor | null)[]>();
  accumulate(accumulated, y, seed);
  for (const node of order.reverse()) {
    if (!active.has(node)) continue;
    const outputGradients = accumulated.get(node);
    if (outputGradients === undefined) continue;
    for (const [index, gradient] of inputGradients(node, outputGradients, active).entries()) {
      if (gradient !== null) accumulate(accumulated, at(node.inputs, index), gradient);
    }
  }
  return targets.map((target) => accumulated.get(target.node)?.[target.index] ?? null);
}

/** Nodes from which some target can be reached, not by `held`; the targets' own nodes included. */
function nodesOnPath(
  order: readonly Node[],
  targets: readonly Tensor[],
  held: readonly Tensor[],
): Set<Node> {
  const active = new Set(targets.map((target) => target.node));
  const ends = new Set(held.map((tensor) => tensor.node));
  for (const node of order) {
    if (ends.has(node)) continue;
    if (node.inputs.some((input) => active.has(input.node))) active.add(node);
  }
  return active;
}

function inputGradients(
  node: Node,
  outputGradients: readonly (Tensor | null)[],
  active: ReadonlySet<Node>,
): (Tensor | null)[] {
  const rule = node.op.gradient;
  const wanted = node.inputs.map((input) => active.has(input.node) && input.dtype === "float32");
  if (!wanted.includes(true)) return [];
  // An operator that cuts on purpose (stopGradient, comparisons) is a legal end of the way back.
  if (typeof rule !== "function") return [];
  const outputs = node.outputTypes.map((type, index): Tensor => ({ node, index, ...type }));
  const thunks = rule({
    inputs: node.inputs,
    outputs,
    outputGradients,
    attributes: node.attributes as never,
  });
  if (thunks.length !== node.inputs.length) {
    throw new GraphError(node.op.name, "gradient rule does not cover the operands", {
      expected: node.inputs.length,
      got: thunks.length,
    });
  }
  return thunks.map((thunk, index) => {
    if (wanted[index] !== true || typeof thunk !== "function") return null;
    const gradient = fitGradient(node, at(node.inputs, index), thunk());
    nameNodes(
      `gradient/${node.path ?? node.op.name}`,
      [gradient],
      [...node.inputs, ...outputs, ...outputGradients.filter((tensor) => tensor !== null)],
    );
    return gradient;
  });
}

/** Undo broadcasting, then check shape and dtype against the operand. */
function fitGradient(node: Node, input: Tensor, gradient: Tensor): Tensor {
  const reduced = sameShape(broadcastShapes(node.op.name, gradient.shape, input.shape), input.shape)
    ? gradient
    : sumTo(gradient, input.shape);
  if (reduced.dtype !== input.dtype || !sameShape(reduced.shape, input.shape)) {
    throw new ShapeError(node.op.name, "gradient does not fit its operand", {
      expected: showType(input),
      got: showType(reduced),
    });
  }
  return reduced;
}

function accumulate(
  accumulated: Map<Node, (Tensor | null)[]>,
  tensor: Tensor,
  gradient: Tensor,
): void {
  const entries = accumulated.get(tensor.node) ?? tensor.node.outputTypes.map(() => null);
  const sofar = entries[tensor.index];
  entries[tensor.index] = sofar == null ? gradient : add(sofar, gradient);
  accumulated.set(tensor.node, entries);
}
