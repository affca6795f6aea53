import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ConfigError } from "../base/errors.js";

/**
 * Folder that the paths of a run's settings start from: that of its run file, or the folder itself; by default where we are.
 * @param command in the message.
 * @throws ConfigError where there is neither.
 */
export function baseFolder(command: string, file: string | undefined): string {
  if (file === undefined) return resolve(".");
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new ConfigError(command, "no such file or folder", {
      got: file,
      advice: "Name the run file that it was trained from, or the folder of that file.",
    });
  }
  return resolve(found.isDirectory() ? file : dirname(file));
}
