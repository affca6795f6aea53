import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
import type { NdArray } from "../../base/ndarray.js";
import { decodeNpy, encodeNpy } from "./npy.js";

const folder = new URL("../../../fixtures/npy/", import.meta.url);
const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`${name}.npy`, folder)));
const decode = (name: string): NdArray => decodeNpy(fixture(name), `${name}.npy`);

/** What the script writes, stated anew: closed forms of the index 0..5 in shape [2, 3]. */
const shape = [2, 3];
const ramp = [0, 1, 2, 3, 4, 5];
const written: Record<string, NdArray> = {
  bool: { dtype: "bool", shape, data: Uint8Array.of(1, 0, 1, 0, 0, 1) },
  uint8: { dtype: "uint8", shape, data: Uint8Array.from(ramp) },
  int8: { dtype: "int8", shape, data: Int8Array.of(-3, -2, -1, 0, 1, 2) },
  uint16: { dtype: "uint16", shape, data: Uint16Array.from(ramp, (index) => index * 13107) },
  int16: { dtype: "int16", shape, data: Int16Array.of(-3, -2, -1, 0, 1, 2) },
  uint32: { dtype: "uint32", shape, data: Uint32Array.from(ramp, (index) => index * 858993459) },
  int32: { dtype: "int32", shape, data: Int32Array.of(-3, -2, -1, 0, 1, 2) },
  int64: {
    dtype: "int64",
    shape,
    data: BigInt64Array.from(ramp, (index) => BigInt(index - 3) << 40n),
  },
  uint64: {
    dtype: "uint64",
    shape,
    data: BigUint64Array.from(ramp, (index) => BigInt(index) + (1n << 63n)),
  },
  float32: { dtype: "float32", shape, data: Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25) },
  float64: { dtype: "float64", shape, data: Float64Array.from(ramp, (index) => index / 3) },
  scalar: { dtype: "float64", shape: [], data: Float64Array.of(2.5) },
  empty: { dtype: "float32", shape: [0, 4], data: new Float32Array(0) },
  vector: { dtype: "int32", shape: [5], data: Int32Array.of(0, 1, 2, 3, 4) },
};

describe("decodeNpy", () => {
  it.each(Object.entries(written))("reads %s as NumPy wrote it", (name, array) => {
    expect(decode(name)).toEqual(array);
  });

  it.each(["version2", "version3", "int32-big"])("reads %s", (name) => {
    const first = name === "int32-big" ? -3 : 0;
    const data = Int32Array.from(ramp, (index) => index + first);
    expect(decode(name)).toEqual({ dtype: "int32", shape, data });
  });

  it("reads big-endian doubles", () => {
    expect(decode("float64-big")).toEqual(written["float64"]);
  });

  it("transposes Fortran order to C order", () => {
    const data = Int16Array.from({ length: 24 }, (_, index) => index);
    expect(decode("fortran")).toEqual({ dtype: "int16", shape: [2, 3, 4], data });
    // The order of the file itself, taken as C order, is the wrong answer.
    const bytes = fixture("fortran");
    expect(new Int16Array(bytes.slice(-48).buffer)).not.toEqual(data);
  });

  it("widens half precision exactly: zeros, infinities, subnormals, largest, NaN", () => {
    const values = [0, -0, Infinity, -Infinity, 1.5, 2 ** -24, 65504, 2 ** -14];
    expect(decode("half")).toEqual({
      dtype: "float32",
      shape: [8],
      data: Float32Array.from(values),
    });
    expect(decode("half-big").data).toEqual(Float32Array.of(...values, NaN));
  });

  it("refuses every truncation", () => {
    for (const name of ["int16", "version2", "half", "fortran", "bool"]) {
      const bytes = fixture(name);
      for (let length = 0; length < bytes.length; length++) {
        expect(() => decodeNpy(bytes.subarray(0, length), "cut"), `${name} ${length}`).toThrow(
          FormatError,
        );
      }
    }
  });
});

