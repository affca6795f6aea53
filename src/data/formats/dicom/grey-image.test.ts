import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { greyImage } from "./grey-image.js";
import type { ModalityTransform } from "./modality.js";
import type { PixelLayout } from "./pixel-layout.js";
import type { RawFrame } from "./raw-frame.js";
import type { VoiTransform } from "./voi.js";

const rng = createRng("grey image");
/** Enough words that each number of 10 bits is transformed once, by a table. */
const words = Uint16Array.from({ length: 64 * 64 }, () => rng.integer(0x10000));

const layoutOf = (rows: number, signed: boolean, inverted: boolean): PixelLayout => ({
  rows,
  columns: 64,
  frames: 1,
  samplesPerPixel: 1,
  bitsAllocated: 16,
  bitsStored: 10,
  highBit: 12,
  signed,
  photometric: inverted ? "MONOCHROME1" : "MONOCHROME2",
  planar: false,
});

const frameOf = (data: Uint16Array): RawFrame => ({
  bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  bytesPerSample: 2,
  order: "little",
  planar: false,
  bitsStored: 10,
  highBit: 12,
  colour: "rgb",
});

const rescale: ModalityTransform = { kind: "rescale", slope: 0.1, intercept: -3 };
const window: VoiTransform = { kind: "window", shape: "LINEAR", centre: 20, width: 50 };

describe("greyImage", () => {
  it.each([
    ["a rescale", false, false, rescale, null],
    ["a rescale of signed samples", true, false, rescale, null],
    ["MONOCHROME1", false, true, { kind: "identity" }, null],
    ["signed MONOCHROME1", true, true, rescale, null],
    ["a window", true, true, rescale, window],
  ] as const)(
    "gives the same by table as sample by sample: %s",
    (_, signed, inverted, modality, voi) => {
      const whole = greyImage(frameOf(words), layoutOf(64, signed, inverted), modality, voi);
      const lines = Array.from({ length: 64 }, (__, row) => {
        const line = frameOf(words.slice(64 * row, 64 * row + 64));
        return [...greyImage(line, layoutOf(1, signed, inverted), modality, voi).data];
      });
      expect(whole.shape).toEqual([1, 64, 64]);
      expect([...whole.data]).toEqual(lines.flat());
    },
  );

  it.each([
    [12, false],
    [14, true],
    [16, true],
  ])("is slope times stored plus intercept: %i bits, signed %s", (bitsStored, signed) => {
    // One word more than a multiple of four.
    const data = words.slice(0, 64 * 64 - 3);
    const bits = { bitsStored, highBit: 15 };
    const layout = { ...layoutOf(1, signed, false), ...bits, columns: data.length };
    const rescaled = greyImage({ ...frameOf(data), ...bits }, layout, rescale, null);
    const expected = Array.from(data, (word) => {
      const number = word >> (16 - bitsStored);
      const stored = signed && word >= 0x8000 ? number - 2 ** bitsStored : number;
      return Math.fround(stored * 0.1 - 3);
    });
    expect([...rescaled.data]).toEqual(expected);
  });

  it("takes the bits below High Bit alone, with their sign", () => {
    const data = Uint16Array.of(0b1110_1111_1111_1101, 0b0001_0000_0000_0101);
    const layout = { ...layoutOf(1, true, false), columns: 2 };
    const plain = greyImage(frameOf(data), layout, { kind: "identity" }, null);
    expect([...plain.data]).toEqual([511, -512]);
    const rescaled = greyImage(frameOf(data), layout, rescale, null);
    expect([...rescaled.data]).toEqual([511, -512].map((value) => Math.fround(value * 0.1 - 3)));
  });
});
