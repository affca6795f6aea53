import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { openObjects } from "./object-source.js";
import { brightestGround, paintMask, paintScene } from "./paint-scene.js";
import { drawScene, type CanvasItem, type CanvasScene } from "./scene.js";

const side = 8;
const item = (kind: number | null, top: number, grey: readonly number[]): CanvasItem => ({
  kind,
  box: { top, left: 1, height: grey.length / 2, width: 2 },
  grey: Float32Array.from(grey),
  gain: 0.8,
});
function paint(scene: CanvasScene, seed = 0): Float32Array {
  const out = new Float32Array(side * side);
  paintScene(scene, side, createRng(seed), out, 0);
  return out;
}
function mask(scene: CanvasScene, kind: number): number[] {
  const out = new Uint8Array(side * side).fill(9);
  paintMask(scene, kind, side, out);
  return [...out.entries()].flatMap(([pixel, value]) => (value === 1 ? [pixel] : []));
}

describe("paintScene", () => {
  it("has a dark ground of mean 0.04 and standard deviation 0.08 / √24", () => {
    const values = Array.from({ length: 200 }, (_, seed) => [...paint([], seed)]).flat();
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0.04, 3);
    expect(Math.sqrt(variance)).toBeCloseTo(0.08 / Math.sqrt(24), 3);
    expect(Math.max(...values)).toBeLessThan(brightestGround);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  });

  it("blends by the formula: nothing at 0, half at 0.125, all from 0.25 on", () => {
    const ground = paint([]);
    const [none, half, all, white] = [0, 0.125, 0.25, 1];
    const image = paint([item(3, 2, [none, half, all, white])]);
    expect(image[17]).toBe(ground[17]);
    expect(image[18]).toBeCloseTo(0.5 * (ground[18] ?? NaN) + 0.5 * 0.8 * 0.125, 7);
    expect(image[25]).toBeCloseTo(0.2, 7);
    expect(image[26]).toBeCloseTo(0.8, 7);
    const changed = [...image.entries()].filter(([pixel, value]) => value !== ground[pixel]);
    expect(changed.map(([pixel]) => pixel)).toEqual([18, 25, 26]);
  });

  it("writes at the offset and nowhere else", () => {
    const out = new Float32Array(2 * side * side + 3).fill(7);
    paintScene([item(3, 2, [1, 1])], side, createRng(0), out, side * side);
    expect(out.subarray(64, 128)).toEqual(paint([item(3, 2, [1, 1])]));
    expect([...out.subarray(0, 64), ...out.subarray(128)].every((value) => value === 7)).toBe(true);
  });
});

describe("paintMask", () => {
  it("is where an item covers at least half", () => {
    expect(mask([item(3, 2, [0, 0.125, 0.1249, 1])], 3)).toEqual([18, 26]);
    expect(mask([item(3, 2, [1, 1])], 4)).toEqual([]);
    expect(mask([item(null, 2, [1, 1])], 0)).toEqual([]);
  });

  it("leaves to the later item what it covers, object or distractor", () => {
    const below = item(3, 2, [1, 1, 1, 1]);
    expect(mask([below, item(5, 3, [1, 0.1])], 3)).toEqual([17, 18, 26]);
    expect(mask([below, item(5, 3, [1, 0.1])], 5)).toEqual([25]);
    expect(mask([below, item(null, 3, [1, 0.1])], 3)).toEqual([17, 18, 26]);
    expect(mask([item(5, 3, [1, 0.1]), below], 3)).toEqual([17, 18, 25, 26]);
  });
});

describe("paintMask and paintScene", () => {
  it("agree: without an object exactly its pixels change, all of its mask and its fainter rim", async () => {
    const source = await openObjects("shapes", []);
    const size = 64;
    const image = (scene: CanvasScene): Float32Array => {
      const out = new Float32Array(size * size);
      paintScene(scene, size, createRng("noise"), out, 0);
      return out;
    };
    for (let seed = 0; seed < 12; seed++) {
      const scene = drawScene(source, "train", [0, 3, 4, 8, 9], 2, size, createRng(seed));
      const whole = image(scene);
      for (const { kind, box } of scene) {
        if (kind === null) continue;
        const without = image(scene.filter((one) => one.kind !== kind));
        const visible = new Uint8Array(size * size);
        paintMask(scene, kind, size, visible);
        const isInBox = (pixel: number): boolean => {
          const [row, column] = [Math.floor(pixel / size) - box.top, (pixel % size) - box.left];
          return row >= 0 && row < box.height && column >= 0 && column < box.width;
        };
        const changed = [...whole.keys()].filter((pixel) => whole[pixel] !== without[pixel]);
        const shown = [...visible.keys()].filter((pixel) => visible[pixel] === 1);
        expect(changed.every(isInBox)).toBe(true);
        expect(shown.filter((pixel) => whole[pixel] === without[pixel])).toEqual([]);
        // Over mere ground it is always the brighter.
        const bare = shown.filter((pixel) => (without[pixel] ?? 0) < brightestGround);
        expect(bare.length).toBeGreaterThan(20);
        expect(bare.filter((pixel) => (whole[pixel] ?? 0) <= (without[pixel] ?? 0))).toEqual([]);
        // What changes outside the mask is a rim, or shines through another's rim: a part of the shape.
        expect(shown.length).toBeGreaterThan(0.6 * changed.length);
      }
    }
  });
});
