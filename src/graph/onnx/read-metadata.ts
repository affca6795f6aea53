import { parseModel } from "./parse-model.js";

/**
 * `metadata_props` of a model by key.
 * @throws FormatError where the bytes are no ONNX model.
 */
export function readMetadata(bytes: Uint8Array, source: string): Record<string, string> {
  return Object.fromEntries(
    parseModel(bytes, source).metadataProps.map(({ key, value }) => [key, value]),
  );
}
