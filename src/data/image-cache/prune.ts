import { closeSync, existsSync, readSync, rmdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { openIfThere } from "./entry-log.js";
import { indexFolder, isSettingsFolder, settingsFolder, usersFolder } from "./folders.js";
import type { LoadedShard } from "./load-shard.js";
import { loadShard } from "./load-shard.js";
import { namesIn, numberedName, numbersIn } from "./numbered-files.js";
import { createShardWriter } from "./shard-writer.js";
import { stored } from "./stored.js";
import { holdCache } from "./users.js";
import { requireImageCache } from "./version.js";

/** Images that somebody still uses. */
export interface CacheUse {
  /** As the cache was opened with. */
  readonly settings: string;
  readonly elements: number;
  /** The content hashes of the rows. */
  readonly keys: ReadonlySet<string>;
}

/** Bytes of a cache before and after. */
export interface PruneResult {
  readonly before: number;
  readonly after: number;
}

/**
 * Remove every image that is not among `uses`: whole preprocessings, whole shards, and from other shards by writing those
 * that stay into a new one. Images that are there twice, damaged ones and what an interruption has left go too. Nothing is
 * lost where it is interrupted. With no uses the index of files goes as well. Files that no cache has are left alone.
 * @throws StorageError where somebody has the cache open; as {@link requireImageCache}; what the system refuses.
 */
export function pruneImageCache(folder: string, uses: readonly CacheUse[]): PruneResult {
  requireImageCache(folder);
  const letGo = holdCache(join(folder, usersFolder));
  try {
    const before = imageCacheSize(folder);
    const used = new Map<string, { elements: number; keys: Set<string> }>();
    for (const { settings, elements, keys } of uses) {
      const name = settingsFolder(settings, elements);
      const all = used.get(name)?.keys ?? new Set<string>();
      for (const key of keys) all.add(key);
      used.set(name, { elements, keys: all });
    }
    for (const name of namesIn(folder).filter(isSettingsFolder)) {
      const use = used.get(name);
      if (use === undefined) removeFiles(join(folder, name), () => true);
      else pruneShards(join(folder, name), use.elements, use.keys);
    }
    if (uses.length === 0) removeFiles(join(folder, indexFolder), () => true);
    return { before, after: imageCacheSize(folder) };
  } finally {
    letGo();
  }
}

/** Bytes of all files of a cache; 0 where there is none. @throws StorageError */
export function imageCacheSize(folder: string): number {
  const folders = [folder, join(folder, indexFolder)];
  for (const name of namesIn(folder).filter(isSettingsFolder)) folders.push(join(folder, name));
  const paths = folders.flatMap((each) => namesIn(each).map((name) => join(each, name)));
  return stored(folder, () =>
    paths
      .map((path) => statSync(path, { throwIfNoEntry: false }))
      .reduce((sum, stats) => sum + (stats?.isFile() === true ? stats.size : 0), 0),
  );
}

/** Keep in the shards of one folder those images alone whose keys are used, each once. */
function pruneShards(folder: string, elements: number, keys: ReadonlySet<string>): void {
  const imageBytes = 4 * elements;
  const missing = new Set(keys);
  const writer = createShardWriter(folder, imageBytes);
  const emptied: number[] = [];
  for (const number of numbersIn(folder, "f32")) {
    const shard = loadShard(folder, number, imageBytes, 0);
    // One key may be twice in a shard: `delete` tells the first.
    const kept = shard.records.filter(({ key }) => missing.delete(key));
    if (kept.length === shard.count && shard.count > 0) continue;
    copyRecords(join(folder, numberedName(number, "f32")), kept, imageBytes, writer);
    emptied.push(number);
  }
  // Sealed on the disk before the first one goes.
  writer.finish();
  const gone = new Set(emptied);
  removeFiles(folder, (number) => gone.has(number));
}

function copyRecords(
  path: string,
  records: LoadedShard["records"],
  imageBytes: number,
  writer: ReturnType<typeof createShardWriter>,
): void {
  const file = stored(path, () => openIfThere(path));
  if (file === null) return;
  try {
    const image = new Uint8Array(imageBytes);
    for (const { record, key, crc } of records) {
      stored(path, () => readSync(file, image, 0, imageBytes, record * imageBytes));
      writer.append(key, image, crc);
    }
  } finally {
    closeSync(file);
  }
}

/** Remove files of a cache by their numbers, half-written ones too, and the folder where it is empty then. */
function removeFiles(folder: string, isGone: (number: number) => boolean): void {
  for (const name of namesIn(folder)) {
    const [, number, rest = ""] = /^(\d{6,})\.(.+)$/.exec(name) ?? [];
    const isTemporary = /^seal\.\d+\.tmp$/.test(rest);
    const isOurs = isTemporary || ["f32", "keys", "seal", "log"].includes(rest);
    if (number === undefined || !isOurs || !(isTemporary || isGone(Number(number)))) continue;
    stored(folder, () => rmSync(join(folder, name), { force: true }));
  }
  if (existsSync(folder) && namesIn(folder).length === 0) stored(folder, () => rmdirSync(folder));
}
