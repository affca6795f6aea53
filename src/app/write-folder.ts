import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ConfigError } from "../base/errors.js";
import { requirePlace } from "./check-run-folder.js";
import { storing } from "./write-file.js";

/** Where a folder that is whole or not there at all could not be written. */
export const nothingLeft = "Nothing was left. Make room, or name another folder (--out).";

/** @throws ConfigError where there is something at `out` already, and where no folder can be made. */
export function requireNewFolder(out: string): void {
  requirePlace(out);
  if (!existsSync(out)) return;
  throw new ConfigError("--out", "the folder exists", {
    got: out,
    advice: "Choose another folder.",
  });
}

/**
 * A folder with these files, by name or path inside it. Written beside and renamed: nobody sees a part, and where it
 * fails nothing is left.
 * @throws StorageError for what the file system refuses.
 */
export function writeFolder(folder: string, files: ReadonlyMap<string, Uint8Array | string>): void {
  const temporary = `${folder}.${process.pid}.tmp`;
  storing(folder, nothingLeft, () => {
    try {
      for (const [name, content] of files) {
        const path = join(temporary, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, content);
      }
      renameSync(temporary, folder);
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      throw error;
    }
  });
}
