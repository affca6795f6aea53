import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
import type { NdArray } from "../../base/ndarray.js";
import { decodeIdx, encodeIdx } from "./idx.js";

/** By hand from the format's page: int16, shape [2, 2]. */
const small = Uint8Array.of(0, 0, 0x0b, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 1, 0, 2, 0xff, 0xff, 1, 0);

describe("decodeIdx", () => {
  it("reads big-endian elements and the shape", () => {
    expect(decodeIdx(small, "small")).toEqual({
      dtype: "int16",
      shape: [2, 2],
      data: Int16Array.of(1, 2, -1, 256),
    });
  });

  it("finds gzip by its magic, whatever the name", () => {
    expect(decodeIdx(gzipSync(small), "small")).toEqual(decodeIdx(small, "small"));
  });

  it("refuses every truncation, plain and gzip", () => {
    for (const bytes of [small, new Uint8Array(gzipSync(small))]) {
      for (let length = 0; length < bytes.length; length++) {
        expect(() => decodeIdx(bytes.subarray(0, length), "cut")).toThrow(FormatError);
      }
    }
  });

  it("says what is wrong and at which byte", () => {
    const message = (bytes: Uint8Array): string => {
      try {
        decodeIdx(bytes, "a.idx");
      } catch (error) {
        return error instanceof FormatError ? error.message : "another error";
      }
      return "no error";
    };
    const changed = (at: number, value: number) => Uint8Array.from(small).fill(value, at, at + 1);
    expect(message(changed(1, 7))).toBe(
      "a.idx, byte 0: not an IDX file: wrong magic number: expected [0,0], got [0,7]",
    );
    expect(message(changed(2, 0x0a))).toBe(
      "a.idx, byte 2: unknown IDX type byte: expected [8,9,11,12,13,14], got 10",
    );
    expect(message(small.subarray(0, 3))).toBe(
      "a.idx, byte 3: file ends inside the IDX magic number: expected 4, got 3",
    );
    expect(message(small.subarray(0, 9))).toBe(
      "a.idx, byte 9: file ends inside the IDX extents: expected 12, got 9",
    );
    expect(message(small.subarray(0, 19))).toBe(
      "a.idx, byte 19: file ends inside the IDX elements: expected 20, got 19",
    );
    expect(message(Uint8Array.of(...small, 0))).toBe(
      "a.idx, byte 20: bytes after the last IDX element: expected 20, got 21",
    );
    expect(message(new Uint8Array(gzipSync(small)).subarray(0, 20))).toBe(
      "a.idx: damaged or truncated gzip stream (reason unexpected end of file)",
    );
  });

  it("refuses bombs before it takes memory for them", () => {
    const message = (bytes: Uint8Array): string => {
      try {
        decodeIdx(bytes, "a.idx");
      } catch (error) {
        return error instanceof FormatError ? error.message : "another error";
      }
      return "no error";
    };
    const longer = new Uint8Array(2 ** 20);
    longer.set(small);
    expect(message(gzipSync(longer))).toBe(
      "a.idx: gzip stream holds more bytes than its header declares: expected at most 20. " +
        "The header may have fewer axes, or a narrower type, than the data.",
    );
    const endless = Uint8Array.of(0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255);
    const tooLong =
      "a.idx, byte 4: IDX array is longer than is read: expected at most 2147483648 bytes, " +
      "got [4294967295,4294967295]";
    expect(message(endless)).toBe(tooLong);
    expect(message(gzipSync(endless))).toBe(tooLong);
    // Infinity times 0 is no number, and no length is less than that.
    const extents = [...new Array<number>(40 * 4).fill(255), 0, 0, 0, 0];
    expect(message(Uint8Array.of(0, 0, 8, 41, ...extents))).toMatch(
      /^a\.idx, byte 4: IDX array is longer than is read/,
    );
  });
});

describe("encodeIdx", () => {
  it("gives back every type, special values and empty axes included", () => {
    const arrays: NdArray[] = [
      { dtype: "uint8", shape: [3], data: Uint8Array.of(0, 128, 255) },
      { dtype: "int8", shape: [1, 2], data: Int8Array.of(-128, 127) },
      { dtype: "int16", shape: [2], data: Int16Array.of(-32768, 258) },
      { dtype: "int32", shape: [2, 1], data: Int32Array.of(-2147483648, 16909060) },
      { dtype: "float32", shape: [3], data: Float32Array.of(-0, Infinity, 1e-45) },
      { dtype: "float64", shape: [], data: Float64Array.of(NaN) },
      { dtype: "uint8", shape: [2, 0], data: new Uint8Array(0) },
    ];
    for (const array of arrays) expect(decodeIdx(encodeIdx(array), "trip")).toEqual(array);
    expect(encodeIdx(decodeIdx(small, "small"))).toEqual(small);
  });

  it("round-trips any bytes and shape", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (data) => {
        const array: NdArray = { dtype: "uint8", shape: [data.length, 1], data };
        expect(decodeIdx(encodeIdx(array), "trip")).toEqual(array);
      }),
    );
  });

  it("refuses what the format cannot hold", () => {
    const wide: NdArray = { dtype: "uint16", shape: [1], data: new Uint16Array(1) };
    expect(() => encodeIdx(wide)).toThrow(
      new FormatError("encodeIdx", "IDX has no such element type", {
        expected: ["uint8", "int8", "int16", "int32", "float32", "float64"],
        got: "uint16",
      }),
    );
    const deep: NdArray = {
      dtype: "uint8",
      shape: new Array<number>(256).fill(1),
      data: new Uint8Array(1),
    };
    expect(() => encodeIdx(deep)).toThrow("encodeIdx: shape does not fit an IDX header");
  });
});
