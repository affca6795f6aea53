import { ConfigError } from "../../base/errors.js";
import type { PlaceCentres } from "../../base/place-centres.js";
import { emitOnnx } from "../../graph/onnx/emit.js";
import { readMetadata } from "../../graph/onnx/read-metadata.js";
import { createProgram, type Port, type Program } from "../../graph/program.js";
import type { Tensor } from "../../graph/tensor.js";
import { attributeInput, attributesRead, batchInputs, logitsOutput } from "../../methods/method.js";
import { numberOutput } from "../../methods/number-head.js";
import { classMaps } from "../../probing/saliency/class-maps.js";
import { mapOfRun } from "../build-run-method.js";
import { weightTree, type OpenedRun } from "../open-run.js";

/** Output that carries the class activation maps of the label, [N, K, ...places]. */
export function camOutput(label: string): string {
  return `cam/${label}`;
}

/** `unconfound.cam` in the metadata. */
interface CamMetadata {
  readonly output: string;
  /** Output whose columns the maps are of, in their order. */
  readonly of: string;
  readonly places: readonly number[];
  /** Middle of what the first place sees, and the way to the next, in pixels; null: places split the image evenly. */
  readonly centres: PlaceCentres | null;
  readonly rectified: false;
}

/**
 * A run whose model has one output more, the class activation maps of its label ({@link classMaps}), at the resolution of the encoder's
 * last map: the program, and `model` with all that `model.onnx` has.
 * @throws ConfigError where the encoder has no map, or the answers know the image by another way too.
 */
export function withClassMaps(run: OpenedRun): OpenedRun {
  const { config, blueprint, method } = run;
  // Throws for an encoder without a map, and says which have one.
  const { channels, places, centres } = mapOfRun(config, blueprint);
  const { name, scale } = blueprint.label;
  const of = scale === undefined ? logitsOutput(name) : numberOutput(name);
  const { inputs, outputs } = method.predict;
  const image = portOf(inputs, batchInputs.image);
  const maps = classMaps(portOf(outputs, of), image, [channels, ...places]);
  if (maps === null) {
    throw new ConfigError("--cam", "the answers do not come from one map of the encoder", {
      got: `method ${config.method.name}, encoder ${config.model.encoder}`,
      advice: "Leave out --cam.",
    });
  }
  const output = camOutput(name);
  const predict = createProgram("predict", {
    ...Object.fromEntries(outputs.map((port) => [port.name, port.tensor])),
    [output]: maps,
  });
  const about: CamMetadata = { output, of, places, centres, rectified: false };
  return { ...run, method: { ...method, predict }, model: emit(run, predict, about) };
}

function emit(run: OpenedRun, predict: Program, about: CamMetadata): Uint8Array {
  const names = run.blueprint.attributes.map(({ name }) => name);
  return emitOnnx(predict, {
    contrib: false,
    initialisers: weightTree(run),
    freeBatch: [
      batchInputs.image,
      ...attributesRead(run.method, names).map(attributeInput),
      ...predict.outputs.map(({ name }) => name),
    ],
    metadata: {
      ...readMetadata(run.model, run.folder),
      "unconfound.cam": JSON.stringify(about),
    },
  });
}

function portOf(ports: readonly Port[], name: string): Tensor {
  const port = ports.find((own) => own.name === name);
  if (port !== undefined) return port.tensor;
  throw new ConfigError("--cam", "the model of this method has no such output", { got: name });
}
