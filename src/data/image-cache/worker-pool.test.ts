import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildSources } from "../../../fixtures/image-cache/build-sources.js";
import type { ImageFolder } from "../../../fixtures/image-cache/image-folder.js";
import {
  createImageFolder,
  imageOf,
  testMaker,
} from "../../../fixtures/image-cache/image-folder.js";
import type { FillOptions } from "./fill.js";
import { openImageCache } from "./image-cache.js";
import type { ImageMakerSpec } from "./image-maker.js";
import type { ImageFile } from "./pending-rows.js";

const elements = 40;
let images: ImageFolder;
let workerUrl: URL;
let maker: ImageMakerSpec;
beforeAll(() => {
  images = createImageFolder();
  const build = (entry: string): URL => pathToFileURL(buildSources(images.folder, entry));
  workerUrl = build("src/data/image-cache/make-worker.ts");
  maker = { module: build("fixtures/image-cache/maker.ts").href, data: { elements } };
});
afterAll(() => images.remove());

let caches = 0;
/** Fill a new cache: what came of it, and the images of the rows that have one. */
async function fillNew(files: readonly ImageFile[], options: FillOptions, spec = maker) {
  const folder = `${images.cache}-${caches++}`;
  const cache = openImageCache({ folder, settings: "s", elements, quietMs: 0 });
  try {
    const result = await cache.fill(files, spec, { workerUrl, ...options });
    const rows = cache.contentHashes.map((hash, row) => {
      const out = new Float32Array(elements);
      if (hash !== null) cache.read(row, out, 0);
      return hash === null ? null : out;
    });
    return { result, rows };
  } finally {
    cache.close();
  }
}

const addAll = (names: readonly string[]): ImageFile[] =>
  names.map((name) => images.add(name, name));

describe("filling in worker threads", () => {
  it("gives the same images and messages with any number of workers, and with none", async () => {
    const contents = Array.from({ length: 60 }, (_, row) =>
      row % 20 === 7 ? `Damaged ${row}` : `image ${row * row}`,
    );
    const files = contents.map((content, row) => images.add(`row ${row}`, content));
    const inline = await fillNew(files, { workers: 0 }, testMaker(elements));
    expect(inline.rows[3]).toEqual(imageOf(contents[3] ?? "", elements));
    expect(inline.result.failures.map(({ index }) => index)).toEqual([7, 27, 47]);
    expect(inline.result.failures[0]?.message).toBe("row 7, byte 0: damaged on purpose");
    for (const workers of [1, 2, 5]) expect(await fillNew(files, { workers })).toEqual(inline);
  });

  it("reports the image that ends a worker, and goes on with another worker", async () => {
    const names = ["a", "X ends", "b", "Fault", "c", "W aborts", "d", "e"];
    const files = addAll(names);
    for (const workers of [1, 3]) {
      const { result, rows } = await fillNew(files, { workers });
      expect(result.failures).toEqual([
        {
          index: 1,
          message: "X ends: the image cannot be made (reason its worker ended with exit code 3)",
        },
        { index: 3, message: "Fault: the image cannot be made (reason no such property)" },
        { index: 5, message: "W aborts: the image cannot be made (reason unreachable)" },
      ]);
      expect(result.made).toBe(5);
      for (const row of [0, 2, 4, 6, 7]) {
        expect(rows[row]).toEqual(imageOf(names[row] ?? "", elements));
      }
    }
  });

  it("lays an error at the image that caused it, though it may overtake the answers before it", async () => {
    const names = Array.from({ length: 90 }, (_, row) =>
      row % 3 === 2 ? `Fault ${row}` : `sound ${row}`,
    );
    const { result } = await fillNew(addAll(names), { workers: 2 });
    expect(result.failures.map(({ index }) => index)).toEqual(
      Array.from({ length: 30 }, (_, at) => 3 * at + 2),
    );
    expect(result.made).toBe(60);
  });

  it("ends a decoder that hangs", async () => {
    const { result, rows } = await fillNew(addAll(["f", "Loops", "g"]), {
      workers: 1,
      timeLimitMs: 1500,
    });
    expect(result.failures).toEqual([
      { index: 1, message: "Loops: the image cannot be made (reason it took longer than 1.5 s)" },
    ]);
    expect(rows[2]).toEqual(imageOf("g", elements));
  });

  it("does not blame an image for the time in which nobody listened to its worker", async () => {
    const names = Array.from({ length: 8 }, (_, row) => `busy ${row}`);
    let isFirst = true;
    const onProgress = (done: number) => {
      if (done === 0 || !isFirst) return;
      isFirst = false;
      // This thread is busy for longer than an image may take; the workers are not.
      for (const start = performance.now(); performance.now() - start < 2500;);
    };
    const { result } = await fillNew(addAll(names), { workers: 2, timeLimitMs: 1500, onProgress });
    expect(result).toMatchObject({ failures: [], made: names.length });
  });

  it("stops at once when it is told to, and when the maker cannot be loaded", async () => {
    const files = addAll(["Loops too", "Loops three"]);
    const stop = new AbortController();
    const onProgress = () => setTimeout(() => stop.abort(new Error("stopped")), 300);
    await expect(fillNew(files, { workers: 2, signal: stop.signal, onProgress })).rejects.toThrow(
      "stopped",
    );
    const noModule = { module: pathToFileURL("/no/such/module.js").href, data: null };
    await expect(fillNew(files, { workers: 2 }, noModule)).rejects.toThrow(
      /^image cache: a worker cannot start \(reason Cannot find module/,
    );
    const noMaker = { module: "data:text/javascript,", data: null };
    await expect(fillNew(files, { workers: 2 }, noMaker)).rejects.toThrow(
      "image cache: a worker cannot start (reason image cache: a module of a maker has no createImageMaker: got [])",
    );
  });

  it("passes on what the receiver of an image throws", async () => {
    const onProgress = (done: number) => {
      if (done === 1) throw new Error("no more");
    };
    await expect(fillNew(addAll(["h", "i", "j"]), { workers: 2, onProgress })).rejects.toThrow(
      "no more",
    );
  });
});
