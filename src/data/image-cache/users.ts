import { closeSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { StorageError } from "../../base/errors.js";
import { fileErrorCode } from "../../base/file-error-code.js";
import { isProcessAlive } from "../../base/process-alive.js";
import { createFile } from "./entry-log.js";
import { namesIn } from "./numbered-files.js";
import { isReadOnly, stored } from "./stored.js";

/** One that has the cache open. */
export interface CacheUser {
  /** How many others have it open, in other processes or in this one. @throws StorageError */
  others(): number;
  /** Safe to call twice. */
  leave(): void;
}

/** A file `PID-NUMBER` of the folder, or `PID-prune`. */
interface Entry {
  readonly name: string;
  readonly pid: number;
  readonly prunes: boolean;
}

/**
 * Say that the cache whose `users` folder this is has one more user, so that nobody prunes it meanwhile. One whose process
 * is gone does not count, and its file is removed. Where the folder may only be read nobody is told, and from there
 * nobody can prune. Holds on one machine: processes of another are not seen.
 * @throws StorageError while the cache is being pruned.
 */
export function enterCache(folder: string): CacheUser {
  const name = announce(folder);
  const leave = (): void => {
    if (name !== null) rmSync(join(folder, name), { force: true });
  };
  const pruner = livingEntries(folder).find(({ prunes }) => prunes);
  if (pruner === undefined) {
    return {
      others: () => livingEntries(folder).filter((entry) => entry.name !== name).length,
      leave,
    };
  }
  leave();
  throw new StorageError(folder, "the image cache is being pruned", {
    pid: pruner.pid,
    advice: "Wait until that has ended.",
  });
}

/**
 * Hold the cache alone; returns what lets it go.
 * @throws StorageError where somebody has it open, in this process too, or prunes it.
 */
export function holdCache(folder: string): () => void {
  const name = `${process.pid}-prune`;
  const path = join(folder, name);
  const made = stored(path, () => {
    mkdirSync(folder, { recursive: true });
    return claim(path);
  });
  const letGo = (): void => rmSync(path, { force: true });
  // Both announce first and look then: of two that meet, one at least sees the other.
  const user = livingEntries(folder).find((entry) => entry.name !== name || !made);
  if (user === undefined) return letGo;
  if (made) letGo();
  throw new StorageError(folder, "the image cache is in use", {
    pid: user.pid,
    advice: "Wait until that process has ended.",
  });
}

/** The name of the file that was made, or null where none can be. */
function announce(folder: string): string | null {
  return stored(folder, () => {
    try {
      mkdirSync(folder, { recursive: true });
      for (let number = 1; ; number++) {
        const name = `${process.pid}-${number}`;
        if (claim(join(folder, name))) return name;
      }
    } catch (error) {
      if (isReadOnly(fileErrorCode(error))) return null;
      throw error;
    }
  });
}

function claim(path: string): boolean {
  const file = createFile(path);
  if (file !== null) closeSync(file);
  return file !== null;
}

function livingEntries(folder: string): Entry[] {
  const entries = namesIn(folder).flatMap((name) => {
    const [, pid, what] = /^(\d+)-(\d+|prune)$/.exec(name) ?? [];
    return pid === undefined ? [] : [{ name, pid: Number(pid), prunes: what === "prune" }];
  });
  for (const { name, pid } of entries) {
    if (!isProcessAlive(pid)) removeQuietly(join(folder, name));
  }
  return entries.filter(({ pid }) => isProcessAlive(pid));
}

/** A file of a process that is gone; where it cannot be removed it does no harm. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    if (!isReadOnly(fileErrorCode(error))) throw error;
  }
}
