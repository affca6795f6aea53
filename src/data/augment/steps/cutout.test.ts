import { describe, expect, it } from "vitest";
import { applied, cases, golden, goldenFacts } from "../../../../fixtures/augment/golden.js";
import { createRng } from "../../../base/rng.js";
import { cutout, cutoutConfig } from "./cutout.js";

const parse = (settings: object) => cutoutConfig.parse({ name: "cutout", ...settings });

describe("cutout", () => {
  it.each(cases.cutout)("agrees with the authors' code: $name", ({ name, size, drawn }) => {
    const config = parse({ size, fill: 0, count: drawn.length / 2 });
    const got = applied(cutout.start(config, goldenFacts("picture")), "picture", drawn);
    expect(got).toEqual(golden(name).data);
  });

  it("covers size[0] x size[1] x size[2] voxels of every channel, cut at the edge", () => {
    const { shape, data } = golden("volume");
    const [channels = 0, depth = 0, height = 0, width = 0] = shape;
    const config = parse({ size: [3, 4, 5], fill: 0.25 });
    const covered = (middle: number[]) => {
      const got = applied(cutout.start(config, goldenFacts("volume")), "volume", middle);
      const changed: number[][] = [];
      for (let index = 0; index < got.length; index++) {
        if (got[index] === data[index]) continue;
        expect(got[index]).toBe(0.25);
        const voxel = index % (depth * height * width);
        changed.push([
          Math.floor(voxel / (height * width)),
          Math.floor(voxel / width) % height,
          voxel % width,
        ]);
      }
      const ends = [0, 1, 2].map((axis) => {
        const places = changed.map((place) => place[axis] ?? NaN);
        return [Math.min(...places), Math.max(...places)];
      });
      return { count: changed.length / channels, ends };
    };
    expect(covered([3, 4, 4])).toEqual({
      count: 60,
      ends: [
        [2, 4],
        [2, 5],
        [2, 6],
      ],
    });
    expect(covered([0, 8, 0])).toEqual({
      count: 2 * 3 * 3,
      ends: [
        [0, 1],
        [6, 8],
        [0, 2],
      ],
    });
  });

  it("fills with the mean of each channel, as it was before", () => {
    const { data } = golden("picture");
    const step = cutout.start(parse({ size: [1, 1], count: 2 }), goldenFacts("picture"));
    const got = applied(step, "picture", [0, 0, 12, 16]);
    const pixels = 13 * 17;
    for (const channel of [0, 1]) {
      const own = data.subarray(channel * pixels, (channel + 1) * pixels);
      const mean = Math.fround(own.reduce((sum, value) => sum + value, 0) / pixels);
      expect([got[channel * pixels], got[(channel + 1) * pixels - 1]]).toEqual([mean, mean]);
    }
  });

  it("puts the middle on every pixel equally often", () => {
    const facts = { channels: 1, space: [3, 4], range: null };
    const law = parse({ size: [2, 2], count: 2, chance: 0.5 });
    const into = new Float64Array(cutout.drawn(law, facts));
    const counts = new Map<string, number>();
    const rng = createRng(4);
    const rows = 3000;
    let acted = 0;
    for (let row = 0; row < rows; row++) {
      if (cutout.draw(rng, law, facts, into)) acted++;
      for (const box of [0, 2]) {
        const key = `${into[box]},${into[box + 1]}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    expect(counts.size).toBe(12);
    // χ² with 11 degrees of freedom is below 31.3 in 999 of 1000 cases.
    const expected = (2 * rows) / 12;
    const chi2 = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2, 0) / expected;
    expect(chi2).toBeLessThan(31.3);
    expect(Math.abs(acted / rows - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / rows));
    expect(cutout.effects(law)).toEqual([{ setting: "size", effect: "hides" }]);
    expect(cutout.effects(parse({ size: [2, 2], chance: 0 }))).toEqual([]);
  });

  it("refuses boxes and values that do not fit the images", () => {
    const check = (settings: object, range: readonly [number, number] | null = [0, 1]) =>
      () => cutout.check(parse(settings), { channels: 1, space: [8, 9], range }, "steps (entry 1)"); // prettier-ignore
    expect(check({ size: [2, 2, 2] })).toThrow(
      /^steps \(entry 1\)\.size: does not have a number for each axis of the images: expected 2 numbers for images of 8 x 9, got \[2,2,2\]$/,
    );
    expect(check({ size: [9, 2] })).toThrow(
      /^steps \(entry 1\)\.size: the box is larger than the images: expected at most 8 x 9, got \[9,2\]$/,
    );
    expect(check({ size: [2, 2], fill: 255 })).toThrow(
      /^steps \(entry 1\)\.fill: outside the values of the images: expected 0 to 1, or mean, got 255$/,
    );
    expect(check({ size: [2, 2], fill: 255 }, null)).not.toThrow();
    expect(check({ size: [8, 9], fill: 1 })).not.toThrow();
  });
});
