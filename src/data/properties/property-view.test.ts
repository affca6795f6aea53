import { describe, expect, it } from "vitest";
import { blackFrame, border } from "./frame.js";
import { brightness, contrast, skewness } from "./intensity.js";
import { viewOf } from "./property-view.js";
import { noise, sharpness } from "./texture.js";
import { createRng } from "../../base/rng.js";

const side = 128;
const view = (value: (row: number, column: number) => number) =>
  viewOf({
    ...{ height: side, width: side, colours: null },
    lightness: Float32Array.from({ length: side * side }, (_, index) =>
      value(Math.floor(index / side), index % side),
    ),
  });

describe("viewOf", () => {
  it("has the moments of the central half", () => {
    // Inside one quarter 4, the others 0; outside what plays no part.
    const own = view((row, column) =>
      row < 32 || row >= 96 || column < 32 || column >= 96
        ? 100 * row
        : row < 64 && column < 64
          ? 4
          : 0,
    );
    expect(own.level).toBe(1);
    expect(own.spread).toBeCloseTo(Math.sqrt(3), 12);
    expect(contrast.measure(own)).toBeCloseTo(Math.sqrt(3), 12);
    // Of a coin with p = 1/4: (1 - 2p) / sqrt(p (1 - p)).
    expect(skewness.measure(own)).toBeCloseTo(0.5 / Math.sqrt(3 / 16), 12);
    expect(brightness.measure(own)).toBe(1);
  });

  it("has a spread instead of contrast where the mean is not above 0", () => {
    expect(contrast.measure(view((row) => (row % 2 === 0 ? -3 : 1)))).toBeCloseTo(2, 12);
  });

  it("is plain of a constant picture", () => {
    const own = view(() => 7);
    expect([own.spread, skewness.measure(own), blackFrame.measure(own)]).toEqual([0, 0, 0]);
    expect([border, noise, sharpness].map(({ measure }) => measure(own))).toEqual([NaN, NaN, NaN]);
  });
});

describe("black frame", () => {
  const framed = (thick: number) =>
    view((row, column) =>
      Math.min(row, column, side - 1 - row, side - 1 - column) < thick
        ? 0
        : // The darkest of what is shown lies in its middle and is no margin.
          Math.max(Math.abs(row - 64), Math.abs(column - 64)) < 8
          ? 0.3
          : 0.6,
    );

  it("has the share that is dark inside the rim of two blocks", () => {
    expect(framed(0).frame.includes(1)).toBe(false);
    // 24 samples are 6 of 32 blocks; 2 are rim: 28² − 20² of 28².
    expect(blackFrame.measure(framed(24))).toBeCloseTo((28 ** 2 - 20 ** 2) / 28 ** 2, 12);
    expect(framed(24).content).toEqual({ top: 6, bottom: 26, left: 6, right: 26 });
  });

  it("takes a frame that is no wider than the rim for a border", () => {
    expect(blackFrame.measure(framed(8))).toBe(0);
    expect(border.measure(framed(8))).toBeLessThan(-5);
    expect(Math.abs(border.measure(framed(24)))).toBeLessThan(0.5);
  });
});

describe("texture", () => {
  it("is 0.2 sharp for a ramp, and about 1/3 for a straight edge", () => {
    expect(sharpness.measure(view((row, column) => row + 2 * column))).toBeCloseTo(0.2, 10);
    // Of 64 - k pairs in a row k cross the edge.
    const [one = 0, two = 0, four = 0] = [1, 2, 4].map((lag) => lag / (64 - lag));
    const edge = view((_, column) => (column < 64 ? 0 : 1));
    expect(sharpness.measure(edge)).toBeCloseTo((two - one) / (four - one), 10);
  });

  it("sees the noise that is there, by the signal, and no sharpness in it", () => {
    const rng = createRng(1);
    const wave = (row: number, column: number) => Math.sin(row / 9) + Math.cos(column / 11);
    const clean = view(wave);
    const noisy = view((row, column) => wave(row, column) + 0.1 * rng.normal());
    // The median of 1,024 details has a standard error of 4 %.
    expect(Math.abs(noise.measure(noisy) * noisy.spread - 0.1)).toBeLessThan(0.012);
    expect(noise.measure(clean)).toBeLessThan(0.01);
    expect(sharpness.measure(noisy)).toBeCloseTo(sharpness.measure(clean), 1);
  });
});
