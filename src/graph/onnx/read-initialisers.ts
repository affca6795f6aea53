import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { FormatError } from "../../base/errors.js";
import { sizeOf, type NdArray } from "../../base/ndarray.js";
import { onnxTypes } from "./element-types.js";

/**
 * The float32 weights of a model that we emitted, by name: initialisers of the graph. Constants of other types, such as
 * shapes, are left out.
 * @throws FormatError where the bytes are no ONNX model, or a weight's bytes do not fit its shape.
 */
export function readInitialisers(bytes: Uint8Array, source: string): Map<string, NdArray> {
  const found = new Map<string, NdArray>();
  for (const { name, dims, dataType, rawData } of parseModel(bytes, source)) {
    if (dataType !== Number(onnxTypes.float32) || rawData === undefined) continue;
    const shape = dims.map(Number);
    if (rawData.length !== sizeOf(shape) * Float32Array.BYTES_PER_ELEMENT) {
      throw new FormatError(`${source}, weight ${name}`, "bytes do not fit the shape", {
        expected: sizeOf(shape) * Float32Array.BYTES_PER_ELEMENT,
        got: rawData.length,
      });
    }
    // A copy: the bytes of a message may begin at any place.
    const data = new Float32Array(rawData.slice().buffer);
    found.set(name, { dtype: "float32", shape, data });
  }
  return found;
}

function parseModel(bytes: Uint8Array, source: string) {
  try {
    return fromBinary(ModelProtoSchema, bytes).graph?.initializer ?? [];
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(source, "not an ONNX model", { reason });
  }
}
