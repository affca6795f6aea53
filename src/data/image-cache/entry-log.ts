import { closeSync, fstatSync, fsyncSync, openSync, readSync } from "node:fs";
import { fileErrorCode } from "../../base/file-error-code.js";
import { crc32 } from "../formats/crc32.js";
import { stored } from "./stored.js";
import { writeAll } from "../../base/whole-file.js";

const crcLength = 4;

/**
 * A file of entries of one length, each followed by its CRC-32 (little endian). It is written by the process that made
 * it and by no other, at its end only; so a process that is killed leaves whole entries, and perhaps a part of one.
 */
export interface EntryLog {
  /** @throws StorageError, after which the entry may be appended again. */
  append(entry: Uint8Array): void;
  /** Flush to the disk, and close. */
  finish(): void;
}

/** A new log at `path`, or null where a file is there already. @throws StorageError */
export function createEntryLog(path: string, entryLength: number): EntryLog | null {
  const file = stored(path, () => createFile(path));
  if (file === null) return null;
  const slot = new Uint8Array(entryLength + crcLength);
  const view = new DataView(slot.buffer);
  let end = 0;
  return {
    append(entry) {
      slot.set(entry);
      view.setUint32(entryLength, crc32(entry), true);
      // At a place of its own: what a failed write has left is written over.
      stored(path, () => writeAll(file, slot, end));
      end += slot.length;
    },
    finish() {
      stored(path, () => fsyncSync(file));
      closeSync(file);
    },
  };
}

/** A new file, open to be written; null where one is there already. */
export function createFile(path: string): number | null {
  try {
    return openSync(path, "wx");
  } catch (error) {
    if (fileErrorCode(error) === "EEXIST") return null;
    throw error;
  }
}

/**
 * Show the whole entries of a log from number `from` on, and return the number after the last. An entry whose CRC-32 is not its
 * own is shown as null; a part of an entry at the end is left for the next time. A log that is shorter, or has gone, shows none.
 * @param visit gets a piece of memory that is good until it returns.
 * @throws StorageError where the log cannot be read.
 */
export function readEntries(
  path: string,
  entryLength: number,
  from: number,
  visit: (entry: Uint8Array | null, number: number) => void,
): number {
  const step = entryLength + crcLength;
  const bytes = stored(path, () => readFrom(path, from * step));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor(bytes.length / step);
  for (let number = 0; number < count; number++) {
    const entry = bytes.subarray(number * step, number * step + entryLength);
    const right = crc32(entry) === view.getUint32(number * step + entryLength, true);
    visit(right ? entry : null, from + number);
  }
  return from + count;
}

/** The bytes of a file from `start` on; none where it is shorter or has gone. */
function readFrom(path: string, start: number): Uint8Array {
  const file = openIfThere(path);
  if (file === null) return new Uint8Array(0);
  try {
    const bytes = new Uint8Array(Math.max(0, fstatSync(file).size - start));
    let filled = 0;
    while (filled < bytes.length) {
      const count = readSync(file, bytes, filled, bytes.length - filled, start + filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

/** A file, open to be read; null where there is none. */
export function openIfThere(path: string): number | null {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return null;
    throw error;
  }
}
