import { describe, expect, it } from "vitest";
import { decodePng } from "../formats/png.js";
import type { ImagePlane } from "./image-planes.js";
import { makeThumbnail, rangeOfPlanes } from "./thumbnail.js";
import type { ValueRange } from "../preprocess/working-image.js";

const plane = (values: readonly number[], height: number, channels = 1): ImagePlane => ({
  ...{ name: null, channels, height, width: values.length / height / channels },
  data: Float32Array.from(values),
});
/** Bytes of the pixels, as a decoder finds them. */
const pixels = (own: ImagePlane, range: ValueRange, longestSide = 128) => [
  ...decodePng(makeThumbnail(own, range, longestSide).png, "a.png").samples.data,
];

describe("makeThumbnail", () => {
  it("maps the range to 0..255, the way round it is", () => {
    // 255 (v + 2) / 4 of -2, -1, 0, 1.02 and 2: 0, 63.75, 127.5, 192.5…, 255.
    expect(pixels(plane([-2, -1, 0, 1.02, 2], 1), [-2, 2])).toEqual([0, 64, 128, 193, 255]);
  });

  it("holds what is beyond the range at its ends, and what is no number at black", () => {
    expect(pixels(plane([-9, 9, NaN, Infinity, -Infinity], 1), [0, 1])).toEqual([
      0, 255, 0, 255, 0,
    ]);
    expect(pixels(plane([3, 3], 1), [3, 3])).toEqual([0, 0]);
  });

  it("keeps colour", () => {
    const own = plane([0, 1, 0.2, 0.4, 1, 0], 1, 3);
    const { samples, channels } = decodePng(makeThumbnail(own, [0, 1], 128).png, "a.png");
    expect([channels, samples.shape, [...samples.data]]).toEqual([
      "rgb",
      [3, 1, 2],
      [0, 255, 51, 102, 255, 0],
    ]);
  });

  it("reduces by area to the longest side, and enlarges nothing", () => {
    const levels = [0, 100, 200, 40, 60, 20, 0, 20];
    const own = plane(levels, 2);
    // Means of 2 x 2: (0 + 100 + 60 + 20) / 4 and (200 + 40 + 0 + 20) / 4.
    expect(pixels(own, [0, 255], 2)).toEqual([45, 65]);
    expect(pixels(own, [0, 255], 4)).toEqual(levels);
    expect(makeThumbnail(plane(new Array<number>(600).fill(0), 2), [0, 1], 100)).toMatchObject({
      width: 100,
      height: 1,
    });
    const tall = plane(new Array<number>(300 * 200).fill(0), 300);
    expect(makeThumbnail(tall, [0, 1], 128)).toMatchObject({ width: 85, height: 128 });
  });

  it("gives the same bytes twice", () => {
    const own = plane([0.1, 0.5, 0.9, 0.3], 2);
    expect(makeThumbnail(own, [0, 1], 128)).toEqual(makeThumbnail(own, [0, 1], 128));
  });
});

describe("rangeOfPlanes", () => {
  it("is over all planes and finite values", () => {
    expect(rangeOfPlanes([plane([1, NaN], 1), plane([-3, Infinity], 1)])).toEqual([-3, 1]);
    expect(rangeOfPlanes([plane([NaN], 1)])).toEqual([0, 0]);
  });
});
