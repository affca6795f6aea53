import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { fileErrorCode } from "../../base/file-error-code.js";
import { writeAll } from "./write-all.js";

/** The text of a file; null where there is none. Other refusals of the system pass through. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return null;
    throw error;
  }
}

/**
 * Write a file so that whoever reads it finds the old text or the new one, whole, whenever the process ends: beside it,
 * to the disk, then in its place. What the system refuses passes through, and nothing is left beside it.
 */
export function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, "w");
    try {
      writeAll(file, new TextEncoder().encode(text), 0);
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
