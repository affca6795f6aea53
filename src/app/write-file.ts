import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { StorageError } from "../base/errors.js";
import { fileErrorCode } from "../base/file-error-code.js";
import { replaceFile } from "../base/whole-file.js";

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
  storing(path, undefined, () => placeFile(path, text));
}

/** As `base/whole-file` replaces a file, the folders above it made. @throws what the file system does. */
export function placeFile(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  replaceFile(path, content);
}
