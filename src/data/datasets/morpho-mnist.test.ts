import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drawnBytes } from "../../../fixtures/morpho-mnist/drawn.js";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { decodeIdx, encodeIdx } from "../formats/idx.js";
import { planSets } from "../sampling/plan.js";
import { splitBySubject } from "../sampling/split-by-subject.js";
import { digitPixels } from "./morpho-mnist/constants.js";
import { runJobsInProcess } from "./morpho-mnist/run-jobs.js";
import type { MorphoMnistOptions } from "./morpho-mnist.js";
import { openMorphoMnist } from "./morpho-mnist.js";

const drawnDigits = drawnBytes("digits");

let folder = "";
let options: MorphoMnistOptions;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "morpho-mnist-"));
  options = { root: folder, cacheDirectory: join(folder, "cache"), runJobs: runJobsInProcess };
  await writePool("train", 12);
  await writePool("t10k", 6);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A small stand-in for MNIST: the three drawn digits over and over, labelled 0, 1, 2, … 9, 0, …. */
async function writePool(prefix: string, count: number): Promise<void> {
  const images = new Uint8Array(count * digitPixels);
  for (let row = 0; row < count; row++) {
    const from = (row % 3) * digitPixels;
    images.set(drawnDigits.subarray(from, from + digitPixels), row * digitPixels);
  }
  const digits = Uint8Array.from({ length: count }, (_, row) => row % 10);
  const imagesFile = encodeIdx({ dtype: "uint8", shape: [count, 28, 28], data: images });
  const labelsFile = encodeIdx({ dtype: "uint8", shape: [count], data: digits });
  await writeFile(join(folder, `${prefix}-images-idx3-ubyte.gz`), gzipSync(imagesFile));
  await writeFile(join(folder, `${prefix}-labels-idx1-ubyte.gz`), gzipSync(labelsFile));
}

const image = (
  set: Awaited<ReturnType<typeof openMorphoMnist>>,
  row: number,
  planted: Record<string, number>,
): Float32Array => {
  const out = new Float32Array(digitPixels);
  set.writeImage("train", row, planted, out, 0);
  return out;
};

describe("openMorphoMnist", () => {
  it("describes labels, attributes and pools", async () => {
    const set = await openMorphoMnist(options);
    expect(set.name).toBe("morpho-mnist");
    expect(set.imageShape).toEqual([1, 28, 28]);
    expect(set.label).toEqual({ name: "digit-ge-5", valueNames: ["digit<5", "digit>=5"] });
    expect(set.attributes).toEqual([
      { name: "thickness", kind: "read", valueNames: ["thin", "thick"], changedBy: ["deforms"] },
      {
        name: "rotation",
        kind: "planted",
        valueNames: ["0", "90"],
        changedBy: ["turns", "mirrors"],
      },
      { name: "marker", kind: "planted", valueNames: ["absent", "present"], localised: true },
    ]);
    const { train, test } = set.pools;
    expect(train.ids).toEqual(
      Array.from({ length: 12 }, (_, row) => `train-000${row < 10 ? "0" : ""}${row}`),
    );
    expect(test?.ids.at(-1)).toBe("test-00005");
    expect(train.subjects).toEqual(train.ids);
    expect([...train.label]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0]);
    expect(Object.keys(train.attributes)).toEqual(["thickness"]);
  });

  it("has more ink in thick digits than in thin ones, and -1 for plain ones", async () => {
    const set = await openMorphoMnist(options);
    const ink: Record<number, number[]> = { [-1]: [], 0: [], 1: [] };
    for (const [row, value] of (set.pools.train.attributes["thickness"] ?? []).entries()) {
      // Rows of the first drawn digit only, so that nothing but the perturbation differs.
      if (row % 3 === 0) ink[value]?.push(image(set, row, {}).reduce((sum, grey) => sum + grey, 0));
    }
    const drawnInk =
      drawnDigits.subarray(0, digitPixels).reduce((sum, grey) => sum + grey, 0) / 255;
    for (const thin of ink[0] ?? []) expect(thin).toBeLessThan(drawnInk * 0.7);
    for (const plain of ink[-1] ?? []) expect(Math.abs(plain / drawnInk - 1)).toBeLessThan(0.2);
    for (const thick of ink[1] ?? []) expect(thick).toBeGreaterThan(drawnInk * 1.5);
    expect(new Set(set.pools.train.attributes["thickness"])).toEqual(new Set([-1, 0, 1]));
  });

  it("generates once: the second opening reads the cache and gives the same bytes", async () => {
    const progress: [number, number][] = [];
    const onProgress = (done: number, total: number): number => progress.push([done, total]);
    const first = await openMorphoMnist({ ...options, onProgress });
    expect(progress).toEqual([
      [12, 18],
      [18, 18],
    ]);
    const refuse = () => Promise.reject(new Error("generated again"));
    const second = await openMorphoMnist({ ...options, runJobs: refuse, onProgress });
    expect(progress).toHaveLength(2);
    expect(second.contentHash).toBe(first.contentHash);
    expect(second.pools).toEqual(first.pools);
    for (let row = 0; row < 12; row++)
      expect(image(second, row, {})).toEqual(image(first, row, {}));
  });

  it("tells seeds and sources apart, not how the files are packed", async () => {
    const first = await openMorphoMnist(options);
    const other = await openMorphoMnist({ ...options, seed: 1 });
    expect(other.contentHash).not.toBe(first.contentHash);
    expect(other.pools.train.attributes).not.toEqual(first.pools.train.attributes);
    const packed = join(folder, "train-labels-idx1-ubyte.gz");
    const labels = decodeIdx(await readFile(packed), "labels");
    await rm(packed);
    await writeFile(join(folder, "train-labels-idx1-ubyte"), encodeIdx(labels));
    expect((await openMorphoMnist(options)).contentHash).toBe(first.contentHash);
    await writePool("t10k", 5);
    expect((await openMorphoMnist(options)).contentHash).not.toBe(first.contentHash);
  });

  it("leaves nothing in the cache when the generation fails", async () => {
    const runJobs = () => Promise.reject(new Error("interrupted"));
    await expect(openMorphoMnist({ ...options, runJobs })).rejects.toThrow("interrupted");
    expect(existsSync(options.cacheDirectory)).toBe(false);
  });

  it("is safe to open twice at the same time", async () => {
    const [first, second] = await Promise.all([openMorphoMnist(options), openMorphoMnist(options)]);
    expect(second.pools).toEqual(first.pools);
    expect(await readdir(options.cacheDirectory)).toHaveLength(1);
  });
});

