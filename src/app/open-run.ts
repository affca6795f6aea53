import { join } from "node:path";
import { ConfigError, FormatError } from "../base/errors.js";
import type { ArrayTree, NdArray } from "../base/ndarray.js";
import { parseRunConfig } from "../config/parse-config.js";
import type { RunConfig } from "../config/run-config.js";
import { readInitialisers } from "../graph/onnx/read-initialisers.js";
import {
  attributeInput,
  attributesRead,
  batchInputs,
  type BuiltMethod,
} from "../methods/method.js";
import { buildRunMethod, type MethodBlueprint } from "./build-run-method.js";
import { readIfThere, runFolderNames } from "./run-folder.js";
import { parseRunJson } from "./run-json.js";

/** A finished run, opened without its data. */
export interface OpenedRun {
  readonly folder: string;
  readonly config: RunConfig;
  readonly blueprint: MethodBlueprint;
  readonly method: BuiltMethod;
  /** `model.onnx` as it is. */
  readonly model: Uint8Array;
  /** Its weights by the names that `method.predict` reads, what a fit on the host has changed included. */
  readonly weights: ReadonlyMap<string, NdArray>;
}

/**
 * Open a finished run: its configuration, the method as it was built, and the selected weights.
 * @throws ConfigError where the folder holds no run, or one that is not finished.
 * @throws FormatError where files of the run are missing, damaged or do not belong together.
 */
export function openRun(folder: string): OpenedRun {
  const configPath = join(folder, runFolderNames.config);
  const configBytes = readIfThere(configPath);
  if (configBytes === null) {
    throw new ConfigError("run", "no run in this folder", {
      got: folder,
      advice: "Name the folder that `unconfound train` wrote.",
    });
  }
  if (readIfThere(join(folder, runFolderNames.done)) === null) {
    throw new ConfigError("run", "the run is not finished", {
      got: folder,
      advice: "Go on with it: unconfound train … --resume.",
    });
  }
  const config = parseRunConfig(new TextDecoder().decode(configBytes), configPath);
  const blueprint = readBlueprint(folder);
  const method = buildRunMethod(config, blueprint);
  const modelPath = join(folder, runFolderNames.model);
  const model = requireFile(modelPath);
  const stored = readInitialisers(model, modelPath);
  const weights = weightNames(method, blueprint).map((name) => {
    const array = stored.get(name);
    if (array !== undefined) return [name, array] as const;
    throw new FormatError(modelPath, "the model lacks a weight of the run's method", {
      got: name,
      advice: "The files do not belong together: train again into another folder.",
    });
  });
  return { folder, config, blueprint, method, model, weights: new Map(weights) };
}

/** The weights as `predictSet` takes them. */
export function weightTree({ weights }: Pick<OpenedRun, "weights">): ArrayTree {
  return Object.fromEntries(
    [...weights].map(([name, { data }]) => [name, data as Float32Array] as const),
  );
}

/** What `predict` reads beside images and attributes. */
function weightNames(method: BuiltMethod, { attributes }: MethodBlueprint): string[] {
  const told = attributesRead(
    method,
    attributes.map(({ name }) => name),
  ).map(attributeInput);
  return method.predict.inputs
    .map(({ name }) => name)
    .filter((name) => name !== batchInputs.image && !told.includes(name));
}

function readBlueprint(folder: string): MethodBlueprint {
  const blueprint = readRunJson<MethodBlueprint>(folder, runFolderNames.method);
  if (blueprint.schema === 1) return blueprint;
  throw new FormatError(join(folder, runFolderNames.method), "schema version", {
    expected: 1,
    got: String(blueprint.schema),
  });
}

/** The bytes of a file of a run. @throws FormatError where there is none. */
export function requireFile(path: string): Uint8Array {
  const bytes = readIfThere(path);
  if (bytes !== null) return bytes;
  throw new FormatError(path, "the file is missing", {
    advice: "The run is not whole, or an older version wrote it: train again into another folder.",
  });
}

/** The text of a file of a run. @throws FormatError where there is none. */
export function readRunText(folder: string, name: string): string {
  return new TextDecoder().decode(requireFile(join(folder, name)));
}

/**
 * The value of a JSON file of a run, which this program has written.
 * @throws FormatError where there is none, or no JSON.
 */
export function readRunJson<T>(folder: string, name: string): T {
  return parseRunJson(readRunText(folder, name), join(folder, name));
}
