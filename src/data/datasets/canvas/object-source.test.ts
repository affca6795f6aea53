import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at } from "../../../base/ndarray.js";
import { createRng } from "../../../base/rng.js";
import { encodeIdx } from "../../formats/idx.js";
import { openObjects } from "./object-source.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "canvas-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Two images of each class: even greys of 130 + class in training, 150 + class in the test part; 1 more the second. */
function grey(prefix: string, row: number): number {
  return (prefix === "train" ? 130 : 170) + 2 * (row % 10) + Math.floor(row / 10);
}

async function writeFiles(name: string, change: Partial<{ images: Uint8Array; labels: number[] }>) {
  const root = await mkdtemp(join(folder, name));
  for (const prefix of ["train", "t10k"]) {
    const labels = change.labels ?? Array.from({ length: 20 }, (_, row) => row % 10);
    const own = Uint8Array.from({ length: labels.length * 784 }, (_, index) =>
      grey(prefix, Math.floor(index / 784)),
    );
    const images = {
      dtype: "uint8",
      shape: [labels.length, 28, 28],
      data: change.images ?? own,
    } as const;
    const column = {
      dtype: "uint8",
      shape: [labels.length],
      data: Uint8Array.from(labels),
    } as const;
    await writeFile(join(root, `${prefix}-images-idx3-ubyte`), encodeIdx(images));
    await writeFile(join(root, `${prefix}-labels-idx1-ubyte`), encodeIdx(column));
  }
  return root;
}

describe("openObjects", () => {
  it.each(["mnist", "fashion-mnist"] as const)(
    "%s: draws every image of the asked class, of the pool's own file alone",
    async (objects) => {
      const source = await openObjects(objects, [await writeFiles("good", {})]);
      expect(source.names.length).toBe(10);
      for (const [pool, prefix] of [
        ["train", "train"],
        ["test", "t10k"],
      ] as const) {
        for (let kind = 0; kind < 10; kind++) {
          const greys = Array.from({ length: 30 }, (_, seed) => {
            const tile = source.draw(pool, kind, createRng(seed));
            expect(tile.length).toBe(784);
            expect(new Set(tile).size).toBe(1);
            return at(tile, 0);
          });
          expect([...new Set(greys)].sort()).toEqual([grey(prefix, kind), grey(prefix, kind + 10)]);
        }
      }
    },
  );

  it("names the classes as their authors do", async () => {
    const root = await writeFiles("names", {});
    expect((await openObjects("fashion-mnist", [root])).names[9]).toBe("Ankle boot");
    expect((await openObjects("mnist", [root])).names[9]).toBe("digit 9");
    expect((await openObjects("shapes", [])).names[0]).toBe("disc");
  });

  it("has a hash of the bytes, however they lie", async () => {
    const hash = async (change: Parameters<typeof writeFiles>[1]) =>
      (await openObjects("mnist", [await writeFiles("hash", change)])).hash;
    const first = await hash({});
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash({})).toBe(first);
    expect(await hash({ images: new Uint8Array(20 * 784).fill(200) })).not.toBe(first);
  });

  it("draws shapes without any file", async () => {
    const source = await openObjects("shapes", []);
    expect(source.draw("train", 4, createRng(1))).toEqual(source.draw("test", 4, createRng(1)));
    expect(source.draw("train", 4, createRng(1))).not.toEqual(
      source.draw("train", 4, createRng(2)),
    );
  });

  it("says what is missing or cannot be", async () => {
    await expect(openObjects("mnist", [])).rejects.toThrow(
      /^data\.root: is missing\. Put the four/,
    );
    await expect(openObjects("shapes", ["x"])).rejects.toThrow(
      "data.root: shapes are drawn, not read: expected none, got [x]",
    );
    await expect(openObjects("fashion-mnist", [join(folder, "none")])).rejects.toThrow(
      /^fashion-mnist: no Fashion-MNIST files/,
    );
    await expect(openObjects("mnist", [join(folder, "none")])).rejects.toThrow(
      /^canvas: MNIST file is missing/,
    );
    const dark = await writeFiles("dark", { images: new Uint8Array(20 * 784).fill(127) });
    await expect(openObjects("mnist", [dark])).rejects.toThrow(
      `${join(dark, "train-images-idx3-ubyte")}, row 0: image is dark everywhere, so no object`,
    );
    const short = await writeFiles("short", { labels: [0, 1, 2, 4, 5, 6, 7, 8, 9] });
    await expect(openObjects("fashion-mnist", [short])).rejects.toThrow(
      `${join(short, "train-images-idx3-ubyte")}: a class has no images: got Dress`,
    );
  });
});
