import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ImageFolder } from "../../../fixtures/image-cache/image-folder.js";
import {
  createImageFolder,
  imageOf,
  testMaker,
} from "../../../fixtures/image-cache/image-folder.js";
import { crc32 } from "../formats/crc32.js";
import { settingsFolder } from "./folders.js";
import { openImageCache } from "./image-cache.js";
import type { ImageFile } from "./pending-rows.js";
import { imageCacheSize, pruneImageCache } from "./prune.js";
import { createShardWriter } from "./shard-writer.js";

const elements = 25;
let images: ImageFolder;
beforeEach(() => {
  images = createImageFolder();
});
afterEach(() => images.remove());

/** Fill the cache of some settings; the keys of its rows, and how many were made. */
async function fillAs(settings: string, files: readonly ImageFile[]) {
  const cache = openImageCache({ folder: images.cache, settings, elements, quietMs: 0 });
  const { made, notices } = await cache.fill(files, testMaker(elements), { workers: 0 });
  const rows = files.map((_, row) => {
    const out = new Float32Array(elements);
    cache.read(row, out, 0);
    return out;
  });
  const keys = cache.contentHashes.map((key) => key ?? "");
  cache.close();
  return { made, notices, keys, rows };
}

const filesIn = (...below: string[]): string[] => readdirSync(join(images.cache, ...below));
const addSome = (): ImageFile[] => ["a", "b", "c", "d"].map((name) => images.add(name, name));

describe("pruneImageCache", () => {
  it("removes preprocessings and images that nobody uses, and keeps the others", async () => {
    const files = addSome();
    const { keys } = await fillAs("one", files);
    await fillAs("two", files);
    const kept = new Set([keys[1] ?? "", keys[3] ?? ""]);
    const before = imageCacheSize(images.cache);
    const result = pruneImageCache(images.cache, [
      { settings: "one", elements, keys: new Set([keys[1] ?? ""]) },
      { settings: "one", elements, keys: new Set([keys[3] ?? ""]) },
    ]);
    expect(result).toEqual({ before, after: imageCacheSize(images.cache) });
    // Two of four images of one preprocessing, and all of the other.
    expect(before - result.after).toBeGreaterThan(6 * 4 * elements);
    expect(existsSync(join(images.cache, settingsFolder("two", elements)))).toBe(false);
    const folder = join(images.cache, settingsFolder("one", elements));
    expect(statSync(join(folder, "000002.f32")).size).toBe(2 * 4 * elements);
    expect(readdirSync(folder)).toEqual(["000002.f32", "000002.keys", "000002.seal"]);
    // What was pruned is made again, what was kept is not.
    const again = await fillAs("one", files);
    expect([again.made, again.notices]).toEqual([4 - kept.size, []]);
    for (const [row, file] of files.entries()) {
      expect(again.rows[row]).toEqual(imageOf(file.name, elements));
    }
  });

  it("leaves alone a shard of which all is used, and removes the second of two copies", async () => {
    const files = addSome();
    const { keys } = await fillAs("one", files);
    const folder = join(images.cache, settingsFolder("one", elements));
    const writer = createShardWriter(folder, 4 * elements);
    const copy = new Uint8Array(imageOf("b", elements).buffer);
    writer.append(keys[1] ?? "", copy, crc32(copy));
    writer.finish();
    writeFileSync(join(folder, "000001.seal.99.tmp"), "");
    writeFileSync(join(folder, "000007.f32"), "an interruption");
    const first = statSync(join(folder, "000001.f32"), { bigint: true });
    pruneImageCache(images.cache, [{ settings: "one", elements, keys: new Set(keys) }]);
    expect(readdirSync(folder)).toEqual(["000001.f32", "000001.keys", "000001.seal"]);
    expect(statSync(join(folder, "000001.f32"), { bigint: true })).toEqual(first);
    expect((await fillAs("one", files)).made).toBe(0);
  });

  it("removes what is damaged rather than copy it", async () => {
    const files = addSome();
    const { keys } = await fillAs("one", files);
    const path = join(images.cache, settingsFolder("one", elements), "000001.f32");
    const bytes = readFileSync(path);
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    pruneImageCache(images.cache, [{ settings: "one", elements, keys: new Set(keys) }]);
    const again = await fillAs("one", files);
    expect([again.made, again.notices]).toEqual([1, []]);
    expect(again.rows[0]).toEqual(imageOf("a", elements));
  });

  it("removes all where nothing is used, but nothing that is not its own", async () => {
    await fillAs("one", addSome());
    const folder = settingsFolder("one", elements);
    writeFileSync(join(images.cache, folder, "notes.txt"), "mine");
    writeFileSync(join(images.cache, "thesis.tex"), "mine");
    pruneImageCache(images.cache, []);
    expect(filesIn()).toEqual([folder, "image-cache.json", "thesis.tex", "users"].sort());
    expect(filesIn(folder)).toEqual(["notes.txt"]);
  });

  it("is refused while the cache is open, and for a folder that is none", async () => {
    await fillAs("one", addSome());
    const cache = openImageCache({ folder: images.cache, settings: "one", elements });
    expect(() => pruneImageCache(images.cache, [])).toThrow(
      `${join(images.cache, "users")}: the image cache is in use (pid ${process.pid}). ` +
        "Wait until that process has ended.",
    );
    cache.close();
    expect(() => pruneImageCache(images.folder, [])).toThrow(
      `${images.folder}: the folder is not an image cache, and not empty: got a. Name a folder of its own.`,
    );
  });
});

describe("imageCacheSize", () => {
  it("is the sum of all files, and 0 where there is no cache", async () => {
    expect(imageCacheSize(images.cache)).toBe(0);
    await fillAs("one", addSome());
    const sum = readdirSync(images.cache, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((bytes, entry) => bytes + statSync(join(entry.parentPath, entry.name)).size, 0);
    expect(imageCacheSize(images.cache)).toBe(sum);
  });
});
