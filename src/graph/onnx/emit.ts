import { create, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import {
  AttributeProto_AttributeType,
  ModelProtoSchema,
  type AttributeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from "onnx-buf";
import { InternalError } from "../../base/errors.js";
import type { Port, Program } from "../program.js";
import { inputName, type Node } from "../tensor.js";
import type { DType, Shape } from "../types.js";
import { onnxTypes } from "./element-types.js";
import type { OnnxAttribute, OnnxEmitter, OnnxNodeOptions } from "./emitter.js";

const opset = 18;
/** ONNX IR version 9 is the first that goes with opset 18 and newer checkers. */
const irVersion = 9;

/** How a program becomes a model. */
export interface EmitOptions {
  /** Use com.microsoft operators where a rule knows a faster form. */
  readonly contrib: boolean;
  /** Channels of a block of the target's blocked convolution layout (see ops/conv-blocked.ts); null: none. */
  readonly channelBlock?: number | null;
  /** Values for inputs that become initialisers (weights of an exported model), C order. */
  readonly initialisers?: Readonly<Record<string, Float32Array>>;
  /** Inputs and outputs whose first axis is a free batch axis called `N` in the model. */
  readonly freeBatch?: readonly string[];
  /** `metadata_props` of the model. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The program as bytes of one ONNX model (opset 18, plus com.microsoft where `contrib`). */
export function emitOnnx(program: Program, options: EmitOptions): Uint8Array {
  const names = new Map<Node, readonly string[]>();
  const emitter = createEmitter(options.contrib, options.channelBlock ?? null);
  const used = usedOutputs(program);
  for (const node of program.nodes) {
    const fed = inputName(node);
    if (fed !== null) {
      names.set(node, [fed]);
      continue;
    }
    const inputs = node.inputs.map((tensor) => nameOf(names, tensor.node, tensor.index));
    emitter.enter(node.path ?? node.op.name);
    const outputs = node.op.lower(emitter, inputs, {
      attributes: node.attributes as never,
      inputTypes: node.inputs,
      outputTypes: node.outputTypes,
      used: node.outputTypes.map((_, index) => used.get(node)?.has(index) ?? false),
    });
    names.set(node, outputs);
  }
  emitter.enter("outputs");
  for (const { name, tensor } of program.outputs) {
    emitter.output(nameOf(names, tensor.node, tensor.index), onnxOutputName(program, name));
  }
  const initialisers = options.initialisers ?? {};
  const free = new Set(options.freeBatch ?? []);
  const model = create(ModelProtoSchema, {
    irVersion: BigInt(irVersion),
    producerName: "unconfound",
    opsetImport: [
      { domain: "", version: BigInt(opset) },
      ...(options.contrib ? [{ domain: "com.microsoft", version: 1n }] : []),
      ...(options.channelBlock == null ? [] : [{ domain: "com.microsoft.nchwc", version: 1n }]),
    ],
    graph: {
      name: program.name,
      input: program.inputs
        .filter(({ name }) => !(name in initialisers))
        .map((port) => valueInfo(port, free)),
      output: program.outputs.map((port) =>
        valueInfo({ ...port, name: onnxOutputName(program, port.name) }, free),
      ),
      node: emitter.named(),
      initializer: [
        ...emitter.constants,
        ...program.inputs
          .filter(({ name }) => name in initialisers)
          .map(({ name, tensor }) =>
            tensorProto(name, tensor.dtype, tensor.shape, initialisers[name] ?? []),
          ),
      ],
    },
    metadataProps: Object.entries(options.metadata ?? {}).map(([key, value]) => ({ key, value })),
  });
  return toBinary(ModelProtoSchema, model);
}

/** Which outputs of each node other nodes or the program itself read. */
function usedOutputs({ nodes, outputs }: Program): Map<Node, Set<number>> {
  const used = new Map(nodes.map((node) => [node, new Set<number>()]));
  const read = [...nodes.flatMap((node) => node.inputs), ...outputs.map(({ tensor }) => tensor)];
  for (const { node, index } of read) used.get(node)?.add(index);
  return used;
}

/** A state tensor goes in and comes out under one name; ONNX needs two. */
export function onnxOutputName(program: Program, name: string): string {
  return program.inputs.some((port) => port.name === name) ? `next/${name}` : name;
}

interface EmittedNode {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly input: string[];
  readonly output: string[];
  readonly attribute: MessageInitShape<typeof AttributeProtoSchema>[];
}

interface CollectingEmitter extends OnnxEmitter {
  /** The nodes, with outputs of the program under their own names. */
  named(): EmittedNode[];
  readonly constants: MessageInitShape<typeof TensorProtoSchema>[];
  enter(path: string): void;
  /** Let the value `from` be the output `to` of the model. */
  output(from: string, to: string): void;
}

function createEmitter(contrib: boolean, channelBlock: number | null): CollectingEmitter {
  const emitted: EmittedNode[] = [];
  const computed = new Set<string>();
  const constants: MessageInitShape<typeof TensorProtoSchema>[] = [];
  const constantNames = new Map<string, string>();
  const outputNames = new Map<string, string>();
  let path = "";
  let count = 0;

  function nodes(type: string, inputs: readonly string[], options: OnnxNodeOptions = {}): string[] {
    const name = `${path}/${type}_${count++}`;
    const outputs = Array.from({ length: options.outputs ?? 1 }, (_, index) => `${name}:${index}`);
    for (const output of outputs) computed.add(output);
    emitted.push({
      name,
      opType: type,
      domain: options.domain ?? "",
      input: [...inputs],
      output: outputs,
      attribute: Object.entries(options.attributes ?? {}).map(([key, value]) =>
        attributeProto(key, value),
      ),
    });
    return outputs;
  }

  function constant(dtype: DType, shape: Shape, values: ArrayLike<number>): string {
    const key =
      values.length <= 64
        ? `${dtype}[${shape.join()}]${Array.from(values).map(exact).join()}`
        : null;
    const known = key === null ? undefined : constantNames.get(key);
    if (known !== undefined) return known;
    const name = `constant_${constants.length}`;
    constants.push(tensorProto(name, dtype, shape, values));
    if (key !== null) constantNames.set(key, name);
    return name;
  }

  return {
    contrib,
    channelBlock,
    named: () => emitted.map((node) => renamed(node, outputNames)),
    constants,
    enter: (next) => void (path = next),
    output: (from, to) => {
      if (computed.has(from) && !outputNames.has(from)) {
        outputNames.set(from, to);
      } else {
        // An operand of the program, or an output under a second name: only a copy can carry the name.
        const name = `output/${to}`;
        const copy = { opType: "Identity", domain: "", attribute: [], input: [from], output: [to] };
        emitted.push({ name, ...copy });
      }
    },
    nodes,
    node: (type, inputs, attributes = {}) => nodes(type, inputs, { attributes })[0] ?? "",
    constant,
    int64: (values) => constant("int64", [values.length], values),
  };
}

/** Operands and results of a node under their names in the model. */
function renamed(node: EmittedNode, names: ReadonlyMap<string, string>): EmittedNode {
  const rename = (own: readonly string[]) => own.map((name) => names.get(name) ?? name);
  return { ...node, input: rename(node.input), output: rename(node.output) };
}

/** Text that tells -0 from 0. */
function exact(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function nameOf(names: ReadonlyMap<Node, readonly string[]>, node: Node, index: number): string {
  const name = names.get(node)?.[index];
  if (name === undefined) throw new InternalError(node.op.name, "lowering gave no such output");
  return name;
}

function valueInfo(
  { name, tensor }: Port,
  free: ReadonlySet<string>,
): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = tensor.shape.map((extent, axis) =>
    axis === 0 && free.has(name)
      ? { value: { case: "dimParam" as const, value: "N" } }
      : { value: { case: "dimValue" as const, value: BigInt(extent) } },
  );
  return {
    name,
    type: {
      value: { case: "tensorType", value: { elemType: onnxTypes[tensor.dtype], shape: { dim } } },
    },
  };
}

function tensorProto(
  name: string,
  dtype: DType,
  shape: Shape,
  values: ArrayLike<number>,
): MessageInitShape<typeof TensorProtoSchema> {
  return {
    name,
    dataType: onnxTypes[dtype],
    dims: shape.map(BigInt),
    rawData: rawBytes(dtype, values),
  };
}

function rawBytes(dtype: DType, values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  switch (dtype) {
    case "float32":
      return bytesOf(Float32Array.from(values));
    case "int32":
      return bytesOf(Int32Array.from(values));
    case "uint32":
      return bytesOf(Uint32Array.from(values));
    case "int64":
      return bytesOf(BigInt64Array.from(Array.from(values), BigInt));
    case "uint8":
    case "bool":
      return Uint8Array.from(values);
  }
}

function bytesOf(array: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function attributeProto(
  name: string,
  value: OnnxAttribute,
): MessageInitShape<typeof AttributeProtoSchema> {
  if (typeof value === "number") {
    return { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) };
  }
  if (typeof value === "string") {
    return { name, type: AttributeProto_AttributeType.STRING, s: new TextEncoder().encode(value) };
  }
  if ("float" in value) return { name, type: AttributeProto_AttributeType.FLOAT, f: value.float };
  return { name, type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) };
}
