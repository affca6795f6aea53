import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import type { PoolName } from "../../dataset.js";
import type { ObjectSource } from "./object-source.js";
import { overlapOf, overlapShare } from "./place-boxes.js";
import { drawScene, type CanvasScene } from "./scene.js";

/** Objects of one grey, 100 + class: 20 rows by 10 columns. */
const asked: [PoolName, number][] = [];
const source: ObjectSource = {
  names: Array.from({ length: 10 }, (_, kind) => `class ${kind}`),
  draw(pool, kind) {
    asked.push([pool, kind]);
    return Uint8Array.from({ length: 784 }, (_, pixel) =>
      pixel >= 112 && pixel < 672 && pixel % 28 >= 8 && pixel % 28 < 18 ? 100 + kind : 0,
    );
  },
  hash: "test",
};
const scene = (kinds: readonly number[], distractors: number, seed = 0): CanvasScene =>
  drawScene(source, "test", kinds, distractors, 64, createRng(seed));
const kindsOf = (items: CanvasScene) => items.map(({ kind }) => kind);

describe("drawScene", () => {
  it("has each asked class once and distractors behind them, from the asked pool alone", () => {
    asked.length = 0;
    const items = scene([1, 4, 9], 2);
    expect(kindsOf(items).slice(0, 2)).toEqual([null, null]);
    expect(new Set(kindsOf(items).slice(2))).toEqual(new Set([1, 4, 9]));
    expect(asked.every(([pool]) => pool === "test")).toBe(true);
    expect(asked.slice(0, 3).map(([, kind]) => kind)).toEqual(
      expect.arrayContaining([1, 4, 9]) as number[],
    );
    expect(scene([], 0)).toEqual([]);
  });

  it("shows the object of the class, cut out, with sides as it has them", () => {
    for (let seed = 0; seed < 50; seed++) {
      const [item] = scene([7], 0, seed);
      const { height, width } = item?.box ?? { height: 0, width: 0 };
      expect(height).toBeGreaterThanOrEqual(17);
      expect(height).toBeLessThanOrEqual(23);
      expect(Math.abs(width - height / 2)).toBeLessThanOrEqual(0.75);
      for (const grey of item?.grey ?? []) expect(grey).toBeCloseTo(107 / 255, 5);
      expect(item?.gain).toBeGreaterThanOrEqual(0.75);
      expect(item?.gain).toBeLessThan(1);
    }
  });

  it("is in random order, so that no class lies always above another", () => {
    const first = Array.from({ length: 200 }, (_, seed) => kindsOf(scene([2, 3], 0, seed))[0]);
    const share = first.filter((kind) => kind === 2).length / 200;
    // Five standard errors of a fair coin.
    expect(Math.abs(share - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / 200));
  });

  it("takes distractors of every class, whatever is on the canvas", () => {
    asked.length = 0;
    for (let seed = 0; seed < 100; seed++) scene([], 2, seed);
    expect(new Set(asked.map(([, kind]) => kind)).size).toBe(10);
  });

  it("does not hide more of a box than the share, even with everything on it", () => {
    for (let seed = 0; seed < 20; seed++) {
      const items = scene([...Array(10).keys()], 6, seed);
      expect(items.length).toBe(16);
      for (const [index, { box }] of items.entries()) {
        for (const other of items.slice(0, index)) {
          expect(overlapOf(box, other.box)).toBeLessThanOrEqual(overlapShare);
        }
      }
    }
  });
});
