import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { fileErrorCode } from "./file-error-code.js";

// What the file system refuses passes through: callers say it in the words of their room.

/** The bytes of a file; null where there is none, or where its folder is none. */
export function bytesIfThere(path: string): Uint8Array | null {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(fileErrorCode(error))) return null;
    throw error;
  }
}

/**
 * Write a file so that whoever reads it finds the old content or the new one, whole, whenever the process ends: beside it,
 * to the disk, then in its place. Nothing is left beside it where that fails.
 */
export function replaceFile(path: string, content: Uint8Array | string): void {
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

/**
 * All of `content` to an open file: a disk that fills up takes a part of what it is given, and says so only when asked again.
 * @param position byte of the file; null: where it stands.
 */
export function writeAll(
  file: number,
  content: Uint8Array | string,
  position: number | null = null,
): void {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  for (let done = 0; done < bytes.length;) {
    const to = position === null ? null : position + done;
    done += writeSync(file, bytes, done, bytes.length - done, to);
  }
}
