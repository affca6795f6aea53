import { describe, expect, it } from "vitest";
import { golden } from "../../../fixtures/preprocess/golden.js";
import type { NdArray } from "../../base/ndarray.js";
import type { DecodedImage } from "../formats/decoded-image.js";
import { toWorkingImage, withChannels } from "./channels.js";

const decoded = (samples: NdArray): DecodedImage => ({
  samples,
  channels: samples.shape[0] === 3 ? "rgb" : "grey",
  spacingMm: null,
  affine: null,
});
const floats = (...values: number[]): DecodedImage =>
  decoded({ dtype: "float32", shape: [1, 1, values.length], data: Float32Array.from(values) });

describe("toWorkingImage", () => {
  it("makes grey of colour as Pillow does, before rounding", () => {
    const { shape, data } = toWorkingImage(decoded(golden("colours")), "grey", "a.png");
    expect(shape).toEqual([1, 11, 13]);
    const rounded = golden("luma rounded").data;
    expect(Uint8Array.from(data, (value) => Math.floor(value + 0.5))).toEqual(rounded);
    expect(data.some((value) => !Number.isInteger(value))).toBe(true);
    // BT.709 is another luma.
    const [red, green, blue] = [0, 143, 286].map((index) => Number(golden("colours").data[index]));
    const other = 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
    expect(Math.abs(other - (data[0] ?? NaN))).toBeGreaterThan(1);
  });

  it("makes exact grey of colour whose channels are equal", () => {
    const values = [0, 1, 77, 254, 255];
    const data = Uint8Array.from([...values, ...values, ...values]);
    const image = decoded({ dtype: "uint8", shape: [3, 1, 5], data });
    expect([...toWorkingImage(image, "grey", "a.png").data]).toEqual(values);
  });

  it("takes every type of sample, and the file's place", () => {
    const shape = [1, 1, 2];
    const images: NdArray[] = [
      { dtype: "bool", shape, data: Uint8Array.of(1, 0) },
      { dtype: "int8", shape, data: Int8Array.of(-128, 127) },
      { dtype: "uint16", shape, data: Uint16Array.of(0, 65535) },
      { dtype: "int32", shape, data: Int32Array.of(-5, 16777217) },
      { dtype: "int64", shape, data: BigInt64Array.of(-3n, 4n) },
      { dtype: "uint64", shape, data: BigUint64Array.of(3n, 2n ** 63n) },
      { dtype: "float64", shape, data: Float64Array.of(0.1, -2) },
    ];
    const taken = images.map((samples) => [...toWorkingImage(decoded(samples), "grey", "a").data]);
    expect(taken).toEqual([
      [1, 0],
      [-128, 127],
      [0, 65535],
      [-5, 16777216],
      [-3, 4],
      [3, 2 ** 63],
      [Math.fround(0.1), -2],
    ]);
    const placed = { ...floats(1), spacingMm: [1, 2], affine: null };
    expect(toWorkingImage(placed, "grey", "a").spacingMm).toEqual([1, 2]);
  });

  it("refuses samples that are not finite, and names the first", () => {
    const advice = "Replace such samples in the file, or take the image out of the table.";
    const shape = [3, 2, 2];
    const data = new Float32Array(12).fill(1);
    data[9] = NaN;
    expect(() =>
      toWorkingImage(decoded({ dtype: "float32", shape, data }), "rgb", "a.tif"),
    ).toThrow(
      `a.tif: a sample is not a finite number that float32 can hold: got NaN (channel 2, index [0,1]). ${advice}`,
    );
    expect(() => toWorkingImage(floats(0, -Infinity), "grey", "a.tif")).toThrow(
      `a.tif: a sample is not a finite number that float32 can hold: got -Infinity (channel 0, index [0,1]). ${advice}`,
    );
    const large: NdArray = { dtype: "float64", shape: [1, 1, 1], data: Float64Array.of(1e39) };
    expect(() => toWorkingImage(decoded(large), "grey", "a.nii")).toThrow(
      `a.nii: a sample is not a finite number that float32 can hold: got 1e+39 (channel 0, index [0,0]). ${advice}`,
    );
  });
});

describe("withChannels", () => {
  it("copies grey for colour, and leaves the rest", () => {
    const grey = toWorkingImage(floats(1, 2), "rgb", "a");
    expect(withChannels(grey, "rgb")).toEqual({
      ...grey,
      shape: [3, 1, 2],
      data: Float32Array.of(1, 2, 1, 2, 1, 2),
    });
    expect(withChannels(grey, "grey")).toBe(grey);
    const colour = toWorkingImage(decoded(golden("colours")), "rgb", "a");
    expect(withChannels(colour, "rgb")).toBe(colour);
  });
});
