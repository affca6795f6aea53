import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { quantile } from "../../evaluation/intervals/quantile.js";
import { partTakers, pictureParts, type PictureShape } from "./picture-part.js";

const colour: PictureShape = { channels: 3, extents: [16, 24] };

function noise(shape: PictureShape, name: string, scale = 1, shift = 0): Float32Array {
  const rng = createRng(name);
  const size = shape.extents.reduce((left, right) => left * right, shape.channels);
  return Float32Array.from({ length: size }, () => shift + scale * rng.normal());
}

const meanOf = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length; // prettier-ignore
const deviationOf = (values: Float32Array) =>
  Math.sqrt(meanOf(values.map((value) => (value - meanOf(values)) ** 2)));

describe("partTakers", () => {
  it("change nothing where the donor is the picture itself", () => {
    const takers = partTakers(colour);
    const picture = noise(colour, "own");
    for (const part of pictureParts) {
      const same = takers[part](picture, picture);
      same.forEach((value, place) => {
        expect(value).toBeCloseTo(picture[place] ?? NaN, 5);
      });
    }
  });

  it("tone: the middle of each channel has the donor's median and interquartile range, and the picture's own pattern", () => {
    const [picture, donor] = [noise(colour, "own", 1), noise(colour, "donor", 3, 5)];
    const taken = partTakers(colour).tone(picture, donor);
    const middleOf = (values: Float32Array, channel: number) =>
      values.slice(384 * channel, 384 * (channel + 1)).filter((_, place) => {
        const [row, column] = [Math.floor(place / 24), place % 24];
        const [fromRow, fromColumn] = [Math.min(row, 15 - row), Math.min(column, 23 - column)];
        return fromRow >= 2 && fromColumn >= 3 && (fromRow >= 4 || fromColumn >= 6);
      });
    for (const channel of [0, 1, 2]) {
      const [own, other] = [middleOf(taken, channel), middleOf(donor, channel)];
      expect(quantile(own, 0.5)).toBeCloseTo(quantile(other, 0.5), 4);
      const range = (values: Float32Array) => quantile(values, 0.75) - quantile(values, 0.25);
      expect(range(own)).toBeCloseTo(range(other), 4);
    }
    // Order of the numbers within a channel is the picture's.
    expect((taken[1] ?? 0) > (taken[0] ?? 0)).toBe((picture[1] ?? 0) > (picture[0] ?? 0));
    const black = partTakers(colour).tone(new Float32Array(1152), donor);
    expect(new Set(black.subarray(0, 384)).size).toBe(1);
  });

  it("tone: a bright marker in the donor's corner, or in a tenth of its middle, is none", () => {
    const shape: PictureShape = { channels: 1, extents: [16, 16] };
    const [picture, donor] = [noise(shape, "own"), noise(shape, "own")];
    for (const place of [0, 1, 16, 17, 120, 121, 136]) donor[place] = 50;
    const taken = partTakers(shape).tone(picture, donor);
    const change = taken.reduce((sum, value, place) => sum + Math.abs(value - (picture[place] ?? 0)), 0); // prettier-ignore
    expect(change / 256).toBeLessThan(0.06);
  });

  it("grain: blurring is taken over, the mean stays", () => {
    const shape: PictureShape = { channels: 1, extents: [32, 32] };
    const wave = (fine: number) =>
      Float32Array.from({ length: 1024 }, (_, place) => {
        const [row, column] = [Math.floor(place / 32), place % 32];
        return Math.sin(column / 5) + fine * (((row + column) % 2) - 0.5);
      });
    const taken = partTakers(shape).grain(wave(1), wave(0.1));
    const difference = taken.map((value, place) => value - (wave(0)[place] ?? 0));
    // The checkerboard had deviation 0.5, the donor's 0.05; smoothing leaves a ninth of it, 0.055.
    expect(deviationOf(difference)).toBeLessThan(0.05 + 0.055 + 0.005);
    expect(meanOf(taken)).toBeCloseTo(meanOf(wave(1)), 3);
    expect(partTakers(shape).grain(new Float32Array(1024), wave(1))).toEqual(
      new Float32Array(1024),
    );
  });

  it.each([
    ["frame", 16 * 24 - 12 * 18],
    ["corners", 4 * 4 * 6],
  ] as const)("%s: the donor's numbers at the rim, the picture's in the middle", (part, count) => {
    const [picture, donor] = [new Float32Array(1152), new Float32Array(1152).fill(1)];
    const taken = partTakers(colour)[part](picture, donor);
    expect(taken.filter((value) => value === 1)).toHaveLength(3 * count);
    expect([taken[0], taken[23], taken[15 * 24], taken[383], taken[8 * 24 + 12]]).toEqual([1, 1, 1, 1, 0]); // prettier-ignore
    expect(picture.every((value) => value === 0)).toBe(true);
  });

  it("volumes: a frame of six faces", () => {
    const shape: PictureShape = { channels: 1, extents: [8, 8, 8] };
    const taken = partTakers(shape).frame(new Float32Array(512), new Float32Array(512).fill(1));
    expect(taken.filter((value) => value === 1)).toHaveLength(512 - 216);
  });

  it("volumes of few slices: the frame lies in the slices, and tone and grain have a middle", () => {
    const shape: PictureShape = { channels: 1, extents: [2, 16, 16] };
    const takers = partTakers(shape);
    const taken = takers.frame(new Float32Array(512), new Float32Array(512).fill(1));
    expect(taken.filter((value) => value === 1)).toHaveLength(2 * (256 - 144));
    const corners = takers.corners(new Float32Array(512), new Float32Array(512).fill(1));
    expect(corners.filter((value) => value === 1)).toHaveLength(2 * 4 * 16);
    const donor = noise(shape, "slices", 1, 7);
    const own = noise(shape, "own");
    expect(meanOf(takers.tone(own, donor)) - meanOf(own)).toBeGreaterThan(6);
  });
});
