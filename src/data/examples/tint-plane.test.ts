import { describe, expect, it } from "vitest";
import type { ImagePlane } from "./image-planes.js";
import { tintPlane } from "./tint-plane.js";

const plane = (channels: number, data: number[]): ImagePlane => ({
  ...{ name: null, channels, height: 1, width: 3, data: Float32Array.from(data) },
});
const colour = [200, 100, 0] as const;

describe("tintPlane", () => {
  it("covers grey by three quarters where the weight is largest, and in proportion elsewhere", () => {
    // Of the range −1..1: black, middle, and held at white.
    const tinted = tintPlane(plane(1, [-1, 0, 7]), [-1, 1], Float64Array.of(4, 2, -3), colour);
    expect(tinted).toMatchObject({ channels: 3, height: 1, width: 3 });
    // a = 0.75, 0.375, 0; grey 0, 127.5, 255.
    expect([...tinted.data]).toEqual([
      ...[150, 0.625 * 127.5 + 75, 255],
      ...[75, 0.625 * 127.5 + 37.5, 255],
      ...[0, 0.625 * 127.5, 255],
    ]);
  });

  it("takes the mean of the channels, and no colour where nothing is above 0", () => {
    const three = plane(3, [0, 1, 0.5, 0, 1, 1, 0.6, 1, 0]);
    const { data } = tintPlane(three, [0, 1], Float64Array.of(0, -1, -2), colour);
    for (const [pixel, grey] of [51, 255, 127.5].entries()) {
      for (let channel = 0; channel < 3; channel++) {
        expect(data[3 * channel + pixel]).toBeCloseTo(grey, 4);
      }
    }
  });

  it("refuses weights of another picture", () => {
    expect(() => tintPlane(plane(1, [0, 0, 0]), [0, 1], Float64Array.of(1), colour)).toThrow(
      "tintPlane: weights of the picture: expected 3, got 1",
    );
  });
});
