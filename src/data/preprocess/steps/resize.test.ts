import fc from "fast-check";
import type { z } from "zod";
import { describe, expect, it } from "vitest";
import { cases, golden, goldenImage, greyImage } from "../../../../fixtures/preprocess/golden.js";
import { disagreement, preprocessAgainstLibraries, exact } from "../../../../test/tolerances.js";
import type { WorkingImage } from "../working-image.js";
import { resize, resizeConfig } from "./resize.js";

type Settings = Omit<z.input<typeof resizeConfig>, "name">;

function resized(image: WorkingImage, settings: Settings): WorkingImage {
  return resize.apply(image, resizeConfig.parse({ name: "resize", ...settings }), null, "a.png");
}

/** `extents` of samples first + Σ step · index. */
function ramp(extents: readonly number[], steps: readonly number[]): WorkingImage {
  let samples = [3];
  for (const [axis, extent] of extents.entries()) {
    const along = Array.from({ length: extent }, (_, index) => index * (steps[axis] ?? 0));
    samples = samples.flatMap((value) => along.map((step) => value + step));
  }
  return greyImage(extents, samples);
}

const methods = ["area", "cubic", "linear", "nearest"] as const;

describe("resize", () => {
  it.each(cases.resize)("gives $name as other libraries do", ({ name, image, size, method }) => {
    const want = golden(name).data as Float32Array;
    const got = resized(goldenImage(image), { size, method });
    expect(got.shape).toEqual([1, ...size]);
    // Pillow, to the byte; OpenCV and torch round to float32 in other places.
    const ofPillow = name.startsWith("resize") && method !== "area";
    const tolerance = ofPillow ? exact : preprocessAgainstLibraries;
    expect(disagreement(got.data, want, tolerance)).toBe(null);
  });

  it("has golden values that tell methods apart", () => {
    const at = (name: string): Float32Array => golden(name).data as Float32Array;
    const pairs = [
      ["resize linear 7 x 5", "resize area 7 x 5"],
      ["resize cubic 7 x 5", "resize linear 7 x 5"],
      ["resize nearest 4 x 5 x 3", "resize linear 4 x 5 x 3"],
    ] as const;
    for (const [one, other] of pairs) {
      expect(disagreement(at(one), at(other), { relative: 0, ofLargest: 0.01 })).not.toBe(null);
    }
  });

  it("means by area what Pillow's BOX does not: inputs that are covered in part", () => {
    const { data } = resized(goldenImage("picture"), { size: [7, 16] });
    const box = golden("box not area").data as Float32Array;
    expect(disagreement(data, box, { relative: 0, ofLargest: 0.01 })).not.toBe(null);
  });

  it.each(cases.aspect)(
    "keeps the aspect: $name as Pillow",
    ({ name, size, method, keepAspect }) => {
      const got = resized(goldenImage("picture"), { size, method, keepAspect, fill: -7 });
      const want = golden(name).data as Float32Array;
      expect(got.shape).toEqual([1, ...size]);
      expect(disagreement(got.data, want, preprocessAgainstLibraries)).toBe(null);
    },
  );

  it("is the identity to the byte, and the image itself, at the size that it has", () => {
    for (const image of [goldenImage("picture"), goldenImage("volume")]) {
      for (const method of methods) {
        for (const keepAspect of ["none", "pad", "crop"] as const) {
          const size = image.shape.slice(1);
          expect(resized(image, { size, method, keepAspect })).toBe(image);
        }
      }
    }
  });

  it("leaves a constant image constant, to the bit, in any size", () => {
    const extent = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(
        fc.array(extent, { minLength: 2, maxLength: 3 }),
        fc.infiniteStream(extent),
        fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
        fc.constantFrom(...methods),
        fc.constantFrom("none" as const, "crop" as const),
        (extents, sizes, value, method, keepAspect) => {
          const image = greyImage(extents, ramp(extents, [0, 0, 0]).data.fill(value));
          const size = extents.map(() => Number(sizes.next().value));
          const { data } = resized(image, { size, method, keepAspect });
          expect(data.every((sample) => sample === Math.fround(value))).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("keeps the mean by area, in any size", () => {
    const mean = (data: Float32Array): number =>
      data.reduce((sum, value) => sum + value, 0) / data.length;
    for (const size of [
      [1, 1],
      [7, 5],
      [22, 30],
      [23, 31],
      [50, 64],
      [3, 90],
    ]) {
      const image = goldenImage("picture");
      const { data } = resized(image, { size, method: "area" });
      expect(mean(data)).toBeCloseTo(mean(image.data), 4);
    }
    const image = goldenImage("volume");
    expect(mean(resized(image, { size: [4, 13, 5] }).data)).toBeCloseTo(mean(image.data), 4);
    // Not so by nearest: the test would tell.
    const other = resized(image, { size: [4, 13, 5], method: "nearest" });
    expect(Math.abs(mean(other.data) - mean(image.data))).toBeGreaterThan(0.1);
  });

  it.each(["linear", "cubic", "area"] as const)(
    "keeps a ramp, away from the edges: %s",
    (method) => {
      // Halved: output i lies at input 2i + 1/2; what the kernel covers there is symmetric.
      const small = resized(ramp([40, 24], [1, 7]), { size: [20, 12], method });
      for (let row = 3; row < 17; row++) {
        for (let column = 3; column < 9; column++) {
          const want = 3 + (2 * row + 0.5) + 7 * (2 * column + 0.5);
          expect(small.data[row * 12 + column]).toBeCloseTo(want, 3);
        }
      }
    },
  );

  it("keeps a ramp enlarged by linear, between the outermost middles, in a volume", () => {
    const large = resized(ramp([4, 5, 3], [1, 10, 100]), { size: [8, 15, 12], method: "linear" });
    const middle = (index: number, factor: number): number => (index + 0.5) / factor - 0.5;
    for (let x = 1; x < 7; x++) {
      for (let y = 1; y < 14; y++) {
        for (let z = 2; z < 10; z++) {
          const want = 3 + middle(x, 2) + 10 * middle(y, 3) + 100 * middle(z, 4);
          expect(large.data[(x * 15 + y) * 12 + z]).toBeCloseTo(want, 3);
        }
      }
    }
  });

  it("treats channels alike", () => {
    const one = goldenImage("picture");
    const data = Float32Array.from([...one.data, ...one.data.map((value) => -value), ...one.data]);
    const colour = { ...one, shape: [3, 23, 31], data };
    const want = resized(one, { size: [7, 40], method: "cubic" }).data;
    const got = resized(colour, { size: [7, 40], method: "cubic" });
    expect(got.shape).toEqual([3, 7, 40]);
    expect(got.data).toEqual(Float32Array.from([...want, ...want.map((value) => -value), ...want]));
  });

  it("moves spacing and affine along: edges stay edges", () => {
    const image = {
      ...goldenImage("volume"),
      spacingMm: [1, 2, 3],
      affine: [1, 0, 0, -10, 0, 2, 0, 20, 0, 0, 3, 5, 0, 0, 0, 1],
    };
    const { spacingMm, affine } = resized(image, { size: [3, 22, 7] });
    expect(spacingMm).toEqual([3, 1, 3]);
    // The first middle of x goes from 0 to (3 - 1) / 2 = 1 sample, of y to (1/2 - 1) / 2 = -1/4.
    expect(affine).toEqual([3, 0, 0, -9, 0, 1, 0, 19.5, 0, 0, 3, 5, 0, 0, 0, 1]);
    // 18 x 11 x 7 in a cube of 9: halved, so that the odd rows lie at the end: 2 before, 3 after.
    const padded = resized(
      { ...image, spacingMm: [1, 1, 1], affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] },
      { size: [9, 9, 9], keepAspect: "pad" },
    );
    // y shrinks 11 to 9, so x 9 to 7 and z 7 to 6: one before x, one before z (of three).
    expect(padded.spacingMm?.map((value) => value.toFixed(4))).toEqual([
      "1.2857",
      "1.2222",
      "1.1667",
    ]);
    expect(padded.affine?.[3]).toBeCloseTo((9 / 7 - 1) / 2 - 9 / 7, 10);
    expect(padded.affine?.[11]).toBeCloseTo((7 / 6 - 1) / 2 - 7 / 6, 10);
  });

  it("changes neither its argument nor what it gives on a second call", () => {
    const image = goldenImage("picture");
    const before = image.data.slice();
    const first = resized(image, { size: [9, 9], method: "cubic" });
    expect(image.data).toEqual(before);
    expect(resized(image, { size: [9, 9], method: "cubic" })).toEqual(first);
  });

  it("refuses a size with another number of axes, and bad settings", () => {
    expect(() => resized(goldenImage("volume"), { size: [9, 9] })).toThrow(
      "a.png: size does not have a number for each axis of the image: expected 3 numbers for an image of 9 x 11 x 7, got [9,9]. Pictures have two axes, volumes three; a cohort has one kind.",
    );
    for (const wrong of [{ size: [0, 9] }, { size: [9] }, { size: [9, 9], method: "bicubic" }]) {
      expect(resizeConfig.safeParse({ name: "resize", ...wrong }).success).toBe(false);
    }
  });

  it("knows the range of its values", () => {
    const parse = (settings: object) =>
      resizeConfig.parse({ name: "resize", size: [9, 9], ...settings });
    expect(resize.range([0, 1], parse({}))).toEqual([0, 1]);
    expect(resize.range([0, 1], parse({ method: "cubic" }))).toBe(null);
    expect(resize.range([0, 1], parse({ keepAspect: "pad", fill: -1 }))).toEqual([-1, 1]);
    expect(resize.range(null, parse({ keepAspect: "pad" }))).toBe(null);
  });

  it("would overshoot by cubic: a step has ringing", () => {
    const step = greyImage([1, 8], [0, 0, 0, 0, 1, 1, 1, 1]);
    const { data } = resized(step, { size: [1, 32], method: "cubic" });
    expect(Math.max(...data)).toBeGreaterThan(1.01);
    expect(Math.min(...data)).toBeLessThan(-0.01);
  });
});
