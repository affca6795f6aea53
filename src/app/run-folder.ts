import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  truncateSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DataError } from "../base/errors.js";
import { fileErrorCode } from "../base/file-error-code.js";
import { bytesIfThere, writeAll } from "../base/whole-file.js";
import type { RunFiles } from "../training/run-files.js";
import { placeFile, storing } from "./write-file.js";

/** Names of files of a run folder that are not training's own. */
export const runFolderNames = {
  config: "config.yml",
  environment: "env.json",
  plan: "plan.json",
  /** What the method was told of the data: `MethodBlueprint`. */
  method: "method.json",
  /** What the encoder started from, where the run file names weights: `WeightsRecord`. */
  weights: "weights.json",
  /** Rows of a cohort by pseudonym, with hashes of their images. */
  cohortLock: "cohort.lock.json",
  results: "results.json",
  predictions: "predictions.csv",
  embeddings: "embeddings.npz",
  model: "model.onnx",
  probing: "probing.json",
  /** Images of each group of the training set, which the report shows. */
  examples: "examples.json",
  /** Where a model of several labels looks, which the report shows. */
  attention: "attention.json",
  report: "report.html",
  modelCard: "MODEL_CARD.md",
  /** TensorBoard looks for files with `tfevents` in their name. */
  events: "events.out.tfevents.unconfound",
  /** Written last: its presence says that everything else is whole. */
  done: "done",
  lock: "run.lock",
  /** Only in a comparison: why this cell has no results. */
  failed: "failed.json",
} as const;

/** A run folder on disk. Folders are made when the first file is written. */
export function openRunFolder(folder: string): RunFiles {
  const pathOf = (name: string) => join(folder, name);
  return {
    read: (name) => readIfThere(pathOf(name)),
    replace: (name, content) => guarded(pathOf(name), () => placeFile(pathOf(name), content)),
    append: (name, text) =>
      guarded(pathOf(name), () => {
        mkdirSync(dirname(pathOf(name)), { recursive: true });
        return appendFlushed(pathOf(name), text);
      }),
    truncate: (name, bytes) => {
      if (existsSync(pathOf(name))) guarded(pathOf(name), () => truncateSync(pathOf(name), bytes));
    },
  };
}

/** The file's content, or null where there is none. @throws DataError where it cannot be read. */
export function readIfThere(path: string): Uint8Array | null {
  try {
    return bytesIfThere(path);
  } catch (error) {
    throw new DataError(path, "cannot be read", { got: fileErrorCode(error) });
  }
}

/** Make the folder of a run. @throws StorageError */
export function makeRunFolder(folder: string): void {
  guarded(folder, () => makeFolders(folder));
}

/** As `mkdirSync` with `recursive`, which never ends where the system says ENOENT of a folder that exists. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  mkdirSync(folder);
}

/** Flushed, so that a checkpoint written later never knows more than the disk holds. */
function appendFlushed(path: string, text: string): number {
  const file = openSync(path, "a");
  try {
    writeAll(file, text);
    fsyncSync(file);
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}

/** {@link storing} in a run folder, which a run can go on with. */
export function guarded<T>(path: string, action: () => T): T {
  const advice =
    "What was saved before is kept: make room or change permissions, then run again with --resume.";
  return storing(path, advice, action);
}
