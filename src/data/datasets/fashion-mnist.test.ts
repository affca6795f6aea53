import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { DataSet } from "../dataset.js";
import { encodeIdx } from "../formats/idx.js";
import { planSets } from "../sampling/plan.js";
import { splitBySubject } from "../sampling/split-by-subject.js";
import { debianFolder } from "./fashion-mnist/files.js";
import { openFashionMnist } from "./fashion-mnist.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fashion-mnist-"));
  for (const [prefix, count] of [
    ["train", 800],
    ["t10k", 200],
  ] as const) {
    // Grey 51, so that a bar (255) stands out.
    const images = new Uint8Array(count * 784).fill(51);
    const labels = Uint8Array.from({ length: count }, (_, row) => row % 10);
    await writeFile(
      join(folder, `${prefix}-images-idx3-ubyte.gz`),
      gzipSync(encodeIdx({ dtype: "uint8", shape: [count, 28, 28], data: images })),
    );
    await writeFile(
      join(folder, `${prefix}-labels-idx1-ubyte`),
      encodeIdx({ dtype: "uint8", shape: [count], data: labels }),
    );
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const image = (set: DataSet, planted: Record<string, number>): Float32Array => {
  const out = new Float32Array(784);
  set.writeImage("train", 3, planted, out, 0);
  return out;
};

describe("openFashionMnist", () => {
  it("describes garments and patterns", async () => {
    const set = await openFashionMnist([join(folder, "nowhere"), folder]);
    expect(set.label.valueNames).toHaveLength(10);
    expect(set.label.valueNames[9]).toBe("Ankle boot");
    expect(set.attributes).toEqual([
      {
        name: "pattern",
        kind: "planted",
        valueNames: [
          ...["left", "right", "top", "bottom", "left+right", "top+bottom"],
          ...["left+top", "bottom+right", "top+right", "left+bottom"],
        ],
        localised: true,
      },
    ]);
    expect(set.pools.test?.ids.at(-1)).toBe("test-00199");
    expect([...set.pools.train.label.subarray(0, 12)]).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1,
    ]);
  });

  it("paints MIMM's bars: 3 px of white on the edges of each pattern", async () => {
    const set = await openFashionMnist([folder]);
    const grey = Math.fround(51 / 255);
    expect([...new Set(image(set, {}))]).toEqual([grey]);
    // What is white in the middle of the left, right, top and bottom edge, 3 px deep and not 4; and how much in
    // all: a bar has 3 · 28 = 84 pixels, two that cross share 9.
    const byHand: [edges: string, pixels: number][] = [
      ["L", 84],
      ["R", 84],
      ["T", 84],
      ["B", 84],
      ["LR", 168],
      ["TB", 168],
      ["LT", 159],
      ["RB", 159],
      ["RT", 159],
      ["LB", 159],
    ];
    const places: Record<string, (depth: number) => number> = {
      L: (depth) => 14 * 28 + depth,
      R: (depth) => 14 * 28 + 27 - depth,
      T: (depth) => depth * 28 + 14,
      B: (depth) => (27 - depth) * 28 + 14,
    };
    for (const [pattern, [edges, pixels]] of byHand.entries()) {
      const out = image(set, { pattern });
      expect([...new Set(out)].sort()).toEqual([grey, 1]);
      expect(out.filter((value) => value === 1).length, `${pattern}`).toBe(pixels);
      for (const [edge, place] of Object.entries(places)) {
        const wanted = edges.includes(edge) ? [1, 1, 1, grey] : [grey, grey, grey, grey];
        expect(
          [0, 1, 2, 3].map((depth) => at(out, place(depth))),
          `${pattern} ${edge}`,
        ).toEqual(wanted);
      }
    }
  });

  it("spreads the minority over the nine other patterns, and shifts it in the rotated tests", async () => {
    const set = await openFashionMnist([folder]);
    const split = splitBySubject(set, { kind: "shuffle", validation: 100 }, 0);
    const rotations = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
    const { train, tests } = planSets(
      set,
      ["pattern"],
      split,
      {
        label: "uniform",
        align: {},
        train: 0.7,
        tests: {
          inverted: "invert",
          balanced: "balanced",
          ...Object.fromEntries(rotations.map((k) => [`rotated-${k}`, `rotated-${k}` as const])),
        },
        sizes: { train: 300 },
        minCell: 0,
      },
      createRng(0),
    );
    /** Rows of each shift pattern − garment (mod 10). */
    const shifts = (sampled = train) => {
      const counts = new Array<number>(10).fill(0);
      for (const [row, label] of sampled.label.entries()) {
        const shift = (at(at(sampled.attributes, 0), row) - label + 10) % 10;
        counts[shift] = at(counts, shift) + 1;
      }
      return counts;
    };
    // 30 of each garment: 21 aligned, 1 with each other pattern.
    expect(shifts()).toEqual([210, 10, 10, 10, 10, 10, 10, 10, 10, 10]);
    // The 200 test images: 14 of 20 aligned, the other 6 spread over nine patterns.
    for (const k of rotations) {
      const counts = shifts(tests[`rotated-${k}`]);
      expect(at(counts, k), `rotated-${k}`).toBe(140);
    }
    expect(shifts(tests["inverted"])[1]).toBe(140);
    expect(shifts(tests["balanced"])).toEqual(new Array(10).fill(20));
  });

  it("tells contents apart, not how they are packed, and refuses what it cannot do", async () => {
    const set = await openFashionMnist([folder]);
    const labels = join(folder, "train-labels-idx1-ubyte");
    const data = Uint8Array.from({ length: 800 }, (_, row) => row % 10);
    const encode = () => encodeIdx({ dtype: "uint8", shape: [800], data });
    await writeFile(`${labels}.gz`, gzipSync(encode()));
    expect((await openFashionMnist([folder])).contentHash).toBe(set.contentHash);
    data[0] = 10;
    await writeFile(`${labels}.gz`, gzipSync(encode()));
    await expect(openFashionMnist([folder])).rejects.toThrow(
      `${labels}.gz, row 0: label is not a garment: expected 0 to 9, got 10`,
    );
    await writeFile(`${labels}.gz`, gzipSync(encode()).subarray(0, 30));
    await expect(openFashionMnist([folder])).rejects.toThrow(/damaged or truncated gzip stream/);
    await rm(`${labels}.gz`);
    expect(() => image(set, { pattern: 10 })).toThrow(
      "fashion-mnist: unknown value of pattern: expected 0 to 9, got 10",
    );
    expect(() => image(set, { marker: 1 })).toThrow(
      "fashion-mnist: attribute cannot be planted: expected pattern, got marker",
    );
    await expect(openFashionMnist(["/nowhere", "/else"])).rejects.toThrow(
      "fashion-mnist: no Fashion-MNIST files (looked /nowhere, /else). To get the four files: install " +
        "Debian's package dataset-fashion-mnist, or download them with `unconfound data make fashion-mnist " +
        "--url URL`",
    );
  });

  it.skipIf(!existsSync(debianFolder))(
    `reads the published set (skipped without ${debianFolder})`,
    async () => {
      const set = await openFashionMnist([debianFolder]);
      for (const [pool, each] of [
        [set.pools.train, 6000],
        [set.pools.test, 1000],
      ] as const) {
        const counts = new Array<number>(10).fill(0);
        for (const label of pool?.label ?? []) counts[label] = at(counts, label) + 1;
        expect(counts).toEqual(new Array(10).fill(each));
      }
      // The first training image is an ankle boot.
      expect(set.pools.train.label[0]).toBe(9);
      // Mean of the test pixels, computed with NumPy: 0.28685.
      const out = new Float32Array(784);
      let sum = 0;
      for (let row = 0; row < 10_000; row++) {
        set.writeImage("test", row, {}, out, 0);
        for (const value of out) sum += value;
      }
      expect(sum / 10_000 / 784).toBeCloseTo(0.2868, 3);
    },
  );
});
