import { describe, expect, it } from "vitest";
import { checkGolden } from "../../../fixtures/check/golden.js";
import { createSignatures, thumbnailSize } from "./signature.js";

function bitsOf(shape: readonly number[], ...images: readonly Float32Array[]): string[] {
  const signatures = createSignatures(shape, images.length);
  for (const [index, image] of images.entries()) signatures.write(index, image);
  return images.map((_, index) =>
    Array.from({ length: 64 }, (_bit, bit) => {
      const word = signatures.hashes[2 * index + (bit >> 5)] ?? 0;
      return String((word >>> (bit & 31)) & 1);
    }).join(""),
  );
}

describe("the difference hash", () => {
  it.each(checkGolden.hashes)("is that of imagehash for $shape", ({ shape, samples, bits }) => {
    expect(bitsOf([1, ...shape], Float32Array.from(samples))).toEqual([bits]);
  });

  it("is the same for another brightness and contrast, and not for the picture turned round", () => {
    const [{ shape, samples, bits } = { shape: [0, 0], samples: [], bits: "" }] =
      checkGolden.hashes.slice(2);
    const image = Float32Array.from(samples);
    const [brighter, reversed] = bitsOf(
      [1, ...shape],
      image.map((sample) => 3 * sample + 500),
      image.toReversed(),
    );
    expect(brighter).toBe(bits);
    expect(reversed).not.toBe(bits);
  });

  it("is that of the mean over channels, and over z of a volume", () => {
    const image = Float32Array.from({ length: 16 * 18 }, (_, place) => (place * 7919) % 101);
    const [bits] = bitsOf([1, 16, 18], image);
    const colour = new Float32Array(3 * image.length);
    for (const [channel, factor] of [0.5, 1, 1.5].entries()) {
      colour.set(
        image.map((sample) => factor * sample),
        channel * image.length,
      );
    }
    expect(bitsOf([3, 16, 18], colour)).toEqual([bits]);
    const volume = Float32Array.from(
      { length: 2 * image.length },
      (_, place) => (image[place >> 1] ?? 0) + (place % 2 === 0 ? 40 : -40),
    );
    expect(bitsOf([1, 16, 18, 2], volume)).toEqual([bits]);
  });

  it("of a constant image is 0, and so is its thumbnail", () => {
    const signatures = createSignatures([1, 10, 10], 1);
    signatures.hashes.fill(7);
    signatures.write(0, new Float32Array(100).fill(3));
    expect([...signatures.hashes]).toEqual([0, 0]);
    expect(signatures.thumbnails).toEqual(new Int8Array(thumbnailSize));
  });
});

it("a thumbnail is the means of 16 x 16 pieces, without their mean", () => {
  const signatures = createSignatures([1, 32, 32], 1);
  // Left half 0, right half 10: −5 and 5, scaled to 127.
  signatures.write(
    0,
    Float32Array.from({ length: 1024 }, (_, place) => (place % 32 < 16 ? 0 : 10)),
  );
  const expected = Int8Array.from({ length: 256 }, (_, place) => (place % 16 < 8 ? -127 : 127));
  expect(signatures.thumbnails).toEqual(expected);
});
