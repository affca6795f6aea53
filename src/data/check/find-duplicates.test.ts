import { describe, expect, it } from "vitest";
import { findDuplicates, type ComparedImages } from "./find-duplicates.js";
import { bitCount, mostBits } from "./near-hashes.js";
import { createSignatures } from "./signature.js";

const size = 64;

/** A smooth picture of its own for each seed, moved by some samples. */
function picture(seed: number, move = 0): Float32Array {
  return Float32Array.from({ length: size * size }, (_, place) => {
    const [row, column] = [Math.floor(place / size) - move, place % size];
    return (
      100 * Math.sin((row * (1 + (seed % 5))) / 11 + seed) +
      80 * Math.cos((column * (1 + (seed % 7))) / 9 - seed * seed) +
      60 * Math.sin(((row + column) * (1 + (seed % 3))) / 13 + 3 * seed)
    );
  });
}

function compared(
  images: readonly (readonly [file: string, image: Float32Array])[],
): ComparedImages {
  const signatures = createSignatures([1, size, size], images.length);
  for (const [index, [, image]] of images.entries()) signatures.write(index, image);
  return {
    bytes: images.map(([file]) => file),
    samples: images.map(([, image]) => Buffer.from(image.buffer).toString("base64")),
    constant: Uint8Array.from(images, ([, image]) =>
      Number(image.every((sample) => sample === image[0])),
    ),
    signatures,
    imageShape: [1, size, size],
    read: (index, out) => out.set(images[index]?.[1] ?? []),
  };
}

describe("findDuplicates", () => {
  it("tells the same bytes, the same samples, and near duplicates", () => {
    const images = compared([
      ["a", picture(1)],
      ["b", picture(2)],
      ["a", picture(1)],
      ["c", picture(2)],
      ["d", picture(3)],
      ["e", picture(4)],
      ["f", picture(3).map((sample) => 1.01 * sample + 2)],
      ["g", picture(4, 1)],
      ["h", picture(6)],
      ["i", picture(4, 2)],
    ]);
    expect(findDuplicates(images)).toEqual({
      complete: true,
      groups: [
        { kind: "bytes", members: [0, 2] },
        { kind: "samples", members: [1, 3] },
        { kind: "near", members: [4, 6] },
        { kind: "near", members: [5, 7, 9] },
      ],
    });
  });

  it("does not take pictures that look alike at a glance for one another", () => {
    const own = picture(3);
    // Fine structure that thumbnails do not show.
    const other = own.map(
      (sample, place) => sample + ((place + Math.floor(place / size)) % 2 === 0 ? 30 : -30),
    );
    const images = compared([
      ["a", own],
      ["b", other],
    ]);
    const [low = 0, high = 0, otherLow = 0, otherHigh = 0] = images.signatures.hashes;
    expect(bitCount(low ^ otherLow) + bitCount(high ^ otherHigh)).toBeLessThanOrEqual(mostBits);
    expect(findDuplicates(images).groups).toEqual([]);
  });

  it("says nothing of constant images but that their bytes are the same", () => {
    const images = compared([
      ["a", new Float32Array(size * size).fill(1)],
      ["b", new Float32Array(size * size).fill(1)],
      ["b", new Float32Array(size * size).fill(1)],
    ]);
    expect(findDuplicates(images).groups).toEqual([{ kind: "bytes", members: [1, 2] }]);
  });

  it("says where it did not look to the end", () => {
    const images = compared(
      Array.from({ length: 40 }, (_, index) => [`${index}`, picture(5, index / 100)]),
    );
    expect(findDuplicates(images, 1000).complete).toBe(false);
    expect(findDuplicates(images).groups).toEqual([
      { kind: "near", members: Array.from({ length: 40 }, (_, index) => index) },
    ]);
  });
});
