import type { Rng } from "../base/rng.js";
import { sizeOf } from "../base/ndarray.js";
import { GraphError } from "../base/errors.js";
import { nameNodes, type Tensor, type TensorTree } from "../graph/tensor.js";
import type { Shape } from "../graph/types.js";

/** Law by which a fresh array is drawn; a constant law ignores the generator. */
export type Initialiser = (rng: Rng, shape: Shape) => Float32Array;

/** One learnt array, or one buffer, of a layer. */
export interface ArraySpec {
  readonly shape: Shape;
  readonly init: Initialiser;
}

/** Arrays by name and how they start. */
export type SpecTree = Readonly<Record<string, ArraySpec>>;

/**
 * A layer is a value: what it needs (parameters, buffers by local dotted name) and how it is applied. It
 * holds no arrays; those are trees that go into a step and come out of it.
 */
export interface Layer {
  readonly parameters: SpecTree;
  /** State that is not learnt by gradient, such as running statistics. */
  readonly buffers: SpecTree;
  /** Applies the layer; training or evaluation is in the context, never in the layer. */
  apply(context: ApplyContext, x: Tensor): Tensor;
}

/** What `apply` sees. One context serves one forward pass; children are its parts by name. */
export interface ApplyContext {
  /** `train`: batch statistics, dropout. `evaluate`: running statistics, no dropout. */
  readonly mode: "train" | "evaluate";
  /** Dotted path of this part, "" at the root. */
  readonly path: string;
  child(name: string): ApplyContext;
  /** A parameter of this part. @throws GraphError where it is not in the tree. */
  parameter(name: string): Tensor;
  buffer(name: string): Tensor;
  /** Next value of a buffer; the step writes it back unless the pass is one that must not (critic phase). */
  updateBuffer(name: string, value: Tensor): void;
  /** uint32 scalar, fresh in every step, for counter-based masks; each call of one pass gets its own stream. */
  randomKey(): Tensor;
}

/** A context over `parameters` and `buffers` whose buffer updates are collected in `nextBuffers`. */
export interface RootContext extends ApplyContext {
  readonly nextBuffers: TensorTree;
}

/** Where a pass takes its randomness from: the fed step key, and how a stream is derived from it. */
export interface RandomSource {
  /** Distinct key for the `stream`-th mask of this pass. */
  stream(stream: number): Tensor;
}

/** Context of one forward pass. `random` may be null where no layer draws (it then throws). */
export function createContext(
  mode: ApplyContext["mode"],
  parameters: TensorTree,
  buffers: TensorTree,
  random: RandomSource | null,
): RootContext {
  const nextBuffers: Record<string, Tensor> = {};
  let streams = 0;
  const lookUp = (tree: TensorTree, kind: string, path: string): Tensor => {
    const tensor = tree[path];
    if (tensor === undefined) throw new GraphError(path, `no such ${kind}`);
    return tensor;
  };
  const part = (path: string): ApplyContext => {
    const join = (name: string) => (path === "" ? name : `${path}.${name}`);
    return {
      mode,
      path,
      child: (name) => part(join(name)),
      parameter: (name) => lookUp(parameters, "parameter", join(name)),
      buffer: (name) => lookUp(buffers, "buffer", join(name)),
      updateBuffer: (name, value) => void (nextBuffers[join(name)] = value),
      randomKey: () => {
        if (random === null) throw new GraphError(path, "this pass has no random numbers");
        return random.stream(streams++);
      },
    };
  };
  return { ...part(""), nextBuffers };
}

/** The same pass, of which no buffer is written: for a second look in one step. */
export function withoutUpdates(context: ApplyContext): ApplyContext {
  return {
    ...context,
    child: (name) => withoutUpdates(context.child(name)),
    updateBuffer: () => undefined,
  };
}

/** Fresh arrays by the layer's own laws; each array's draw depends on its name only. */
export function initialise(specs: SpecTree, rng: Rng): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape, init }]) => [name, init(rng.child(name), shape)]),
  );
}

/** The law "every element is `value`". */
export function constantInit(value: number): Initialiser {
  return (_, shape) => new Float32Array(sizeOf(shape)).fill(value);
}

/** Specs of a part under its name: `{ weight }` of part `conv1` becomes `{ "conv1.weight" }`. */
export function prefixSpecs(name: string, specs: SpecTree): Record<string, ArraySpec> {
  return Object.fromEntries(Object.entries(specs).map(([key, spec]) => [`${name}.${key}`, spec]));
}

/** A layer without arrays: a fixed function. */
export function functionLayer(apply: (x: Tensor, context: ApplyContext) => Tensor): Layer {
  return { parameters: {}, buffers: {}, apply: (context, x) => apply(x, context) };
}

/** Layers one after another, each under its name. */
export function sequential(parts: Readonly<Record<string, Layer>>): Layer {
  const entries = Object.entries(parts);
  return {
    ...specsOfParts(parts),
    apply: (context, x) =>
      entries.reduce((value, [name, part]) => applyPart(context, name, part, value), x),
  };
}

/** Parameters and buffers of named parts, for a layer that wires them itself. */
export function specsOfParts(
  parts: Readonly<Record<string, Pick<Layer, "parameters" | "buffers">>>,
): Pick<Layer, "parameters" | "buffers"> {
  const entries = Object.entries(parts);
  return {
    parameters: Object.assign(
      {},
      ...entries.map(([name, part]) => prefixSpecs(name, part.parameters)),
    ) as Record<string, ArraySpec>,
    buffers: Object.assign(
      {},
      ...entries.map(([name, part]) => prefixSpecs(name, part.buffers)),
    ) as Record<string, ArraySpec>,
  };
}

/** Apply one part under its name; its nodes carry the path. */
export function applyPart(context: ApplyContext, name: string, part: Layer, x: Tensor): Tensor {
  const own = context.child(name);
  const result = part.apply(own, x);
  nameNodes(own.path, [result], [x]);
  return result;
}
