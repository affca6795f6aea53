import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runFolderNames } from "../../run-folder.js";

/** What `unconfound compare` calls the run that holds out fold n. */
const foldName = /^fold-(0|[1-9]\d*)$/;

/**
 * Folders of the runs of a cross-fitted method, by rising fold, where a folder holds them and is no run itself (`cells/default/erm/seed-0` of a comparison);
 * null of any other.
 */
export function foldFolders(folder: string): readonly string[] | null {
  if (!existsSync(folder) || existsSync(join(folder, runFolderNames.config))) return null;
  const folds = readdirSync(folder)
    .flatMap((name) => foldName.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((left, right) => left - right);
  return folds.length === 0 ? null : folds.map((fold) => join(folder, `fold-${fold}`));
}
