import { create, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema, ValueInfoProtoSchema } from "onnx-buf";
import { GraphError } from "../../base/errors.js";
import { parseModel } from "./parse-model.js";

/**
 * Names of the tensors that the nodes of a model's graph compute, in the order of the file, which is one of computation; tensors of
 * branches and loops are not among them.
 * @throws FormatError where the bytes are no ONNX model.
 */
export function tensorNames(bytes: Uint8Array, source: string): string[] {
  const nodes = parseModel(bytes, source).graph?.node ?? [];
  return [...new Set(nodes.flatMap(({ output }) => output))].filter((name) => name !== "");
}

/**
 * The model with an inner tensor as its only output, so that nothing else is computed; shape and type are left to who reads it.
 * @throws FormatError where the bytes are no ONNX model; GraphError for a tensor that no node computes.
 */
export function exposeTensor(bytes: Uint8Array, tensor: string, source: string): Uint8Array {
  const model = parseModel(bytes, source);
  const { graph } = model;
  if (graph === undefined || !graph.node.some(({ output }) => output.includes(tensor))) {
    throw new GraphError(source, "no node computes this tensor", { got: tensor });
  }
  const output =
    graph.output.find(({ name }) => name === tensor) ??
    create(ValueInfoProtoSchema, { name: tensor });
  return toBinary(ModelProtoSchema, { ...model, graph: { ...graph, output: [output] } });
}
