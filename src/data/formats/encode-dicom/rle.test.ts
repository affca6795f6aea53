import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at } from "../../../base/ndarray.js";
import { packRle } from "./rle.js";

/** A decoder written from PS3.5 G.3: little-endian samples of the rows that `packed` holds. */
function unpack(packed: Uint8Array, sampleBytes: number, count: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  expect(view.getUint32(0, true)).toBe(sampleBytes);
  const bytes = new Uint8Array(count * sampleBytes);
  for (let segment = 0; segment < sampleBytes; segment++) {
    let place = view.getUint32(4 * (segment + 1), true);
    expect(place % 2).toBe(0);
    for (let sample = 0; sample < count;) {
      const code = view.getInt8(place++);
      if (code === -128) continue;
      const length = code < 0 ? 1 - code : code + 1;
      for (let index = 0; index < length; index++) {
        bytes[sample++ * sampleBytes + sampleBytes - 1 - segment] = at(packed, place);
        if (code >= 0) place++;
      }
      if (code < 0) place++;
    }
  }
  return bytes;
}

describe("packRle", () => {
  it("is this packing of PackBits, rows by themselves", () => {
    const bytes = Uint8Array.of(5, 5, 5, 1, 5, 5, 5, 5);
    expect([...packRle(bytes, 2, 1).subarray(64)]).toEqual([254, 5, 0, 1, 253, 5]);
    const header = [...packRle(bytes, 2, 1).subarray(0, 64)];
    expect(header).toEqual([1, 0, 0, 0, 64, 0, 0, 0, ...new Array<number>(56).fill(0)]);
  });

  it("comes back from a decoder, for rows with runs and without, longer than 128", () => {
    const byte = fc.oneof(fc.constantFrom(0, 7), fc.integer({ min: 0, max: 255 }));
    const piece = fc.tuple(byte, fc.integer({ min: 1, max: 300 }));
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), fc.boolean(), (pieces, wide) => {
        const row = pieces.flatMap(([value, length]) => new Array<number>(length).fill(value));
        const bytes = Uint8Array.from([...row, ...row, ...row, ...row]);
        const sampleBytes = wide ? 2 : 1;
        const packed = packRle(bytes, wide ? 2 : 4, sampleBytes);
        expect(packed.length % 2).toBe(0);
        const back = unpack(packed, sampleBytes, bytes.length / sampleBytes);
        expect(Buffer.compare(back, bytes)).toBe(0);
      }),
    );
  });
});
