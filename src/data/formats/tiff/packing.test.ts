import { describe, expect, it } from "vitest";
import { tiffPackings } from "./packing.js";

const unpack = (code: number, packed: readonly number[], size: number): number[] => [
  ...(tiffPackings.get(code)?.unpack(Uint8Array.from(packed), size, "a") ?? []),
];

/** Codes of `width` bits each, highest bit first. */
function codes(values: readonly number[], width = 9): number[] {
  const bits = values.map((value) => value.toString(2).padStart(width, "0")).join("");
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
  return (padded.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
}

describe("PackBits", () => {
  it("unpacks the example of TIFF 6.0, which is Apple's", () => {
    const packed = [0xfe, 0xaa, 2, 0x80, 0, 0x2a, 0xfd, 0xaa, 3, 0x80, 0, 0x2a, 0x22, 0xf7, 0xaa];
    const rest = [0xaa, 0xaa, 0xaa, 0xaa, 0x80, 0, 0x2a, 0x22, ...Array<number>(10).fill(0xaa)];
    expect(unpack(32773, packed, 24)).toEqual([0xaa, 0xaa, 0xaa, 0x80, 0, 0x2a, ...rest]);
  });

  it("passes over 128, and takes no byte beyond the samples", () => {
    expect(unpack(32773, [128, 0, 7, 128, 255, 8, 99], 3)).toEqual([7, 8, 8]);
  });

  it("refuses samples that are too few or too many", () => {
    expect(() => unpack(32773, [1, 7], 2)).toThrow(
      "a: PackBits samples end early: expected 2, got 0",
    );
    expect(() => unpack(32773, [255], 2)).toThrow(/end early: expected 2, got 0/);
    expect(() => unpack(32773, [254, 7], 2)).toThrow(
      "a: PackBits samples are more than their strip or tile: expected 2, got 3",
    );
  });
});

describe("LZW", () => {
  it("unpacks the example of TIFF 6.0, section 13", () => {
    const packed = codes([256, 7, 258, 8, 8, 258, 6, 6, 257]);
    expect(unpack(5, packed, 9)).toEqual([7, 7, 7, 8, 8, 7, 7, 6, 6]);
  });

  it("takes one bit more when the table holds 511 codes, and none beyond twelve", () => {
    // A byte a code, each of which adds a code: 253 of 9 bits fill the table up to code 510.
    const bytes = Array.from({ length: 300 }, (_, index) => (index * 7) % 256);
    const bits = [256, ...bytes].map((value, index) => {
      return value.toString(2).padStart(index <= 254 ? 9 : 10, "0");
    });
    const packed = codes([...bits.join("")].map(Number), 1);
    expect(unpack(5, packed, 300)).toEqual(bytes);
    const full = Array.from({ length: 3840 }, (_, index) => (index * 7) % 256);
    const widths = [256, ...full].map((value, index) => {
      const width = index <= 254 ? 9 : index <= 766 ? 10 : index <= 1790 ? 11 : 12;
      return value.toString(2).padStart(width, "0");
    });
    const overfull = codes([...widths.join("")].map(Number), 1);
    expect(unpack(5, overfull, 3839)).toEqual(full.slice(0, 3839));
    expect(() => unpack(5, overfull, 3840)).toThrow("a: LZW table overflows");
  });

  it("refuses codes and lengths that cannot be", () => {
    expect(() => unpack(5, codes([256, 7, 259]), 9)).toThrow(
      "a: LZW code is not in the table: expected at most 258, got 259",
    );
    expect(() => unpack(5, codes([256, 258]), 9)).toThrow(/not in the table/);
    expect(() => unpack(5, codes([256, 7, 257]), 9)).toThrow(
      "a: LZW samples end early: expected 9, got 1",
    );
    expect(() => unpack(5, [], 9)).toThrow(/end early: expected 9, got 0/);
    expect(() => unpack(5, codes([256, 7, 258]), 2)).toThrow(
      "a: LZW samples are more than their strip or tile: expected 2, got 3",
    );
    expect(() => unpack(5, [0, 1, 2], 2)).toThrow(
      "a: LZW with reversed bits, from before TIFF 6.0, is not supported. " +
        "Save the picture again with another program.",
    );
  });
});
