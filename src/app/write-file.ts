import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { StorageError } from "../base/errors.js";
import { fileErrorCode } from "../base/file-error-code.js";

/**
 * The result of `action`, which writes to `path`.
 * @throws StorageError for what the file system refuses.
 */
export function storing<T>(path: string, advice: string | undefined, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw storageError(path, advice, error);
  }
}

/** What the file system refused to write at `path`. */
export function storageError(
  path: string,
  advice: string | undefined,
  error: unknown,
): StorageError {
  const got = fileErrorCode(error);
  const what = got === "ENOSPC" ? "the disk is full" : "cannot be written";
  return new StorageError(path, what, { got, ...(advice === undefined ? {} : { advice }) }, error);
}

/** Write a file that a person asked for, whole or not at all. @throws StorageError */
export function writeText(path: string, text: string): void {
  storing(path, undefined, () => replaceFile(path, text));
}

/**
 * Write beside, flush, rename: a reader or a crash sees the old file or the new one. Makes the folders above.
 * @throws what the file system does: {@link storing} says it in our words.
 */
export function replaceFile(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, "w");
    try {
      writeAll(file, content);
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

/** All of `content` to an open file: a disk that fills up takes a part of what it is given, and says so only when asked again. */
export function writeAll(file: number, content: Uint8Array | string): void {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
}