describe("writeImage", () => {
  it("rotates by a quarter turn counter-clockwise, as numpy.rot90", async () => {
    const set = await openMorphoMnist(options);
    const upright = image(set, 0, {});
    const rotated = image(set, 0, { rotation: 1 });
    expect(image(set, 0, { rotation: 0 })).toEqual(upright);
    for (let row = 0; row < 28; row++) {
      for (let column = 0; column < 28; column++) {
        // rot90: out[r, c] = in[c, W − 1 − r]: the right edge becomes the top.
        if (at(rotated, row * 28 + column) !== at(upright, column * 28 + 27 - row)) {
          throw new Error(`pixel ${row}, ${column} is not where rot90 puts it`);
        }
      }
    }
    // Clockwise, the wrong way, gives another image.
    const clockwise = upright.map((_, index) =>
      at(upright, (27 - (index % 28)) * 28 + Math.floor(index / 28)),
    );
    expect(rotated).not.toEqual(clockwise);
  });

  it("paints the marker after the rotation: nine white pixels at one place", async () => {
    const set = await openMorphoMnist(options);
    // Rows and columns 1 to 3, counted by hand.
    const marked = [29, 30, 31, 57, 58, 59, 85, 86, 87];
    for (const rotation of [0, 1]) {
      const plain = image(set, 0, { rotation });
      expect(image(set, 0, { rotation, marker: 0 })).toEqual(plain);
      const wanted = plain.slice();
      for (const pixel of marked) wanted[pixel] = 1;
      expect(image(set, 0, { rotation, marker: 1 })).toEqual(wanted);
      expect(wanted).not.toEqual(plain);
    }
    expect(image(set, 0, { marker: 1 })).toEqual(image(set, 0, { marker: 1, rotation: 0 }));
  });

  it("writes at the offset only, in 0..1", async () => {
    const set = await openMorphoMnist(options);
    const out = new Float32Array(3 * digitPixels).fill(-5);
    set.writeImage("test", 2, {}, out, digitPixels);
    expect(out.subarray(0, digitPixels).every((value) => value === -5)).toBe(true);
    expect(out.subarray(2 * digitPixels).every((value) => value === -5)).toBe(true);
    const written = out.subarray(digitPixels, 2 * digitPixels);
    expect(Math.min(...written)).toBe(0);
    expect(Math.max(...written)).toBeGreaterThan(0.5);
    expect(Math.max(...written)).toBeLessThanOrEqual(1);
  });

  it("refuses what it cannot do", async () => {
    const set = await openMorphoMnist(options);
    expect(() => image(set, 0, { thickness: 1 })).toThrow(
      "morpho-mnist: attribute cannot be planted: expected rotation | marker, got thickness",
    );
    expect(() => image(set, 0, { rotation: 2 })).toThrow(
      "morpho-mnist: unknown value of rotation: expected [0,1], got 2",
    );
    expect(() => image(set, 12, {})).toThrow(
      "morpho-mnist: no such row in the train pool: expected 0 to 11, got 12",
    );
    expect(() => set.writeImage("train", 0, {}, new Float32Array(800), 17)).toThrow(
      "morpho-mnist: image does not fit the output: expected 801, got 800 (offset 17)",
    );
  });
});

