import { expect, it } from "vitest";
import type { DataSet } from "../dataset.js";
import { withGreyBytes } from "./grey-bytes.js";

/** One row with each byte once, and a planted white first pixel. */
const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
const plain: DataSet = {
  name: "bytes",
  imageShape: [1, 16, 16],
  label: { name: "label", valueNames: ["a", "b"] },
  attributes: [],
  pools: {
    train: { ids: ["0"], subjects: ["0"], label: Int32Array.of(0), attributes: {} },
    test: null,
  },
  contentHash: "0",
  writeImage(_pool, _row, planted, out, offset) {
    for (const [pixel, value] of bytes.entries()) out[offset + pixel] = value / 255;
    if (planted["marker"] === 1) out[offset] = 1;
  },
};

it("gives each byte back exactly, planted white as 255, and leaves the rest of the output alone", () => {
  const out = new Float32Array(258).fill(-7);
  const scaled = withGreyBytes(plain);
  scaled.writeImage("train", 0, {}, out, 1);
  expect([...out]).toEqual([-7, ...bytes, -7]);
  scaled.writeImage("train", 0, { marker: 1 }, out, 1);
  expect(out[1]).toBe(255);
  expect(out[2]).toBe(1);
});

it("is other data: checkpoints and caches must not mix them", () => {
  const scaled = withGreyBytes(plain);
  expect(scaled.contentHash).not.toBe(plain.contentHash);
  expect(scaled.valueRange).toEqual([0, 255]);
});
