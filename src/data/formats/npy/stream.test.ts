import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { NdArray } from "../../../base/ndarray.js";
import { byteSource } from "../byte-source.js";
import { decodeNpy, encodeNpy } from "../npy.js";
import { openNpy, readNpyMatrix } from "./stream.js";

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../../fixtures/npy/${name}`, import.meta.url)));

/** `bytes` in chunks of `size`, all in one buffer: each overwrites the last, as a file reader's do. */
async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    buffer.set(part);
    await Promise.resolve();
    yield buffer.subarray(0, part.length);
  }
}

const read = async (bytes: Uint8Array, size = 1 << 20) =>
  readNpyMatrix(await openNpy(byteSource(chunked(bytes, size), "a.npy", bytes.length)));

const matrix = Array.from({ length: 12 }, (_, index) => index / 8 - 0.5);

describe("readNpyMatrix", () => {
  it("reads NumPy's Fortran order, whatever the chunks", async () => {
    const bytes = fixture("matrix-fortran.npy");
    for (const size of [1, 3, 7, 8, 13, 100, 1 << 20]) {
      expect([...(await read(bytes, size))], `${size}`).toEqual(matrix);
    }
  });

  it("reads what the decoder of whole arrays reads: each type, order and version", async () => {
    for (const name of ["float32.npy", "float64.npy", "float64-big.npy", "empty.npy"]) {
      const whole = decodeNpy(fixture(name), name);
      const wanted = Array.from(whole.data as Float64Array, Math.fround);
      for (const size of [5, 1 << 20]) {
        expect([...(await read(fixture(name), size))], name).toEqual(wanted);
      }
    }
  });

  it("reads halves of either order", async () => {
    const bytes = encodeNpy({
      dtype: "uint16",
      shape: [2, 2],
      data: Uint16Array.of(0x3c00, 0xc000, 1, 0x7bff),
    });
    const text = new TextDecoder("latin1").decode(bytes);
    const little = Uint8Array.from(text.replace("<u2", "<f2"), (letter) => letter.charCodeAt(0));
    const big = Uint8Array.from(text.replace("<u2", ">f2"), (letter) => letter.charCodeAt(0));
    big.subarray(-8).set([0x3c, 0, 0xc0, 0, 0, 1, 0x7b, 0xff]);
    for (const size of [1, 3, 1 << 20]) {
      expect([...(await read(little, size))]).toEqual([1, -2, 2 ** -24, 65504]);
      expect([...(await read(big, size))]).toEqual([1, -2, 2 ** -24, 65504]);
    }
  });

  it("refuses every truncation, and a byte too many", async () => {
    const bytes = fixture("float32.npy");
    for (let length = 0; length < bytes.length; length++) {
      await expect(read(bytes.subarray(0, length)), `${length}`).rejects.toThrow(/^a\.npy, byte /);
    }
    await expect(read(bytes.subarray(0, 150), 40)).rejects.toThrow(
      "a.npy, byte 150: file ends inside the NPY elements: expected 152, got 150",
    );
    await expect(read(Uint8Array.of(...bytes, 0))).rejects.toThrow(
      "a.npy, byte 152: bytes after the last NPY element: expected 152, got 153",
    );
  });

  it("refuses what are no features", async () => {
    await expect(read(fixture("int32.npy"))).rejects.toThrow(
      "a.npy: features are not floating-point numbers: expected float16, float32 or float64, got int32. " +
        "Save them with astype('float32').",
    );
    const cube: NdArray = { dtype: "float32", shape: [1, 2, 3], data: new Float32Array(6) };
    await expect(read(encodeNpy(cube))).rejects.toThrow(
      "a.npy: features are not a matrix: expected [rows, features], got [1,2,3]. " +
        "Pool or flatten all but the first axis before saving.",
    );
    await expect(read(fixture("complex.npy"))).rejects.toThrow(/features are not a matrix/);
  });

  it("takes no memory for more than the file has", async () => {
    const text = new TextDecoder("latin1").decode(fixture("matrix-fortran.npy"));
    const huge = text.replace("(4, 3), }        ", "(400000000, 3), }");
    const bytes = Uint8Array.from(huge, (letter) => letter.charCodeAt(0));
    await expect(read(bytes)).rejects.toThrow(
      "a.npy, byte 224: file ends inside the NPY elements: expected 9600000128, got 224",
    );
    const long = Uint8Array.of(...bytes.subarray(0, 6), 2, 0, 0, 0, 1, 0, 0);
    await expect(read(long)).rejects.toThrow(
      "a.npy, byte 13: file ends inside the NPY header: expected 65548, got 13",
    );
  });
});
