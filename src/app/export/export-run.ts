import { join } from "node:path";
import { encodeSafetensors } from "../../data/formats/safetensors.js";
import { torchNamed } from "../../nn/torch-names.js";
import { averageName } from "../../methods/phase.js";
import { openRun, type OpenedRun } from "../open-run.js";
import { readIfThere, runFolderNames } from "../run-folder.js";
import { requireNewFolder, writeFolder } from "../write-folder.js";
import { withClassMaps } from "./cam-model.js";
import { checkRuntimes, type RuntimeCheck } from "./check-runtimes.js";
import { trainStepFiles } from "./train-step.js";

/** What of a run is exported, and where to. */
export interface ExportRequest {
  readonly run: string;
  /** A new folder. */
  readonly out: string;
  /** Weights for PyTorch too. */
  readonly safetensors: boolean;
  /** The training step as ONNX too. */
  readonly trainStep: boolean;
  /** A second model with class activation maps too. */
  readonly cam: boolean;
}

/** What was written, and how the model was checked. */
export interface ExportReport {
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly checks: readonly RuntimeCheck[];
}

/** Weights under PyTorch's names. */
const weightsName = "weights.safetensors";
const trainStepFolder = "train-step";
const camModelName = "model-cam.onnx";

/**
 * Export a finished run into a folder of its own: the model with its card and, on request, the weights for PyTorch and
 * the training step, and a model with class activation maps. Models are run in both runtimes first; the folder appears whole or not at all.
 * @throws ConfigError where the folder exists, the run is none or not finished, the method has no step to export, or the encoder no map.
 * @throws NumericError where a runtime gives other numbers than the training graph.
 * @throws StorageError for what the file system refuses.
 */
export async function exportRun(request: ExportRequest): Promise<ExportReport> {
  requireNewFolder(request.out);
  const run = openRun(request.run);
  const files = exportedFiles(run, request);
  const checks = await checkRuntimes(run);
  if (request.cam) {
    const mapped = withClassMaps(run);
    files.set(camModelName, mapped.model);
    const own = await checkRuntimes(mapped);
    checks.push(...own.map((check) => ({ ...check, model: camModelName })));
  }
  writeFolder(request.out, files);
  return {
    files: [...files].map(([name, { length }]) => ({ name, bytes: length })),
    checks,
  };
}

function exportedFiles(
  run: OpenedRun,
  { safetensors, trainStep }: ExportRequest,
): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>([[runFolderNames.model, run.model]]);
  const card = readIfThere(join(run.folder, runFolderNames.modelCard));
  if (card !== null) files.set(runFolderNames.modelCard, card);
  if (safetensors) files.set(weightsName, torchWeights(run));
  if (trainStep) {
    for (const [name, bytes] of trainStepFiles(run)) files.set(`${trainStepFolder}/${name}`, bytes);
  }
  return files;
}

/** The weights that predict, averages under the names of what they average. */
function torchWeights({ weights }: OpenedRun): Uint8Array {
  const prefix = averageName("");
  const plain = [...weights].map(
    ([name, array]) => [name.startsWith(prefix) ? name.slice(prefix.length) : name, array] as const,
  );
  return encodeSafetensors({ arrays: torchNamed(new Map(plain)), metadata: { format: "pt" } });
}
