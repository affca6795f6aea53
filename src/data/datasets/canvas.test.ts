import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DataError, ShapeError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { tableOf, type DataSet, type PoolName } from "../dataset.js";
import { openCanvas } from "./canvas.js";
import { brightestGround } from "./canvas/paint-scene.js";
import { pairTables, type PairTable } from "./canvas/pair-table.js";
import { debianFolder } from "./fashion-mnist/files.js";

const small = { train: 30, test: 12, size: 48 };

function picture(set: DataSet, row: number, pool: PoolName = "train"): Float32Array {
  const out = new Float32Array(set.imageShape.reduce((left, right) => left * right, 1));
  set.writeImage(pool, row, {}, out, 0);
  return out;
}

function maskOf(set: DataSet, row: number, label: number, pool: PoolName = "train"): Uint8Array {
  const out = new Uint8Array(at(set.imageShape, 1) * at(set.imageShape, 2)).fill(9);
  set.writeMask?.(pool, row, label, out);
  return out;
}

/** Answer to `label` of the given rows of a pool. */
function answersOf(set: DataSet, pool: PoolName, rows: Int32Array, label: number): number[] {
  const { labelAnswers } = tableOf(set, pool);
  return Array.from(rows, (row) => at(labelAnswers ?? [], 10 * row + label));
}

/** Realised rates of a pair: both, first alone, second alone, none. */
function cellsOf(first: readonly number[], second: readonly number[]): number[] {
  const cells = [0, 0, 0, 0];
  for (const [row, one] of first.entries()) {
    const cell = 3 - 2 * one - at(second, row);
    cells[cell] = at(cells, cell) + 1 / first.length;
  }
  return cells;
}

/** Five standard errors of a share. */
const tolerance = (share: number, n: number): number => 5 * Math.sqrt((share * (1 - share)) / n);

describe("openCanvas", () => {
  it("describes itself: shape, ten answers, no attributes, pools and tests", async () => {
    const set = await openCanvas(small);
    expect(set.imageShape).toEqual([1, 48, 48]);
    expect(set.label).toEqual({
      name: "objects",
      valueNames: ["every canvas"],
      labels: "disc cross square crescent triangle dots ring bar frame plus".split(" "),
    });
    expect(set.attributes).toEqual([]);
    const { train, test } = set.pools;
    expect([train.ids.length, test?.ids.length]).toEqual([30, 36]);
    expect(train.label).toEqual(new Int32Array(30));
    expect(train.labelAnswers?.length).toBe(300);
    expect([train.ids[7], test?.ids[12]]).toEqual(["train-00007", "inverted-00000"]);
    expect(new Set([...train.ids, ...(test?.ids ?? [])]).size).toBe(66);
    expect(Object.keys(set.tests ?? {})).toEqual(["iid", "inverted", "balanced"]);
    expect(Object.values(set.tests ?? {}).flatMap((rows) => [...rows])).toEqual([
      ...Array(36).keys(),
    ]);
  });

  it("has partners as often together as the law of each set says, and every class equally often", async () => {
    const n = 4000;
    const set = await openCanvas({ train: n, test: n });
    const laws = pairTables(0.3, 0.9);
    const { iid, inverted, balanced } = set.tests ?? {};
    const rows = Int32Array.from({ length: n }, (_, row) => row);
    const parts: [PoolName, Int32Array | undefined, PairTable][] = [
      ["train", rows, laws.iid],
      ["test", iid, laws.iid],
      ["test", inverted, laws.inverted],
      ["test", balanced, laws.balanced],
    ];
    for (const [pool, own = new Int32Array(0), { both, one, neither }] of parts) {
      for (let pair = 0; pair < 5; pair++) {
        const first = answersOf(set, pool, own, 2 * pair);
        const second = answersOf(set, pool, own, 2 * pair + 1);
        for (const [cell, share] of cellsOf(first, second).entries()) {
          const asked = at([both, one, one, neither], cell);
          expect(Math.abs(share - asked)).toBeLessThan(tolerance(asked, n));
        }
        for (const answers of [first, second]) {
          const share = answers.reduce((sum, answer) => sum + answer, 0) / n;
          expect(Math.abs(share - 0.3)).toBeLessThan(tolerance(0.3, n));
        }
      }
      // Pairs know nothing of each other.
      const apart = cellsOf(answersOf(set, pool, own, 1), answersOf(set, pool, own, 2));
      expect(Math.abs(at(apart, 0) - 0.09)).toBeLessThan(tolerance(0.09, n));
    }
    // The test has the power to tell: the three laws are further apart than the tolerance.
    expect(laws.balanced.both - laws.inverted.both).toBeGreaterThan(2 * tolerance(0.09, n));
  });

  it("shows an object exactly where an answer is yes, brighter than the mean ground, one object a pixel", async () => {
    const set = await openCanvas({ ...small, prevalence: 0.5 });
    let shown = 0;
    for (let row = 0; row < 10; row++) {
      const image = picture(set, row);
      const owners = new Uint8Array(image.length);
      for (let label = 0; label < 10; label++) {
        const mask = maskOf(set, row, label);
        const area = mask.reduce((sum, value) => sum + value, 0);
        expect(area > 0).toBe(answersOf(set, "train", Int32Array.of(row), label)[0] === 1);
        const own = [...mask.keys()].filter((pixel) => mask[pixel] === 1);
        expect(own.length).toBe(area);
        expect(own.filter((pixel) => at(image, pixel) <= brightestGround / 2)).toEqual([]);
        for (const pixel of own) owners[pixel] = at(owners, pixel) + 1;
        shown += area;
      }
      expect(Math.max(...owners)).toBeLessThanOrEqual(1);
      expect(Math.min(...image)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...image)).toBeLessThanOrEqual(1);
    }
    expect(shown / 10 / 48 ** 2).toBeGreaterThan(0.1);
  });

  it("has dark ground where there is nothing, and distractors without an answer", async () => {
    const rare = { ...small, prevalence: 1e-9, strength: 0.5 };
    const bare = await openCanvas({ ...rare, distractors: 0 });
    const set = await openCanvas(rare);
    for (let row = 0; row < 10; row++) {
      expect(Math.max(...picture(bare, row))).toBeLessThan(brightestGround);
      expect(Math.max(...picture(set, row))).toBeGreaterThan(0.5);
      for (let label = 0; label < 10; label++) expect(Math.max(...maskOf(set, row, label))).toBe(0);
    }
  });
});

