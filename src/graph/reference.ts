import { GraphError } from "../base/errors.js";
import { at, sizeOf, stridesOf } from "../base/ndarray.js";
import type { Node } from "./tensor.js";
import type { Program } from "./program.js";
import type { ReferenceArray, Shape } from "./types.js";

/** Array of `shape` with `fill(index)` at flat position `index`. */
export function referenceArray(shape: Shape, fill: (index: number) => number): ReferenceArray {
  const data = new Float64Array(sizeOf(shape));
  for (let index = 0; index < data.length; index++) data[index] = fill(index);
  return { shape, data };
}

/** Apply `f` to every element. */
export function mapReference(x: ReferenceArray, f: (value: number) => number): ReferenceArray {
  return { shape: x.shape, data: x.data.map((value) => f(value)) };
}

/** For each flat position of `shape`, the flat position in an operand of `from` that broadcasts to it. */
export function broadcastIndex(shape: Shape, from: Shape): (index: number) => number {
  const outer = stridesOf(shape);
  const inner = stridesOf(from);
  const offset = shape.length - from.length;
  return (index) => {
    let position = 0;
    let rest = index;
    for (let axis = 0; axis < shape.length; axis++) {
      const coordinate = Math.floor(rest / at(outer, axis));
      rest -= coordinate * at(outer, axis);
      const own = axis - offset;
      if (own >= 0 && at(from, own) !== 1) position += coordinate * at(inner, own);
    }
    return position;
  };
}

/** Coordinates of flat position `index` in `shape`. */
export function coordinatesOf(shape: Shape, index: number): number[] {
  const coordinates: number[] = [];
  let rest = index;
  for (const stride of stridesOf(shape)) {
    const coordinate = Math.floor(rest / stride);
    coordinates.push(coordinate);
    rest -= coordinate * stride;
  }
  return coordinates;
}

/** Flat position of `coordinates` in `shape`. */
export function flatIndex(shape: Shape, coordinates: readonly number[]): number {
  let index = 0;
  for (const [axis, extent] of shape.entries()) index = index * extent + at(coordinates, axis);
  return index;
}

/** Run a program by its references. `feeds` has one array an input name. For tests. */
export function evaluateReference(
  program: Program,
  feeds: Readonly<Record<string, ReferenceArray>>,
): Record<string, ReferenceArray> {
  const values = new Map<Node, readonly ReferenceArray[]>();
  for (const input of program.inputs) {
    const fed = feeds[input.name];
    if (fed === undefined) throw new GraphError(program.name, `input ${input.name} is not fed`);
    values.set(input.tensor.node, [fed]);
  }
  for (const node of program.nodes) {
    if (values.has(node)) continue;
    const inputs = node.inputs.map((tensor) => valueOf(values, tensor.node, tensor.index));
    // Attributes belong to this op: `defineOp` made the pair.
    values.set(node, node.op.reference(inputs, node.attributes as never, node.outputTypes));
  }
  return Object.fromEntries(
    program.outputs.map(({ name, tensor }) => [name, valueOf(values, tensor.node, tensor.index)]),
  );
}

function valueOf(
  values: ReadonlyMap<Node, readonly ReferenceArray[]>,
  node: Node,
  index: number,
): ReferenceArray {
  const outputs = values.get(node);
  if (outputs === undefined) throw new GraphError(node.op.name, "value used before it is computed");
  return at(outputs, index);
}