describe("decodeNpy refuses", () => {
  const message = (bytes: Uint8Array): string => {
    try {
      decodeNpy(bytes, "a.npy");
    } catch (error) {
      return error instanceof FormatError ? error.message : "another error";
    }
    return "no error";
  };
  const withHeader = (header: string): Uint8Array => {
    const text = new TextEncoder().encode(header);
    return Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0, ...text);
  };
  const longHeader = (header: string): Uint8Array => {
    const text = new TextEncoder().encode(header);
    const length = [text.length & 255, text.length >> 8, 0, 0];
    return Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, ...length, ...text);
  };
  const good = "{'descr': '<i2', 'fortran_order': False, 'shape': (0,), }";

  it("types that our arrays do not have, by name", () => {
    const supported = "(supported [b1,u1,i1,u2,i2,u4,i4,i8,u8,f4,f8,f2])";
    const advice = "Save the array as a plain number type with astype.";
    const refused = (type: string): string =>
      `a.npy, byte 10: NPY element type is not supported: got ${type} ${supported}. ${advice}`;
    expect(message(fixture("complex"))).toBe(refused("<c8"));
    expect(message(fixture("text"))).toBe(refused("<U2"));
    expect(message(withHeader(good.replace("<i2", "|O")))).toBe(refused("|O"));
    expect(message(withHeader(good.replace("<i2", "|i2")))).toBe(refused("|i2"));
    expect(message(fixture("record"))).toBe("a.npy, byte 20: structured NPY type is not supported");
  });

  it("bytes that are not what they say", () => {
    const bytes = fixture("bool");
    expect(message(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))).toBe(
      "a.npy, byte 0: not an NPY file: wrong magic string: expected [147,78,85,77,80,89], got [1,2,3,4,5,6]",
    );
    expect(message(Uint8Array.from(bytes).fill(4, 6, 7))).toBe(
      "a.npy, byte 6: unknown NPY version: expected [1.0,2.0,3.0], got 4.0",
    );
    expect(message(Uint8Array.from(bytes).fill(2, 129, 130))).toBe(
      "a.npy, byte 129: NPY bool is neither 0 nor 1: got 2",
    );
    expect(message(Uint8Array.of(...bytes, 0))).toBe(
      "a.npy, byte 134: bytes after the last NPY element: expected 134, got 135",
    );
    expect(message(bytes.subarray(0, 7))).toBe(
      "a.npy, byte 7: file ends inside the NPY magic string: expected 8, got 7",
    );
    expect(message(bytes.subarray(0, 9))).toBe(
      "a.npy, byte 9: file ends inside the NPY header length: expected 10, got 9",
    );
    expect(message(bytes.subarray(0, 99))).toBe(
      "a.npy, byte 99: file ends inside the NPY header: expected 128, got 99",
    );
    expect(message(bytes.subarray(0, 130))).toBe(
      "a.npy, byte 130: file ends inside the NPY elements: expected 134, got 130",
    );
  });

  it("shapes and headers that no memory should be taken for", () => {
    const shaped = (shape: string): string => message(withHeader(good.replace("(0,)", shape)));
    expect(shaped("(60000, 60000)")).toBe(
      "a.npy, byte 77: file ends inside the NPY elements: expected 7200000077, got 77",
    );
    const most = Number.MAX_SAFE_INTEGER;
    const huge = `(${most}, ${most})`;
    expect(shaped(huge)).toBe(
      `a.npy, byte 10: NPY shape is too large for any file: got [${most},${most}]`,
    );
    // Together they are endless, and endless times 0 is no number.
    const endless = `(${`${most}, `.repeat(25)}0)`;
    expect(message(longHeader(good.replace("(0,)", endless)))).toMatch(
      /^a\.npy, byte 12: NPY shape is too large for any file/,
    );
    const long = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, 0, 0, 0, 0x10);
    expect(message(long)).toBe(
      "a.npy, byte 8: NPY header is longer than is read: expected at most 65536, got 268435456",
    );
  });

  it("headers that are not the dict that NumPy writes", () => {
    expect(message(withHeader(good))).toBe("no error");
    expect(message(withHeader(good.replace("(0,)", "(0L,)")))).toBe("no error");
    expect(message(withHeader("[1, 2]"))).toBe(
      "a.npy, byte 10: NPY header is not a dict: got [1, 2]",
    );
    expect(message(withHeader(good.replace("'shape'", "'extra'")))).toBe(
      "a.npy, byte 50: unknown key in the NPY header: got extra",
    );
    expect(message(withHeader(good.replace("'shape': (0,)", "'descr': '<i2'")))).toBe(
      "a.npy, byte 50: key twice in the NPY header: got descr",
    );
    expect(message(withHeader(good.replace("(0,)", "(1.5,)")))).toBe(
      "a.npy, byte 60: NPY header value not understood: got (1.5,), }",
    );
    expect(message(withHeader(good.replace("(0,)", "(1 2,)")))).toBe(
      "a.npy, byte 60: NPY shape is not a tuple of whole numbers: got (1 2,)",
    );
    expect(message(withHeader("{'descr': '<i2'}"))).toBe(
      "a.npy, byte 10: NPY header lacks a key or has a wrong value: expected " +
        "[descr text,fortran_order True or False,shape tuple], got [descr]",
    );
    expect(message(withHeader(good.replace("False", "'no'")))).toBe(
      "a.npy, byte 10: NPY header lacks a key or has a wrong value: expected " +
        "[descr text,fortran_order True or False,shape tuple], got [descr,fortran_order,shape]",
    );
    expect(message(withHeader(`${good}x`))).toBe("a.npy, byte 67: text after the NPY header dict");
    expect(message(withHeader("{'descr': '<i2'"))).toBe(
      "a.npy, byte 25: NPY header ends inside the dict: got ",
    );
  });
});

describe("encodeNpy", () => {
  it.each(Object.entries(written))("writes %s byte for byte as numpy.save", (name, array) => {
    expect(encodeNpy(array)).toEqual(fixture(name));
  });

  it("refuses a shape that fits no 1.0 header", () => {
    const long: NdArray = {
      dtype: "uint8",
      shape: new Array<number>(30_000).fill(1),
      data: new Uint8Array(1),
    };
    expect(() => encodeNpy(long)).toThrow(
      "encodeNpy: shape does not fit an NPY 1.0 header: got 30000",
    );
  });
});
