import { readdir, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { DataError } from "../../base/errors.js";
import { fileErrorCode } from "../../base/file-error-code.js";

/**
 * The file (or folder of a series) of an image, links resolved.
 *
 * The disk may spell a name composed (NFC) or with combining letters (NFD, macOS): the path is looked for as it is,
 * then name by name in any spelling.
 * @param root folder that paths start from.
 * @param path from `normaliseImagePath`.
 * @throws DataError where there is no such file, two names of a folder differ in their spelling alone, or a link
 * leads out of the root.
 */
export async function locateImage(root: string, path: string): Promise<string> {
  const found = await findImage(root, path);
  if (found !== null) return found;
  throw new DataError(path, "no such image", {
    root,
    advice: "Check the path and images.root; capitals count.",
  });
}

/** The same; null where there is no such file. @throws DataError as {@link locateImage} otherwise. */
export async function findImage(root: string, path: string): Promise<string | null> {
  const base = await resolved(root);
  if (base === null) throw new DataError(root, "no such folder", { key: "images.root" });
  const found = (await resolved(join(base, path))) ?? (await byAnySpelling(base, path));
  if (found === null) return null;
  if (found.startsWith(base.endsWith(sep) ? base : base + sep)) return found;
  throw new DataError(path, "a link leads out of the root", {
    root,
    advice: "Copy the file into the root, or make the root a folder that holds both.",
  });
}

/** The path without links; null where there is no such file. */
async function resolved(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(fileErrorCode(error))) return null;
    throw new DataError(path, "cannot be read", { got: fileErrorCode(error) });
  }
}

async function byAnySpelling(base: string, path: string): Promise<string | null> {
  let place = base;
  for (const part of path.split("/")) {
    const names = await namesIn(place);
    const same = names.filter((name) => name.normalize("NFC") === part);
    if (same.length > 1) {
      throw new DataError(path, "two files have this name in two Unicode spellings", {
        folder: place,
        advice: "Rename one of them.",
      });
    }
    const [name] = same;
    if (name === undefined) return null;
    place = join(place, name);
  }
  return resolved(place);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}
