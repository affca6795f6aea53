import { toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema, type TensorProto } from "onnx-buf";
import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { onnxTypes } from "./element-types.js";
import { parseModel } from "./parse-model.js";

/**
 * The model with its weights in another order: of each float32 initialiser of two axes or more all numbers are exchanged at random and
 * their signs drawn anew, by a draw of its name. What it learnt is gone, how large its weights are is not. With the signs as they were a
 * mean that is not 0 would shut all units of a layer. One axis (biases, statistics of norms) stays as it is.
 * Weights that are constants of nodes, or of other types, are not found.
 * @returns null where there is no such weight.
 * @throws FormatError where the bytes are no ONNX model.
 */
export function shuffleWeights(bytes: Uint8Array, source: string, rng: Rng): Uint8Array | null {
  const model = parseModel(bytes, source);
  const { graph } = model;
  let shuffled = 0;
  const initializer = (graph?.initializer ?? []).map((tensor) => {
    if (tensor.dataType !== Number(onnxTypes.float32) || tensor.dims.length < 2) return tensor;
    const values = valuesOf(tensor);
    if (values.length < 2) return tensor;
    shuffled += 1;
    shuffle(values, rng.child(tensor.name));
    return { ...tensor, floatData: [], rawData: new Uint8Array(values.buffer) };
  });
  if (graph === undefined || shuffled === 0) return null;
  return toBinary(ModelProtoSchema, { ...model, graph: { ...graph, initializer } });
}

/** A copy: the bytes of a message may begin at any place. */
function valuesOf({ rawData, floatData }: TensorProto): Float32Array<ArrayBuffer> {
  return rawData === undefined || rawData.length === 0
    ? Float32Array.from(floatData)
    : new Float32Array(rawData.slice().buffer);
}

/** Fisher and Yates, then a coin for each sign; in an array of our own. */
function shuffle(values: Float32Array, rng: Rng): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = rng.integer(last + 1);
    const value = at(values, last);
    values[last] = at(values, other);
    values[other] = value;
  }
  for (const [index, value] of values.entries()) if (rng.integer(2) === 1) values[index] = -value;
}
