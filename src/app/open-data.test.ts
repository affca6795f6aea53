import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dataConfig } from "../config/data-config.js";
import { openCanvas } from "../data/datasets/canvas.js";
import { encodeIdx } from "../data/formats/idx.js";
import { openDataSet } from "./open-data.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "open-data-"));
  for (const prefix of ["train", "t10k"]) {
    const images = {
      dtype: "uint8",
      shape: [10, 28, 28],
      data: new Uint8Array(7840).fill(51),
    } as const;
    const labels = {
      dtype: "uint8",
      shape: [10],
      data: Uint8Array.from({ length: 10 }, (_, row) => row),
    } as const;
    await writeFile(join(folder, `${prefix}-images-idx3-ubyte`), encodeIdx(images));
    await writeFile(join(folder, `${prefix}-labels-idx1-ubyte`), encodeIdx(labels));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  [undefined, 0.2, 1],
  ["unit", 0.2, 1],
  ["bytes", 51, 255],
])("data.grey %s: garment and planted bar on one scale", async (grey, garment, bar) => {
  const plan = { train: 0.9, tests: { iid: 0.9 } };
  const config = dataConfig.parse({ dataset: "fashion-mnist", root: ".", grey, plan });
  const dataset = await openDataSet(config, folder, () => undefined);
  const out = new Float32Array(784);
  dataset.writeImage("train", 0, { pattern: 0 }, out, 0);
  expect(out[14 * 28 + 14]).toBe(Math.fround(garment));
  expect(out[14 * 28]).toBe(bar);
});

it("opens canvases by their settings, with the tests that they bring", async () => {
  const config = dataConfig.parse({ dataset: "canvas", train: 5, test: 2, size: 40, seed: 3 });
  const dataset = await openDataSet(config, folder, () => undefined);
  expect(dataset.imageShape).toEqual([1, 40, 40]);
  expect(dataset.pools.train.ids.length).toBe(5);
  expect(dataset.tests?.["inverted"]).toEqual(Int32Array.of(2, 3));
  const shapes = { objects: "shapes", size: 40, train: 5, test: 2, seed: 3 } as const;
  expect(dataset.contentHash).toBe((await openCanvas(shapes)).contentHash);
  const rooted = dataConfig.parse({ dataset: "canvas", root: "." });
  await expect(openDataSet(rooted, folder, () => undefined)).rejects.toThrow(
    `data.root: shapes are drawn, not read: expected none, got [${folder}]`,
  );
  const rootless = dataConfig.parse({ dataset: "canvas", objects: "mnist" });
  await expect(openDataSet(rootless, folder, () => undefined)).rejects.toThrow(
    /^data\.root: is missing/,
  );
});
