import { StorageError } from "../../base/errors.js";
import { fileErrorCode } from "../../base/file-error-code.js";

/**
 * The result of `action`, a call of the file system on the cache.
 * @throws StorageError naming `path` where the system refuses: the disk is full, the folder may not be written, …
 */
export function stored<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw storageFailure(path, error);
  }
}

/** The StorageError for what a call of the file system on `path` has thrown. */
export function storageFailure(path: string, error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const code = fileErrorCode(error);
  const { what, advice } = wordsFor(code);
  return new StorageError(path, what, { got: code, advice }, error);
}

function wordsFor(code: string): { readonly what: string; readonly advice: string } {
  if (code === "ENOSPC" || code === "EDQUOT") {
    return {
      what: "the disk is full",
      advice:
        "Make room, or name another folder for the image cache; what is made already is kept.",
    };
  }
  if (isReadOnly(code)) {
    return {
      what: "the image cache cannot be written",
      advice: "Name a folder that you may write.",
    };
  }
  return {
    what: "the image cache cannot be read or written",
    advice: "Check the path of the folder, and the disk.",
  };
}

/** True for the codes of a folder or a disk that may be read only. */
export function isReadOnly(code: string): boolean {
  return code === "EACCES" || code === "EPERM" || code === "EROFS";
}
