import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cacheFolder, readCache, writeCache } from "./cache.js";
import type { GeneratedPool } from "./cache.js";
import { digitPixels } from "./constants.js";

let directory = "";
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), "morpho-cache-")), "inner");
});
afterEach(() => rm(join(directory, ".."), { recursive: true, force: true }));

const pool = (count: number): GeneratedPool => ({
  images: Uint8Array.from({ length: count * digitPixels }, (_, index) => index % 256),
  perturbations: Uint8Array.from({ length: count }, (_, index) => index % 3),
  thickness: Float32Array.from({ length: count }, (_, index) => index + 0.5),
});
const set = { train: pool(4), test: pool(2) };
const key = { contentHash: "0123456789abcdef0123456789abcdef", seed: 7 };
const folder = (): string => cacheFolder(directory, key);
const refusal = (reason: string): string =>
  `morpho-mnist, cache ${folder()}: the cache is damaged or not whole (reason ${reason}). ` +
  "Delete that folder and run again: it is generated anew.";

describe("cache", () => {
  it("gives back what was written and leaves no temporary folder", async () => {
    expect(await readCache(directory, key)).toBeNull();
    await writeCache(directory, key, set);
    expect(await readCache(directory, key)).toEqual(set);
    expect(await readdir(directory)).toEqual(["morpho-mnist-0123456789abcdef"]);
    expect((await readdir(folder())).sort()).toEqual([
      "LICENCE.txt",
      "manifest.json",
      "t10k-images-idx3-ubyte",
      "t10k-pert-idx1-ubyte",
      "t10k-thickness-idx1-float",
      "train-images-idx3-ubyte",
      "train-pert-idx1-ubyte",
      "train-thickness-idx1-float",
    ]);
    expect(await readFile(join(folder(), "LICENCE.txt"), "utf8")).toContain("CC BY-SA 3.0");
  });

  it("does not take an interrupted run for a cache", async () => {
    await writeCache(directory, key, set);
    const files = await readdir(folder());
    const interrupted = `${folder()}.tmp-abc`;
    await mkdir(interrupted);
    for (const name of files) {
      await writeFile(join(interrupted, name), await readFile(join(folder(), name)));
    }
    await rm(folder(), { recursive: true });
    expect(await readCache(directory, key)).toBeNull();
  });

  it("refuses a folder that lacks any file, or in which any file has changed", async () => {
    await writeCache(directory, key, set);
    for (const name of await readdir(folder())) {
      if (name === "LICENCE.txt") continue;
      const path = join(folder(), name);
      const bytes = await readFile(path);
      await rm(path);
      const missing = name === "manifest.json" ? "no manifest" : `no ${name}`;
      await expect(readCache(directory, key)).rejects.toThrow(refusal(missing));
      await writeFile(path, bytes.subarray(0, bytes.length - 2));
      const changed = name === "manifest.json" ? "foreign manifest" : `${name} has changed`;
      await expect(readCache(directory, key)).rejects.toThrow(refusal(changed));
      await writeFile(path, bytes);
    }
    expect(await readCache(directory, key)).toEqual(set);
  });

  it("refuses the cache of another content under the same folder name", async () => {
    await writeCache(directory, key, set);
    const other = { ...key, contentHash: `${key.contentHash.slice(0, 16)}ffff` };
    await expect(readCache(directory, other)).rejects.toThrow(refusal("foreign manifest"));
  });

  it("lets runs at the same time each succeed, with one whole cache", async () => {
    await Promise.all([1, 2, 3].map(() => writeCache(directory, key, set)));
    expect(await readCache(directory, key)).toEqual(set);
    expect(await readdir(directory)).toEqual(["morpho-mnist-0123456789abcdef"]);
  });

  it("fails and cleans up where the final name cannot be taken", async () => {
    await mkdir(directory, { recursive: true });
    await mkdir(folder());
    await writeFile(join(folder(), "foreign"), "x");
    await expect(writeCache(directory, key, set)).rejects.toThrow(refusal("no manifest"));
    expect(await readdir(directory)).toEqual(["morpho-mnist-0123456789abcdef"]);
  });

  it("names the folder where the file system refuses to write", async () => {
    const occupied = join(directory, "..", "occupied");
    await writeFile(occupied, "a file");
    await expect(writeCache(occupied, key, set)).rejects.toThrow(
      `${occupied}: the cache cannot be written: got EEXIST. Make room, or name another folder (data.cache).`,
    );
  });
});
