import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { StorageError } from "../../base/errors.js";
import { namesIn } from "./numbered-files.js";
import { stored } from "./stored.js";
import { parseJson } from "./parse-json.js";
import { bytesIfThere, replaceFile } from "../../base/whole-file.js";

/** Of the files of a cache. One of another version is refused: raise it when they change. */
const version = 1;
const fileName = "image-cache.json";
const kind = "unconfound image cache";

const schema = z.object({ kind: z.literal(kind), version: z.number().int() });

/**
 * Make `folder` an image cache, or see that it is one.
 * @throws StorageError for a folder of something else, a cache of another version, and what the system refuses.
 */
export function requireImageCache(folder: string): void {
  // Where it exists it may be read only.
  if (!existsSync(folder)) stored(folder, () => mkdirSync(folder, { recursive: true }));
  const path = join(folder, fileName);
  const bytes = stored(path, () => bytesIfThere(path));
  if (bytes === null) {
    const names = namesIn(folder);
    // Another process has made it this moment.
    if (names.includes(fileName)) return requireImageCache(folder);
    requireNothing(folder, names);
    stored(path, () => replaceFile(path, `${JSON.stringify({ kind, version })}\n`));
    return;
  }
  const found = schema.safeParse(parseJson(bytes));
  if (!found.success) {
    throw new StorageError(path, "not the file of an image cache", {
      advice: "Remove the folder if it is one, or name another.",
    });
  }
  if (found.data.version === version) return;
  const newer = found.data.version > version;
  throw new StorageError(
    folder,
    `the image cache is of ${newer ? "a newer" : "an older"} version`,
    {
      expected: version,
      got: found.data.version,
      advice: newer
        ? "Use the version of Unconfound that made it, or name another folder."
        : "Remove the folder: it is made again.",
    },
  );
}

/** A folder with foreign files would be pruned one day. Another process may be about to make it a cache. */
function requireNothing(folder: string, names: readonly string[]): void {
  const foreign = names.find((name) => !name.startsWith(fileName));
  if (foreign === undefined) return;
  throw new StorageError(folder, "the folder is not an image cache, and not empty", {
    got: foreign,
    advice: "Name a folder of its own.",
  });
}
