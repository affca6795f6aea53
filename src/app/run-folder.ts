import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DataError, StorageError } from "../base/errors.js";
import { fileErrorCode } from "../base/file-error-code.js";
import type { RunFiles } from "../training/run-files.js";

/** Names of files of a run folder that are not training's own. */
export const runFolderNames = {
  config: "config.yml",
  environment: "env.json",
  plan: "plan.json",
  /** What the method was told of the data: `MethodBlueprint`. */
  method: "method.json",
  /** Rows of a cohort by pseudonym, with hashes of their images. */
  cohortLock: "cohort.lock.json",
  results: "results.json",
  predictions: "predictions.csv",
  embeddings: "embeddings.npz",
  model: "model.onnx",
  probing: "probing.json",
  /** Images of each group of the training set, which the report shows. */
  examples: "examples.json",
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
    replace: (name, content) => guarded(pathOf(name), () => replaceFile(pathOf(name), content)),
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
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === "ENOENT") return null;
    throw new DataError(path, "cannot be read", { got: code });
  }
}

/** Write a file that a person asked for, whole or not at all. @throws StorageError */
export function writeText(path: string, text: string): void {
  try {
    replaceFile(path, text);
  } catch (error) {
    const got = fileErrorCode(error);
    const what = got === "ENOSPC" ? "the disk is full" : "cannot be written";
    throw new StorageError(path, what, { got }, error);
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
    const bytes = new TextEncoder().encode(text);
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    fsyncSync(file);
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}

/** Write beside, flush, rename: a reader or a crash sees the old file or the new one. */
function replaceFile(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    const file = openSync(temporary, "w");
    try {
      for (let written = 0; written < bytes.length;) {
        written += writeSync(file, bytes, written);
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** @throws StorageError for what the file system refuses. */
export function guarded<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = fileErrorCode(error);
    throw new StorageError(
      path,
      code === "ENOSPC" ? "the disk is full" : "cannot be written",
      {
        got: code,
        advice:
          "What was saved before is kept: make room or change permissions, then run again with --resume.",
      },
      error,
    );
  }
}