describe("the same", () => {
  it("bytes come from the same arguments, in any order and from any opening", async () => {
    const set = await openCanvas(small);
    const first = picture(set, 7);
    picture(set, 3);
    maskOf(set, 7, 0);
    expect(picture(set, 7)).toEqual(first);
    expect(picture(await openCanvas(small), 7)).toEqual(first);
    expect(picture(set, 8)).not.toEqual(first);
    expect(picture(set, 7, "test")).not.toEqual(first);
    expect(picture(await openCanvas({ ...small, seed: 1 }), 7)).not.toEqual(first);
  });

  it("canvases begin a larger set", async () => {
    const set = await openCanvas(small);
    const larger = await openCanvas({ ...small, train: 50, test: 20 });
    expect(picture(larger, 29)).toEqual(picture(set, 29));
    const [before, after] = [set.tests?.["inverted"], larger.tests?.["inverted"]];
    expect(picture(larger, at(after ?? [], 5), "test")).toEqual(
      picture(set, at(before ?? [], 5), "test"),
    );
  });

  it("pictures as when they were last looked at", async () => {
    const set = await openCanvas();
    const hash = createHash("sha256");
    for (let row = 0; row < 3; row++) {
      for (const pool of ["train", "test"] as const) {
        hash.update(Uint8Array.from(picture(set, row, pool), (grey) => Math.round(255 * grey)));
        for (let label = 0; label < 10; label++) hash.update(maskOf(set, row, label, pool));
      }
    }
    expect(hash.digest("hex").slice(0, 16)).toMatchInlineSnapshot(`"9cdceae80c3c724e"`);
    expect(set.contentHash.slice(0, 16)).toMatchInlineSnapshot(`"cf18f2d740638e5c"`);
  });
});

describe("contentHash", () => {
  it("depends on every setting, spelt out or by default", async () => {
    const base = (await openCanvas(small)).contentHash;
    expect(base).toMatch(/^[0-9a-f]{64}$/);
    expect((await openCanvas({ ...small, objects: "shapes", seed: 0 })).contentHash).toBe(base);
    const others = await Promise.all(
      [
        { size: 49 },
        { train: 31 },
        { test: 13 },
        { seed: 1 },
        { prevalence: 0.4 },
        { strength: 0.8 },
        { distractors: 3 },
      ].map(async (change) => (await openCanvas({ ...small, ...change })).contentHash),
    );
    expect(new Set([base, ...others]).size).toBe(others.length + 1);
  });
});

describe("errors", () => {
  it("say which row, attribute, answer or output is wrong", async () => {
    const set = await openCanvas(small);
    const out = new Float32Array(48 * 48);
    const mask = new Uint8Array(48 * 48);
    const failing = (run: () => void) => {
      try {
        run();
      } catch (error) {
        return String(error);
      }
      return "nothing was thrown";
    };
    expect(() => picture(set, 30)).toThrow(DataError);
    expect(failing(() => set.writeMask?.("test", 36, 0, mask))).toBe(
      "DataError: canvas: no such row in the test pool: expected 0 to 35, got 36",
    );
    expect(() => {
      set.writeImage("train", 0, {}, out, 1);
    }).toThrow(ShapeError);
    expect(
      failing(() => {
        set.writeImage("train", 0, { marker: 0 }, out, 0);
      }),
    ).toBe("DataError: canvas: attribute cannot be planted: expected none, got marker");
    expect(failing(() => set.writeMask?.("train", 0, 10, mask))).toBe(
      "DataError: canvas: no such answer: expected 0 to 9, got 10",
    );
    expect(failing(() => set.writeMask?.("train", 0, 0, mask.subarray(1)))).toBe(
      "ShapeError: canvas: mask does not fit the output: expected 2304, got 2303",
    );
  });

  it("refuse settings before anything is drawn", async () => {
    await expect(openCanvas({ prevalence: 0.9, strength: 0.5 })).rejects.toThrow(
      /^canvas\.strength: partners so frequent must meet more often/,
    );
  });
});

describe("of Fashion-MNIST", () => {
  it.skipIf(!existsSync(debianFolder))("every garment is seen on its canvas", async () => {
    const set = await openCanvas({ objects: "fashion-mnist", train: 120, test: 1 }, [debianFolder]);
    const areas = new Map<number, number[]>();
    for (let row = 0; row < 120; row++) {
      for (let label = 0; label < 10; label++) {
        if (answersOf(set, "train", Int32Array.of(row), label)[0] !== 1) continue;
        const area = maskOf(set, row, label).reduce((sum, value) => sum + value, 0);
        areas.set(label, [...(areas.get(label) ?? []), area]);
      }
    }
    const mean = (values: readonly number[] = []): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(areas.size).toBe(10);
    expect(Math.min(...[...areas.values()].flat())).toBeGreaterThan(8);
    // A pullover fills its box; trousers and sneakers are slim.
    expect(mean(areas.get(2))).toBeGreaterThan(1.3 * mean(areas.get(1)));
    expect(mean(areas.get(2))).toBeGreaterThan(1.3 * mean(areas.get(7)));
  });
});
