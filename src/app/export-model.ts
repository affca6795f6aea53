import type { ArrayTree } from "../base/ndarray.js";
import { emitOnnx } from "../graph/onnx/emit.js";
import {
  attributeInput,
  attributesRead,
  batchInputs,
  type BuiltMethod,
} from "../methods/method.js";
import type { RunFactors } from "../training/validate.js";

/**
 * The trained model as ONNX: image [N, C, ...space] in `valueRange`, or the features [N, F] of another network as they
 * are (`range` is then null, as where images can be anything) -> `features` and `logits/<name>` for each head, `predicted/<name>` for that of a
 * continuous attribute, in its own unit.
 * A model that must be told attributes has inputs `attribute/<name>` too, int32 [N], -1 where one is unknown.
 * Standard operators only (opset 18), weights inside, free batch axis; `metadata_props` say how to prepare an
 * image and what the classes mean.
 */
export function exportModel(
  method: BuiltMethod,
  state: ArrayTree,
  factors: RunFactors,
  about: Readonly<Record<string, string>>,
  valueRange: readonly [least: number, greatest: number] | null = [0, 1],
  preparation?: unknown,
): Uint8Array {
  const { predict } = method;
  const initialisers: Record<string, Float32Array> = {};
  for (const { name } of predict.inputs) {
    const values = state[name];
    if (values !== undefined) initialisers[name] = values;
  }
  const names = factors.attributes.map(({ name }) => name);
  const read = attributesRead(method, names);
  const image = predict.inputs.find(({ name }) => name === batchInputs.image);
  const shape = image?.tensor.shape.slice(1) ?? [];
  return emitOnnx(predict, {
    contrib: false,
    initialisers,
    freeBatch: [
      batchInputs.image,
      ...read.map(attributeInput),
      ...predict.outputs.map(({ name }) => name),
    ],
    metadata: {
      ...about,
      "unconfound.preprocessing": JSON.stringify({
        shape,
        range: shape.length === 1 ? null : valueRange,
        mean: 0,
        standardDeviation: 1,
      }),
      ...(preparation === undefined
        ? {}
        : { "unconfound.preparation": JSON.stringify(preparation) }),
      "unconfound.label": JSON.stringify(factors.label),
      "unconfound.attributes": JSON.stringify(
        factors.attributes.map(({ name, valueNames, scale }) => ({ name, valueNames, scale })),
      ),
      ...(read.length === 0 ? {} : { "unconfound.attributesRead": JSON.stringify(read) }),
      "unconfound.notice": "Not for clinical use.",
    },
  });
}
