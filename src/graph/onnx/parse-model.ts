import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema, type ModelProto } from "onnx-buf";
import { FormatError } from "../../base/errors.js";

/**
 * The message of an ONNX file.
 * @throws FormatError where the bytes are no ONNX model.
 */
export function parseModel(bytes: Uint8Array, source: string): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(source, "not an ONNX model", { reason });
  }
}
