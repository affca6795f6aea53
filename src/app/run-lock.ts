import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../base/errors.js";
import { fileErrorCode } from "../base/file-error-code.js";
import { isProcessAlive } from "../base/process-alive.js";
import { guarded, runFolderNames } from "./run-folder.js";

/** How long a run that is ending is waited for. */
const patience = { tries: 50, milliseconds: 100 };

/**
 * Hold a run folder for this process alone; returns what lets it go. A lock whose process is gone is taken
 * over; one that is ending is waited for, 5 s at most.
 * @throws ConfigError where another process is training there. @throws StorageError
 */
export async function lockRunFolder(folder: string): Promise<() => void> {
  const path = join(folder, runFolderNames.lock);
  for (let tries = 0; ; tries++) {
    if (guarded(path, () => created(path))) return () => rmSync(path, { force: true });
    const holder = holderOf(path);
    if (holder !== null && !isProcessAlive(holder) && guarded(path, () => removed(path, holder)))
      continue;
    if (tries === patience.tries) {
      throw new ConfigError(folder, "another process is training here", {
        ...(holder === null ? {} : { pid: holder }),
      });
    }
    await new Promise((resolve) => setTimeout(resolve, patience.milliseconds));
  }
}

/** Is another process of this machine training in the folder? */
export function isRunFolderLocked(folder: string): boolean {
  const holder = holderOf(join(folder, runFolderNames.lock));
  return holder !== null && isProcessAlive(holder);
}

/** False where the file is there already. */
function created(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (fileErrorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/**
 * Remove the lock of a process that is gone, one remover at a time: without that, a second one could remove
 * the lock that the first has just made. False where another is at it.
 */
function removed(path: string, holder: number): boolean {
  const removing = `${path}.tmp`;
  if (!created(removing)) return false;
  try {
    if (holderOf(path) === holder) rmSync(path, { force: true });
    return true;
  } finally {
    rmSync(removing, { force: true });
  }
}

/** Number of the process that holds the lock; null while it is being written or has just gone. */
function holderOf(path: string): number | null {
  try {
    const text = readFileSync(path, "utf8");
    return text === "" ? null : Number(text);
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return null;
    throw error;
  }
}
