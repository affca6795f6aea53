import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
import type { NdArray } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.js";

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../fixtures/safetensors/${name}`, import.meta.url)));
const allTypes = fixture("all-types.safetensors");

/** The arrays that `ours.safetensors` was written from, and that the reference implementation read. */
const ours = {
  arrays: new Map<string, NdArray>([
    ["layer.weight", { dtype: "float32", shape: [2, 2], data: Float32Array.of(1, -0, 3e-45, 4) }],
    ["layer.count", { dtype: "int64", shape: [], data: BigInt64Array.of(-(2n ** 40n)) }],
    ["mask", { dtype: "bool", shape: [3], data: Uint8Array.of(1, 0, 1) }],
    ["none", { dtype: "float64", shape: [0, 3], data: new Float64Array(0) }],
  ]),
  metadata: { format: "pt" },
};

function message(bytes: Uint8Array): string {
  try {
    decodeSafetensors(bytes, "a.safetensors");
    return "no error";
  } catch (error) {
    return error instanceof FormatError ? error.message : `another error: ${String(error)}`;
  }
}

/** A file with this header and that many bytes behind it. */
function fileOf(header: unknown, length: number): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + text.length + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

describe("decodeSafetensors", () => {
  it("reads every type that the reference implementation writes", () => {
    const { arrays, metadata } = decodeSafetensors(allTypes, "a");
    expect(metadata).toEqual({ "made by": "safetensors" });
    const values = (name: string) => [...(arrays.get(name)?.data ?? [])];
    const ramp = [0, 1, 2, 3, 4, 5];
    expect(arrays.get("float32")?.shape).toEqual([2, 3]);
    expect(values("float32")).toEqual(ramp.map((value) => value / 4));
    expect(values("float64")).toEqual(ramp.map((value) => value / 3));
    expect(values("bool")).toEqual([1, 0, 1, 0, 0, 1]);
    expect(values("uint8")).toEqual(ramp);
    expect(values("int8")).toEqual(ramp.map((value) => value - 3));
    expect(values("uint16")).toEqual(ramp.map((value) => value * 13107));
    expect(values("int16")).toEqual(ramp.map((value) => value - 3));
    expect(values("uint32")).toEqual(ramp.map((value) => value * 858993459));
    expect(values("int32")).toEqual(ramp.map((value) => value - 3));
    expect(values("int64")).toEqual(ramp.map((value) => BigInt(value - 3) * 2n ** 40n));
    expect(values("uint64")).toEqual(ramp.map((value) => BigInt(value) + 2n ** 63n));
    expect(arrays.get("half")?.dtype).toBe("float32");
    expect(values("half")).toEqual([0, -0, Infinity, 1.5, 2 ** -24, 65504]);
    const brain = values("brain-float").map(Number);
    expect(brain.slice(0, 5)).toEqual([0, -0, Infinity, 1.5, 2 ** -130]);
    // 3e38 rounded to 8 bits of significand: 226 * 2^120.
    expect(brain[5]).toBe(226 * 2 ** 120);
    expect(arrays.get("scalar")).toEqual({
      dtype: "float32",
      shape: [],
      data: Float32Array.of(2.5),
    });
    expect(arrays.get("empty")?.shape).toEqual([0, 3]);
    expect(arrays.size).toBe(15);
  });

  it("reads bytes at any place of a larger buffer", () => {
    const shifted = Uint8Array.of(1, 2, 3, ...allTypes).subarray(3);
    expect(decodeSafetensors(shifted, "a")).toEqual(decodeSafetensors(allTypes, "a"));
  });

  it("refuses every truncation, and survives whatever bytes change", () => {
    for (let length = 0; length < allTypes.length; length++) {
      expect(message(allTypes.subarray(0, length)), `${length}`).toMatch(/^a\.safetensors/);
    }
    const rng = createRng("safetensors mutations");
    for (let round = 0; round < 1000; round++) {
      const bytes = allTypes.slice();
      for (let change = 0; change <= round % 3; change++) {
        bytes[rng.integer(bytes.length)] = rng.integer(256);
      }
      expect(message(bytes)).not.toMatch(/^another error/);
    }
  });

  it("says what is wrong with a header", () => {
    const entry = { dtype: "F32", shape: [2], data_offsets: [0, 8] };
    expect(message(new Uint8Array(4))).toBe(
      "a.safetensors, byte 4: file ends inside the length of the safetensors header: expected 8, got 4",
    );
    expect(message(Uint8Array.from({ length: 16 }, () => 255))).toBe(
      "a.safetensors, byte 0: not a safetensors file: header too long: expected at most 100000000, got 18446744073709552000",
    );
    expect(message(fileOf("[1, 2]", 0))).toBe(
      "a.safetensors, byte 8: not a safetensors file: no JSON object as header",
    );
    expect(message(fileOf({ w: entry }, 4))).toBe(
      "a.safetensors: bytes behind the safetensors header: expected 8, got 4. The file is cut short or damaged.",
    );
    expect(message(fileOf({ w: { ...entry, shape: [3] } }, 8))).toBe(
      "a.safetensors, array w: bytes do not fit the shape: expected 12, got 8 (shape [3])",
    );
    expect(message(fileOf({ w: { ...entry, shape: [-2] } }, 8))).toBe(
      "a.safetensors, array w: entry of the safetensors header: expected dtype, shape, data_offsets",
    );
    expect(message(fileOf({ w: entry, v: { ...entry, data_offsets: [4, 12] } }, 12))).toBe(
      "a.safetensors, array v: arrays overlap or leave a gap: expected 8, got 4",
    );
    expect(message(fileOf({ w: { ...entry, dtype: "F8_E4M3" } }, 8))).toBe(
      "a.safetensors, array w: type is not supported: expected " +
        "[BOOL,U8,I8,U16,I16,U32,I32,U64,I64,F32,F64,F16,BF16], got F8_E4M3. Convert it to F32.",
    );
    expect(message(fileOf({ __metadata__: { format: 1 } }, 0))).toBe(
      "a.safetensors: __metadata__ of the safetensors header: expected text by name",
    );
  });
});

describe("encodeSafetensors", () => {
  it("writes what the reference implementation reads as the same arrays", () => {
    const { arrays } = JSON.parse(new TextDecoder().decode(fixture("ours.json"))) as {
      arrays: Record<string, { dtype: string; shape: number[]; values: number[] }>;
    };
    expect(encodeSafetensors(ours)).toEqual(fixture("ours.safetensors"));
    expect(arrays).toEqual({
      "layer.count": { dtype: "int64", shape: [], values: [-(2 ** 40)] },
      "layer.weight": { dtype: "float32", shape: [2, 2], values: [1, -0, Math.fround(3e-45), 4] },
      mask: { dtype: "bool", shape: [3], values: [true, false, true] },
      none: { dtype: "float64", shape: [0, 3], values: [] },
    });
  });

  it("is undone by decodeSafetensors, bit for bit", () => {
    expect(decodeSafetensors(encodeSafetensors(ours), "a")).toEqual(ours);
  });

  it("pads the header so that the arrays start at a multiple of eight", () => {
    const bytes = encodeSafetensors({ ...ours, metadata: { a: "b" } });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
  });
});
