import { createHash } from "node:crypto";
import {
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ImageFolder } from "../../../fixtures/image-cache/image-folder.js";
import {
  createImageFolder,
  imageOf,
  testMaker,
} from "../../../fixtures/image-cache/image-folder.js";
import { StorageError } from "../../base/errors.js";
import type { FillOptions, FillResult } from "./fill.js";
import type { ImageCache } from "./image-cache.js";
import { openImageCache } from "./image-cache.js";
import type { ImageFile } from "./pending-rows.js";

const elements = 12;
const maker = testMaker(elements);
/** A filling that asks for an image fails with it. */
const noMaker = { module: "data:text/javascript,", data: null };

let images: ImageFolder;
let caches: ImageCache[] = [];
beforeEach(() => {
  images = createImageFolder();
});
afterEach(() => {
  for (const cache of caches) cache.close();
  caches = [];
  images.remove();
});

const open = (settings = "s", quietMs = 0): ImageCache => {
  const cache = openImageCache({ folder: images.cache, settings, elements, quietMs });
  caches.push(cache);
  return cache;
};

const fillWith = (
  cache: ImageCache,
  files: readonly ImageFile[],
  options: FillOptions = {},
  spec = maker,
): Promise<FillResult> => cache.fill(files, spec, { workers: 0, ...options });

const read = (cache: ImageCache, row: number): Float32Array => {
  const out = new Float32Array(elements + 2).fill(-1);
  cache.read(row, out, 1);
  expect([out[0], out[elements + 1]]).toEqual([-1, -1]);
  return out.slice(1, -1);
};

const names = ["anna", "berta", "carla", "dora", "emma"];
const addAll = (): ImageFile[] =>
  names.map((name) => images.add(`${name}.png`, `image of ${name}`));

