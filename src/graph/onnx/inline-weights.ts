import { toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema, TensorProto_DataLocation, type TensorProto } from "onnx-buf";
import { FormatError } from "../../base/errors.js";
import { parseModel } from "./parse-model.js";

/**
 * The model with weights of other files inside it (initialisers with external data). Bytes without such weights come back as they are.
 * @param read bytes of the file that a weight names, a path from the folder of the model; called once for each file.
 * @throws FormatError where the bytes are no ONNX model; for a weight that names no file, or a stretch that its file has not; what
 * `read` throws.
 */
export function inlineWeights(
  bytes: Uint8Array,
  source: string,
  read: (location: string) => Uint8Array,
): Uint8Array {
  const model = parseModel(bytes, source);
  const { graph } = model;
  const isOutside = ({ dataLocation }: TensorProto) =>
    dataLocation === TensorProto_DataLocation.EXTERNAL;
  if (graph === undefined || !graph.initializer.some(isOutside)) return bytes;
  const files = new Map<string, Uint8Array>();
  const initializer = graph.initializer.map((tensor) => {
    if (!isOutside(tensor)) return tensor;
    const where = `${source}, weight ${tensor.name}`;
    const { location, offset, length } = placeOf(tensor, where);
    const file = files.get(location) ?? read(location);
    files.set(location, file);
    const end = length === null ? file.length : offset + length;
    if (end > file.length) {
      throw new FormatError(where, `${location} is too short`, { expected: end, got: file.length });
    }
    return {
      ...tensor,
      dataLocation: TensorProto_DataLocation.DEFAULT,
      externalData: [],
      rawData: file.slice(offset, end),
    };
  });
  return toBinary(ModelProtoSchema, { ...model, graph: { ...graph, initializer } });
}

function placeOf({ externalData }: TensorProto, where: string) {
  const entries = new Map(externalData.map(({ key, value }) => [key, value]));
  const location = entries.get("location") ?? "";
  if (location === "") throw new FormatError(where, "is in another file, and does not say which");
  const bytesOf = (key: string): number | null => {
    const text = entries.get(key);
    if (text === undefined) return null;
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (Number.isSafeInteger(value)) return value;
    throw new FormatError(where, key, { expected: "a number of bytes", got: text });
  };
  return { location, offset: bytesOf("offset") ?? 0, length: bytesOf("length") };
}
