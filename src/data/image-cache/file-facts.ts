import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { BigIntStats } from "node:fs";
import { DataError } from "../../base/errors.js";
import { fileErrorCode } from "../../base/file-error-code.js";

/** No image file is larger: 4 GiB. */
const mostBytes = 2 ** 32;

/** Bytes of {@link factsOf}. */
export const factsLength = 32;

/**
 * What the file system says of a file, 32 bytes as a Latin-1 string: size, time of change (mtime) and of the change of
 * its state (ctime, which no program can set back) in nanoseconds, inode. Two files of equal facts at one path are
 * taken to be the same.
 */
export function factsOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): string {
  const bytes = Buffer.alloc(factsLength);
  for (const [index, value] of [size, mtimeNs, ctimeNs, ino].entries()) {
    bytes.writeBigUInt64LE(BigInt.asUintN(64, value), 8 * index);
  }
  return bytes.toString("latin1");
}

/** The bytes of a file, and its facts at the time. */
export interface FileRead {
  readonly bytes: Uint8Array;
  /** Null where the file had changed so lately that a second change could leave the same facts. */
  readonly facts: string | null;
}

/**
 * Read a whole file.
 * @param quietMs how long a file must have been left alone for its facts to be told: times on a disk move in steps.
 * @throws DataError that begins with `source`, never with the path: no such file, one that cannot be read, is a folder,
 * is larger than 4 GiB, or changes meanwhile.
 */
export function readFileWithFacts(path: string, source: string, quietMs: number): FileRead {
  try {
    const file = openSync(path, "r");
    try {
      return readOpen(file, source, quietMs);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    const code = fileErrorCode(error);
    throw new DataError(source, code === "ENOENT" ? "no such file" : "cannot be read", {
      got: code,
    });
  }
}

function readOpen(file: number, source: string, quietMs: number): FileRead {
  const now = Date.now();
  const before = fstatSync(file, { bigint: true });
  if (!before.isFile()) throw new DataError(source, "not a file");
  const length = Number(before.size);
  if (length > mostBytes) {
    throw new DataError(source, "file is too large", { expected: mostBytes, got: length });
  }
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(file, bytes, filled, Math.min(length - filled, 2 ** 30), filled);
    if (count === 0) break;
    filled += count;
  }
  const facts = factsOf(before);
  if (filled < length || factsOf(fstatSync(file, { bigint: true })) !== facts) {
    throw new DataError(source, "file changes while it is read", {
      advice: "Run again when it is written.",
    });
  }
  const quiet = now - Number(before.ctimeNs / 1_000_000n) >= quietMs;
  return { bytes, facts: quiet ? facts : null };
}
