import { FormatError } from "../../base/errors.js";
import { sizeOf, type NdArray } from "../../base/ndarray.js";
import { onnxTypes } from "./element-types.js";
import { parseModel } from "./parse-model.js";

/**
 * The float32 weights of a model that we emitted, by name: initialisers of the graph. Constants of other types, such as
 * shapes, are left out.
 * @throws FormatError where the bytes are no ONNX model, or a weight's bytes do not fit its shape.
 */
export function readInitialisers(bytes: Uint8Array, source: string): Map<string, NdArray> {
  const found = new Map<string, NdArray>();
  const initialisers = parseModel(bytes, source).graph?.initializer ?? [];
  for (const { name, dims, dataType, rawData } of initialisers) {
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