/** All files of the cache, below its folder. */
const cacheFiles = (): string[] =>
  readdirSync(images.cache, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

describe("openImageCache", () => {
  it("makes each image once, and reads it row by row", async () => {
    const files = addAll();
    const cache = open();
    const steps: number[][] = [];
    const onProgress = (done: number, total: number) => steps.push([done, total]);
    expect(await fillWith(cache, files, { onProgress })).toEqual({
      failures: [],
      changed: [],
      made: 5,
      notices: [],
    });
    expect(steps).toEqual([0, 1, 2, 3, 4, 5].map((done) => [done, 5]));
    for (const row of [3, 0, 4, 4, 1, 2]) {
      expect(read(cache, row)).toEqual(imageOf(`image of ${names[row]}`, elements));
    }
    expect(cache.contentHashes).toEqual(
      names.map((name) => createHash("sha256").update(`image of ${name}`).digest("hex")),
    );
  });

  it("needs neither maker nor files where all is there", async () => {
    const files = addAll();
    await fillWith(open(), files);
    const again = open();
    const order = [...files, ...files].reverse();
    expect(await fillWith(again, order, {}, noMaker)).toMatchObject({ made: 0, failures: [] });
    expect(read(again, 0)).toEqual(imageOf("image of emma", elements));
    expect(read(again, 9)).toEqual(imageOf("image of anna", elements));
  });

  it("keeps images of other settings and sizes apart", async () => {
    const files = addAll();
    await fillWith(open("one"), files);
    expect(await fillWith(open("two"), files)).toMatchObject({ made: 5, changed: [] });
    const other = openImageCache({ folder: images.cache, settings: "one", elements: 3 });
    caches.push(other);
    const spec = testMaker(3);
    expect(await other.fill(files, spec, { workers: 0 })).toMatchObject({ made: 5 });
  });

  it("shows a changed pixel, though size and time are the old ones, and says which rows", async () => {
    const files = addAll();
    const path = files[2]?.paths[0] ?? "";
    const long = new Date(2020, 0, 1);
    utimesSync(path, long, long);
    await fillWith(open(), files);
    writeFileSync(path, "image of Carla");
    utimesSync(path, long, long);
    expect(statSync(path).mtimeMs).toBe(long.getTime());
    const cache = open();
    const result = await fillWith(cache, [...files, ...files.slice(2, 3)]);
    expect(result).toMatchObject({ changed: [2, 5], made: 1 });
    expect(read(cache, 2)).toEqual(imageOf("image of Carla", elements));
    expect(read(cache, 5)).toEqual(imageOf("image of Carla", elements));
    // Back again: the image is still there, the change is one more.
    writeFileSync(path, "image of carla");
    expect(await fillWith(open(), files)).toMatchObject({ changed: [2], made: 0 });
  });

  it("does not trust the file system on a file that has just been written", async () => {
    const files = addAll();
    await fillWith(open("s", 60_000), files);
    await expect(fillWith(open("s", 60_000), files, {}, noMaker)).rejects.toThrow(
      "image cache: a module of a maker has no createImageMaker: got []",
    );
    // Read again, and known by its bytes; that another file was there before is told all the same.
    writeFileSync(files[1]?.paths[0] ?? "", "image of Berta");
    expect(await fillWith(open("s", 60_000), files)).toMatchObject({ made: 1, changed: [1] });
  });

  it("reads every file again when asked to verify", async () => {
    const files = addAll();
    await fillWith(open(), files);
    await expect(fillWith(open(), files, { verify: true }, noMaker)).rejects.toThrow(
      "createImageMaker",
    );
    expect(await fillWith(open(), files, { verify: true })).toMatchObject({ made: 0, changed: [] });
  });

  it("knows files by their content, wherever they are and however many have it", async () => {
    const files = addAll();
    await fillWith(open(), files);
    renameSync(files[0]?.paths[0] ?? "", join(images.folder, "other.png"));
    const moved = { name: "other.png", paths: [join(images.folder, "other.png")] };
    const copy = images.add("copy.png", "image of berta");
    const fresh = [images.add("new.png", "new"), images.add("new-too.png", "new")];
    const cache = open();
    expect(await fillWith(cache, [moved, copy, ...fresh])).toMatchObject({ made: 1, changed: [] });
    expect(read(cache, 0)).toEqual(imageOf("image of anna", elements));
    expect(read(cache, 3)).toEqual(imageOf("new", elements));
  });

  it("takes the files of a series as one image", async () => {
    const paths = addAll().flatMap((file) => file.paths);
    const series = [
      { name: "series 1", paths: paths.slice(0, 3) },
      { name: "series 2", paths: paths.slice(1, 3) },
    ];
    const cache = open();
    await fillWith(cache, series);
    expect(read(cache, 1)).toEqual(imageOf("image of bertaimage of carla", elements));
    const again = open();
    expect(await fillWith(again, series, {}, noMaker)).toMatchObject({ made: 0 });
    writeFileSync(paths[0] ?? "", "image of Anna");
    expect(await fillWith(again, series)).toMatchObject({ made: 1, changed: [0] });
    expect(read(again, 0)).toEqual(imageOf("image of Annaimage of bertaimage of carla", elements));
  });

  it("reports what cannot be made, and makes the rest", async () => {
    const files = [
      images.add("1", "Damaged"),
      images.add("2", "image"),
      { name: "3", paths: [join(images.folder, "nowhere")] },
      images.add("4", "Fault"),
      images.add("5", "Size"),
      { name: "6", paths: [images.folder] },
      images.add("7", "W"),
    ];
    const cache = open();
    const result = await fillWith(cache, files);
    expect(result.made).toBe(1);
    expect(result.failures).toEqual([
      { index: 0, message: "1, byte 0: damaged on purpose" },
      { index: 2, message: "3: no such file: got ENOENT" },
      { index: 3, message: "4: the image cannot be made (reason no such property)" },
      {
        index: 4,
        message: "5: number of samples of the preprocessed image: expected 12, got 13",
      },
      { index: 5, message: "6: not a file" },
      { index: 6, message: "7: the image cannot be made (reason unreachable)" },
    ]);
    expect(read(cache, 1)).toEqual(imageOf("image", elements));
    expect(cache.contentHashes[0]).toBe(null);
    expect(() => read(cache, 0)).toThrow("image cache: row has no image: got 0 (rows 7)");
    expect(() => read(cache, 7)).toThrow("image cache: row has no image: got 7 (rows 7)");
    expect(() => cache.read(1, new Float32Array(12), 1)).toThrow(
      "image cache: no room for the image: expected 12, got 11",
    );
  });

  it("keeps what was made when it is stopped", async () => {
    const files = addAll();
    const stop = new AbortController();
    const onProgress = (done: number) => {
      if (done === 2) stop.abort(new Error("stopped"));
    };
    const cache = open();
    await expect(fillWith(cache, files, { signal: stop.signal, onProgress })).rejects.toThrow(
      "stopped",
    );
    expect(await fillWith(open(), files)).toMatchObject({ made: 3, notices: [] });
  });

  it("stores no names and no paths", async () => {
    await fillWith(open(), addAll());
    const words = [...names, "png", images.folder, ...images.folder.split("/").slice(-1)];
    for (const path of cacheFiles()) {
      const text = readFileSync(path, "latin1");
      const inside = path.slice(images.cache.length);
      for (const word of words) {
        expect(text, path).not.toContain(word);
        expect(inside).not.toContain(word);
      }
    }
  });

  it("refuses a folder that is none of its own", () => {
    const openAt = (folder: string) => () => openImageCache({ folder, settings: "s", elements });
    expect(openAt(images.folder)).not.toThrow();
    const other = createImageFolder();
    other.add("letter.txt", "");
    expect(openAt(other.folder)).toThrow(
      `${other.folder}: the folder is not an image cache, and not empty: got letter.txt. Name a folder of its own.`,
    );
    expect(openAt(join(other.folder, "letter.txt", "cache"))).toThrow(
      `${join(other.folder, "letter.txt", "cache")}: the image cache cannot be read or written: got ENOTDIR. ` +
        "Check the path of the folder, and the disk.",
    );
    other.remove();
    expect(() => openImageCache({ folder: images.cache, settings: "s", elements: 0 })).toThrow(
      "image cache: number of elements of an image: got 0",
    );
  });

  it("finds damage while it is read, and makes the image again", async () => {
    const files = addAll();
    await fillWith(open(), files);
    const cache = open();
    await fillWith(cache, files);
    const shard = cacheFiles().find((path) => path.endsWith("000001.f32")) ?? "";
    const bytes = readFileSync(shard);
    bytes[4 * elements] = (bytes[4 * elements] ?? 0) ^ 1;
    writeFileSync(shard, bytes);
    const damage = new StorageError(shard, "an image of the cache is damaged", {
      record: 1,
      advice: "Run again: it is found and made anew. If this comes back, check the disk.",
    });
    expect(() => read(cache, 1)).toThrow(damage.message);
    expect(read(cache, 2)).toEqual(imageOf("image of carla", elements));
    expect(await fillWith(cache, files)).toMatchObject({ made: 1 });
    expect(read(cache, 1)).toEqual(imageOf("image of berta", elements));
  });
});
