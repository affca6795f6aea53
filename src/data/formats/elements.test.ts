import { describe, expect, it } from "vitest";
import { readElements, writeElements } from "./elements.js";

describe("elements", () => {
  it("reads both byte orders from an unaligned offset", () => {
    const bytes = Uint8Array.of(0xff, 0x00, 0x01, 0x80, 0x00);
    expect(readElements(bytes, 1, "int16", [2], "big").data).toEqual(Int16Array.of(1, -32768));
    expect(readElements(bytes, 1, "int16", [2], "little").data).toEqual(Int16Array.of(256, 128));
  });

  it("reverses elements of every size, and not those of one byte", () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, index) => index);
    const read = (dtype: "int8" | "int16" | "float32" | "float64", length: number) => {
      const { data } = readElements(bytes, 0, dtype, [length], "big");
      return [...new Uint8Array(data.buffer)];
    };
    expect(read("int8", 4)).toEqual([0, 1, 2, 3]);
    expect(read("int16", 2)).toEqual([1, 0, 3, 2]);
    expect(read("float32", 2)).toEqual([3, 2, 1, 0, 7, 6, 5, 4]);
    expect(read("float64", 2)).toEqual([7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8]);
  });

  it("owns what it returns", () => {
    // A Buffer's own slice shares memory with its pool: it once leaked into the array.
    for (const bytes of [Uint8Array.of(1, 2, 3), Buffer.from([1, 2, 3])]) {
      const array = readElements(bytes, 0, "uint8", [3], "little");
      bytes[0] = 9;
      expect(array.data).toEqual(Uint8Array.of(1, 2, 3));
      expect(array.data.buffer.byteLength).toBe(3);
      writeElements(array, "big")[1] = 9;
      expect(array.data[1]).toBe(2);
    }
  });

  it("writes the IEEE 754 bytes of a float32 in the asked order", () => {
    const array = { dtype: "float32", shape: [1], data: Float32Array.of(1.5) } as const;
    expect(writeElements(array, "big")).toEqual(Uint8Array.of(0x3f, 0xc0, 0, 0));
    expect(writeElements(array, "little")).toEqual(Uint8Array.of(0, 0, 0xc0, 0x3f));
  });
});
