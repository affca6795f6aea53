import sharp from "sharp";
import { expect, it } from "vitest";
import { jpegQuality } from "./jpeg-quality.js";

const raw = { width: 16, height: 16, channels: 1 as const };
const pixels = Uint8Array.from({ length: 256 }, (_, index) => (index * 37) % 256);

it.each([10, 30, 50, 75, 90, 95, 100])(
  "finds the quality %d that libjpeg was given",
  async (quality) => {
    // Plain libjpeg tables: mozjpeg's own are others.
    const bytes = await sharp(pixels, { raw }).jpeg({ quality, mozjpeg: false }).toBuffer();
    expect(Math.abs(jpegQuality(bytes) - quality)).toBeLessThanOrEqual(1);
  },
);

it("is unknown of other bytes", () => {
  expect(jpegQuality(Uint8Array.of(1, 2, 3, 4, 5, 6))).toBeNaN();
  expect(jpegQuality(new Uint8Array(0))).toBeNaN();
  expect(jpegQuality(Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 2))).toBeNaN();
  expect(jpegQuality(Uint8Array.of(0xff, 0xd8, 0xff, 0xdb, 0, 67, 0, 1))).toBeNaN();
});
