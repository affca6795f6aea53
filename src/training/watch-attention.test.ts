import { describe, expect, it } from "vitest";
import type { SetImages } from "../data/batch.js";
import { input } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import type { BuiltMethod } from "../methods/method.js";
import { watchAttention } from "./watch-attention.js";

/** Three rows of 4 x 4 with two labels; the object of label k in row r is pixel 5 r + k. */
const answers = Int32Array.of(1, 0, 1, 1, -1, 1);
const withoutMask: SetImages = {
  set: {
    ...{ name: "test", pool: "test", rows: Int32Array.of(0, 1, 2) },
    ...{ label: new Int32Array(3), attributes: [] },
  },
  imageShape: [1, 4, 4],
  cached: false,
  labelAnswers: answers,
  writeImage: () => undefined,
};
const images: SetImages = {
  ...withoutMask,
  writeMask: (row, label, out) => {
    out.fill(0);
    out[5 * row + label] = 1;
  },
};

const methodThatShows = (name: string) =>
  ({ predict: createProgram("predict", { [name]: input(name, [2, 8]) }) }) as BuiltMethod;
const label = { name: "things", valueNames: ["every"], labels: ["cup", "key"] };
const job = { factors: { label, attributes: [] }, method: methodThatShows("attention/things") };
const places = () => ({ places: [2, 2], centres: null });

describe("watchAttention", () => {
  it("looks at the pairs of yes, each with its own map and mask, and not at padding", () => {
    const { watch, looks } = watchAttention(job, images, places);
    const [first, last] = [[1, 0, 0, 0], [0, 0, 0, 1]]; // prettier-ignore
    const uniform = [0.25, 0.25, 0.25, 0.25];
    // Row 0: cup at the first corner. Row 1: cup at the last, key uniform. Row 2: key at the last; then padding.
    const batch = (...maps: number[][]) => ({ "attention/things": Float32Array.from(maps.flat()) });
    watch?.(batch(first, last, last, uniform), 0, 2);
    watch?.(batch(first, last, first, first), 2, 1);
    expect(looks?.tolerance).toBeCloseTo(0.12, 12);
    const hits = looks?.objects.map((own) => own && own.hit);
    // Attention at a corner place of four is largest on one pixel, that of the corner.
    expect(hits).toEqual([1, null, 0, 1 / 16, null, 0]);
    const areas = looks?.objects.map((own) => own && own.area);
    expect(areas).toEqual([1 / 16, null, 1 / 16, 1 / 16, null, 1 / 16]);
    // Pixel 11 lies one above the corner: of rows 0, 1/4, 3/4, 1 and columns alike, 3/4 of a mass of 2 · 2.
    expect(looks?.objects[5]?.inside).toBeCloseTo(0.75 / 4, 12);
  });

  it("looks about the pixels that the places look about", () => {
    const centred = () => ({ places: [2, 2], centres: { first: 0, step: 3 } });
    const { watch, looks } = watchAttention(job, images, centred);
    watch?.({ "attention/things": Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0) }, 0, 1);
    // Row 1: the cup is pixel 5, row and column 1: by centres 0 and 3 a third of the way from the first place to the others.
    watch?.({ "attention/things": Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0) }, 1, 1);
    const all = (1 + 2 / 3 + 1 / 3) ** 2;
    expect(looks?.objects[2]?.inside).toBeCloseTo((2 / 3) ** 2 / all, 12);
  });

  it("has nothing to see without attention, masks, several labels or a flat map", () => {
    const nothing = (shown: string, extents: readonly number[]) => {
      const own = { ...job, method: methodThatShows(shown) };
      expect(watchAttention(own, images, () => ({ places: extents, centres: null }))).toEqual({});
    };
    nothing("logits/things", [2, 2]);
    nothing("attention/others", [2, 2]);
    nothing("attention/things", [2, 2, 2]);
    expect(watchAttention(job, withoutMask, places)).toEqual({});
    const { labelAnswers: _, ...withoutAnswers } = images;
    expect(watchAttention(job, withoutAnswers, places)).toEqual({});
  });

  it("asks for the places of the map only where there is attention", () => {
    const asked = () => {
      throw new Error("asked");
    };
    expect(watchAttention({ ...job, method: methodThatShows("features") }, images, asked)).toEqual({}); // prettier-ignore
    expect(() => watchAttention(job, images, asked)).toThrow("asked");
  });
});
