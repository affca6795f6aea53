import { readFileSync } from "node:fs";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
import type { NdArray } from "../../base/ndarray.js";
import { encodeNpy } from "./npy.js";
import { decodeNpz, encodeNpz } from "./npz.js";

const folder = new URL("../../../fixtures/npy/", import.meta.url);
const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));

const features: NdArray = {
  dtype: "float32",
  shape: [2, 3],
  data: Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25),
};
const label: NdArray = { dtype: "int32", shape: [5], data: Int32Array.of(0, 1, 2, 3, 4) };
const zeros: NdArray = { dtype: "float64", shape: [40, 50], data: new Float64Array(2000) };

describe("decodeNpz", () => {
  it("reads numpy.savez and numpy.savez_compressed", () => {
    expect(decodeNpz(fixture("stored.npz"), "stored.npz")).toEqual(
      new Map<string, NdArray>([
        ["features", features],
        ["label", label],
      ]),
    );
    expect(decodeNpz(fixture("deflated.npz"), "deflated.npz")).toEqual(
      new Map<string, NdArray>([
        ["zeros", zeros],
        ["features", features],
        ["label", label],
      ]),
    );
  });

  it("refuses every truncation", () => {
    for (const name of ["stored.npz", "deflated.npz"]) {
      const bytes = fixture(name);
      for (let length = 0; length < bytes.length; length++) {
        expect(() => decodeNpz(bytes.subarray(0, length), "cut"), `${length}`).toThrow(FormatError);
      }
    }
  });

  it("refuses a flipped bit in the packed elements", () => {
    for (const name of ["stored.npz", "deflated.npz"]) {
      const bytes = fixture(name);
      bytes[200] = (bytes[200] ?? 0) ^ 1;
      expect(() => decodeNpz(bytes, name)).toThrow(FormatError);
    }
  });

  it("refuses members that are not arrays", () => {
    expect(() => decodeNpz(fixture("foreign.npz"), "a.npz")).toThrow(
      new FormatError("a.npz", "member of the NPZ archive is not an NPY array", {
        expected: "*.npy",
        got: "readme.txt",
      }),
    );
    expect(() => decodeNpz(zipSync({ "x.npy": Uint8Array.of(1, 2) }), "a.npz")).toThrow(
      'a.npz, member "x.npy", byte 2: file ends inside the NPY magic string: expected 8, got 2',
    );
  });
});

describe("encodeNpz", () => {
  it("gives back what it was given, with the same bytes each time", () => {
    const arrays = new Map<string, NdArray>([
      ["zeros", zeros],
      ["label", label],
    ]);
    for (const packing of ["stored", "deflated"] as const) {
      const bytes = encodeNpz(arrays, packing);
      expect(decodeNpz(bytes, "trip")).toEqual(arrays);
      expect(encodeNpz(arrays, packing)).toEqual(bytes);
    }
    expect(encodeNpz(arrays, "deflated").length).toBeLessThan(encodeNpy(zeros).length / 4);
    expect(encodeNpz(arrays, "stored").length).toBeGreaterThan(encodeNpy(zeros).length);
  });
});