describe("plans with one, two and three factors", () => {
  const names = ["thickness", "rotation", "marker"];
  /** 400 digits of each label and thickness. */
  const source = {
    name: "morpho-mnist",
    label: { name: "digit-ge-5", valueNames: ["digit<5", "digit>=5"] },
    attributes: names.map((name) => ({
      name,
      kind: name === "thickness" ? ("read" as const) : ("planted" as const),
      valueNames: ["0", "1"],
    })),
    pools: { train: drawnPool("train"), test: drawnPool("test") },
  };
  function drawnPool(pool: string) {
    const ids = Array.from({ length: 1600 }, (_, row) => `${pool}-${row}`);
    return {
      ids,
      subjects: ids,
      label: Int32Array.from(ids, (_, row) => row % 2),
      attributes: { thickness: Int32Array.from(ids, (_, row) => Math.floor(row / 2) % 2) },
    };
  }

  it("come out as asked from 50 to 98 %", () => {
    const split = splitBySubject(source, { kind: "shuffle", validation: 400 }, 0);
    for (const count of [1, 2, 3]) {
      for (const strength of [0.5, 0.8, 0.98]) {
        const { train, tests } = planSets(
          source,
          names.slice(0, count),
          split,
          {
            label: "uniform",
            align: {},
            train: strength,
            tests: { inverted: "invert", balanced: "balanced" },
            sizes: {},
            minCell: 0,
          },
          createRng(1),
        );
        const aligned = (set: typeof train, index: number) =>
          set.label.filter((label, row) => at(at(set.attributes, index), row) === label).length /
          set.label.length;
        for (let index = 0; index < count; index++) {
          expect(aligned(train, index)).toBeCloseTo(strength, 2);
          expect(aligned(at([tests["inverted"]], 0) ?? train, index)).toBeCloseTo(1 - strength, 2);
          expect(aligned(at([tests["balanced"]], 0) ?? train, index)).toBeCloseTo(0.5, 2);
        }
      }
    }
  });
});

describe("the whole set", () => {
  const mnist = "../shared/data/mnist";
  it.skipIf(!existsSync(mnist))(
    `has a third of each kind among the first digits of MNIST (skipped without ${mnist})`,
    async () => {
      // The first 600 digits of t10k serve as both pools: the whole takes a minute.
      const images = decodeIdx(readFileSync(`${mnist}/t10k-images-idx3-ubyte.gz`), "images");
      const labels = decodeIdx(readFileSync(`${mnist}/t10k-labels-idx1-ubyte.gz`), "labels");
      if (images.dtype !== "uint8" || labels.dtype !== "uint8") throw new Error("not MNIST");
      const count = 600;
      const imagesFile = encodeIdx({
        dtype: "uint8",
        shape: [count, 28, 28],
        data: images.data.subarray(0, count * digitPixels),
      });
      const labelsFile = encodeIdx({
        dtype: "uint8",
        shape: [count],
        data: labels.data.subarray(0, count),
      });
      for (const prefix of ["train", "t10k"]) {
        await writeFile(join(folder, `${prefix}-images-idx3-ubyte.gz`), gzipSync(imagesFile));
        await writeFile(join(folder, `${prefix}-labels-idx1-ubyte.gz`), gzipSync(labelsFile));
      }
      const set = await openMorphoMnist(options);
      const thickness = set.pools.train.attributes["thickness"] ?? new Int32Array(0);
      const mean = [0, 0];
      for (const value of [0, 1]) {
        const rows = [...thickness.keys()].filter((row) => thickness[row] === value);
        // 200 expected; five standard deviations are 58.
        expect(Math.abs(rows.length - 200)).toBeLessThan(58);
        const ink = rows.map((row) => image(set, row, {}).reduce((sum, grey) => sum + grey, 0));
        mean[value] = ink.reduce((sum, grey) => sum + grey, 0) / rows.length;
        // No digit vanished.
        expect(Math.min(...ink)).toBeGreaterThan(1);
      }
      expect(at(mean, 1) / at(mean, 0)).toBeGreaterThan(3);
    },
  );
});
