import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NdArray } from "../../base/ndarray.js";
import { at, sizeOf } from "../../base/ndarray.js";
import type { DecodedImage } from "./decoded-image.js";
import { encodePng } from "./encode-png.js";
import { decodePng } from "./png.js";

const picture = (samples: NdArray, channels: "grey" | "rgb"): DecodedImage => ({
  samples,
  channels,
  spacingMm: null,
  affine: null,
});

describe("encodePng", () => {
  it("writes what decodePng gives back", () => {
    const grey8: NdArray = {
      dtype: "uint8",
      shape: [1, 3, 5],
      data: Uint8Array.from({ length: 15 }, (_, index) => index * 18),
    };
    const grey16: NdArray = {
      dtype: "uint16",
      shape: [1, 3, 5],
      data: Uint16Array.from({ length: 15 }, (_, index) => index * 4681),
    };
    const rgb: NdArray = {
      dtype: "uint8",
      shape: [3, 2, 4],
      data: Uint8Array.from({ length: 24 }, (_, index) => index * 11),
    };
    for (const image of [picture(grey8, "grey"), picture(grey16, "grey"), picture(rgb, "rgb")]) {
      expect(decodePng(encodePng(image), "a.png")).toEqual(image);
    }
  });

  it("and decodePng are inverse for any picture", () => {
    const pictures = fc.record({
      ...{ height: fc.integer({ min: 1, max: 9 }), width: fc.integer({ min: 1, max: 9 }) },
      ...{
        kind: fc.constantFrom("grey8", "grey16", "rgb"),
        seed: fc.uint8Array({ minLength: 4, maxLength: 40 }),
      },
    });
    fc.assert(
      fc.property(pictures, ({ height, width, kind, seed }) => {
        const shape = [kind === "rgb" ? 3 : 1, height, width];
        const values = Array.from({ length: sizeOf(shape) }, (_, index) =>
          at(seed, index % seed.length),
        );
        const samples: NdArray =
          kind === "grey16"
            ? { dtype: "uint16", shape, data: Uint16Array.from(values, (value) => value * 257 + 1) }
            : { dtype: "uint8", shape, data: Uint8Array.from(values) };
        const image = picture(samples, kind === "rgb" ? "rgb" : "grey");
        expect(decodePng(encodePng(image), "a.png")).toEqual(image);
      }),
    );
  });

  it("writes these bytes, of which Pillow reads [[1, 65534]] in mode I;16", () => {
    const samples: NdArray = { dtype: "uint16", shape: [1, 1, 2], data: Uint16Array.of(1, 65534) };
    expect(Buffer.from(encodePng(picture(samples, "grey"))).toString("hex")).toBe(
      "89504e470d0a1a0a" +
        "0000000d494844520000000200000001100000000081d9fc15" +
        "0000000d49444154789c636060fcff0f00030401ff65667b7d" +
        "0000000049454e44ae426082",
    );
  });

  it("refuses what it would have to change", () => {
    const expected =
      "encodePng: picture cannot be written as PNG: " +
      "expected [grey [1,H,W] uint8 or uint16,rgb [3,H,W] uint8], got";
    const data = Float32Array.of(1);
    expect(() => encodePng(picture({ dtype: "float32", shape: [1, 1, 1], data }, "grey"))).toThrow(
      `${expected} grey [1,1,1] float32`,
    );
    const wide = { dtype: "uint16", shape: [3, 1, 1], data: new Uint16Array(3) } as const;
    expect(() => encodePng(picture(wide, "rgb"))).toThrow(`${expected} rgb [3,1,1] uint16`);
    const volume = { dtype: "uint8", shape: [1, 1, 1, 1], data: new Uint8Array(1) } as const;
    expect(() => encodePng(picture(volume, "grey"))).toThrow(`${expected} grey [1,1,1,1] uint8`);
    const empty = { dtype: "uint8", shape: [1, 0, 3], data: new Uint8Array(0) } as const;
    expect(() => encodePng(picture(empty, "grey"))).toThrow(`${expected} grey [1,0,3] uint8`);
  });
});
