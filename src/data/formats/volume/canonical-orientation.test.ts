import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at } from "../../../base/ndarray.js";
import { affineAgainstNibabel, disagreement } from "../../../../test/tolerances.js";
import { toClosestCanonical } from "./canonical-orientation.js";

interface Case {
  readonly affine: number[];
  readonly samples: number[];
  readonly shape: number[];
  readonly canonical: number[];
  readonly spacingMm: number[];
}

const golden = JSON.parse(
  readFileSync(
    new URL("../../../../fixtures/canonical-orientation/golden.json", import.meta.url),
    "utf8",
  ),
) as { readonly signed: Case[]; readonly oblique: Case[] };

/** 2 x 3 x 4 with samples 0..23, index i fastest, as the script has it. */
const samples = {
  dtype: "int16",
  shape: [4, 3, 2],
  data: Int16Array.from({ length: 24 }, (_, index) => index),
} as const;

describe("toClosestCanonical", () => {
  it("orders all 48 orders and signs of axes exactly as nibabel", () => {
    expect(golden.signed).toHaveLength(48);
    for (const one of golden.signed) {
      expect(toClosestCanonical({ samples, affine: one.affine }, "a.nii")).toEqual({
        samples: { dtype: "int16", shape: [1, ...one.shape], data: Int16Array.from(one.samples) },
        channels: "grey",
        spacingMm: one.spacingMm,
        affine: one.canonical,
      });
    }
    const orders = new Set(golden.signed.map((one) => one.samples.join()));
    expect(orders.size).toBe(48);
  });

  it("orders rotated, sheared and mirrored volumes as nibabel", () => {
    expect(golden.oblique).toHaveLength(60);
    for (const one of golden.oblique) {
      const image = toClosestCanonical({ samples, affine: one.affine }, "a.nii");
      expect([...image.samples.data]).toEqual(one.samples);
      expect(image.samples.shape).toEqual([1, ...one.shape]);
      const { affine, spacingMm } = image;
      expect(disagreement(affine ?? [], one.canonical, affineAgainstNibabel)).toBe(null);
      expect(disagreement(spacingMm ?? [], one.spacingMm, affineAgainstNibabel)).toBe(null);
    }
  });

  it("moves every voxel of a volume that is longer than a tile to where its affine says", () => {
    const [extentI, extentJ, extentK] = [17, 35, 2];
    const data = Float64Array.from({ length: extentI * extentJ * extentK }, (_, index) => index);
    // x runs along j, y against k, z against i.
    const affine = [0, 1, 0, 5, 0, 0, -1, 6, -1, 0, 0, 7, 0, 0, 0, 1];
    const stored = { dtype: "float64", shape: [extentK, extentJ, extentI], data } as const;
    const image = toClosestCanonical({ samples: stored, affine }, "a.nii");
    expect(image.samples.shape).toEqual([1, extentJ, extentK, extentI]);
    expect(image.affine).toEqual([1, 0, 0, 5, 0, 1, 0, 5, 0, 0, 1, -9, 0, 0, 0, 1]);
    const moved = Array.from(data, (_, index) => {
      const z = index % extentI;
      const y = Math.floor(index / extentI) % extentK;
      const x = Math.floor(index / (extentI * extentK));
      return extentI - 1 - z + extentI * (x + extentJ * (extentK - 1 - y));
    });
    expect([...image.samples.data]).toEqual(moved);
  });

  it("would be found out if it went by the largest entry of each column", () => {
    const naive = (affine: readonly number[]): number[] =>
      [0, 1, 2].map((column) => {
        const sizes = [0, 1, 2].map((row) => Math.abs(at(affine, 4 * row + column)));
        return sizes.indexOf(Math.max(...sizes));
      });
    const wrong = golden.oblique.filter(
      (one) =>
        [2, 3, 4].map((_, axis) => at(one.shape, at(naive(one.affine), axis))).join() !== "2,3,4",
    );
    expect(wrong.length).toBeGreaterThan(5);
  });

  it("keeps every bit of every type, and leaves its argument as it is", () => {
    const affine = [0, 0, -1, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 1];
    // File index (i, j, k) of x = -k, y = -i, z = -j; in C order of [X, Y, Z] = [2, 2, 1] the file's 3, 2, 1, 0.
    const reversed = <D>(dtype: D, data: unknown) => ({ dtype, shape: [1, 2, 2, 1], data });
    const order = (samples: Parameters<typeof toClosestCanonical>[0]["samples"]) =>
      toClosestCanonical({ samples, affine }, "a.nii").samples;
    const shape = [2, 1, 2];
    const big = BigInt64Array.of(-1n, 2n ** 62n, 3n, -(2n ** 63n));
    expect(order({ dtype: "int64", shape, data: big })).toEqual(
      reversed("int64", BigInt64Array.of(-(2n ** 63n), 3n, 2n ** 62n, -1n)),
    );
    expect(big[0]).toBe(-1n);
    const bytes = Int8Array.of(-128, 1, 2, 127);
    expect(order({ dtype: "int8", shape, data: bytes })).toEqual(
      reversed("int8", Int8Array.of(127, 2, 1, -128)),
    );
    // A signalling NaN with a payload, at an offset that only its own element size divides.
    const words = Uint32Array.of(9, 0x7f812345, 0xffc00001, 0x80000000, 1);
    const floats = new Float32Array(words.buffer, 4);
    const { data } = order({ dtype: "float32", shape, data: floats });
    expect(new Uint32Array(data.buffer)).toEqual(
      Uint32Array.of(1, 0x80000000, 0xffc00001, 0x7f812345),
    );
  });
});
