import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { createAugmenter, type Augmentation } from "./augment-batch.js";
import { augmentStepConfig } from "./registry.js";

const steps = (...settings: object[]) => settings.map((config) => augmentStepConfig.parse(config));

const everyStep = steps(
  { name: "flip", axes: ["x"] },
  { name: "affine", rotate: 10, scale: [0.9, 1.1], shear: 5, translate: 2, chance: 0.5 },
  { name: "intensity", gain: [0.9, 1.1], offset: [-0.05, 0.05], gamma: [0.8, 1.25] },
  { name: "bias-field" },
  { name: "noise" },
  { name: "cutout", size: [3, 3], chance: 0.5 },
);

const rowShape = [2, 9, 11];
const rowLength = 198;

/** Ten images of numbers at random, changed; row by row. */
function augmented(
  augmentation: Augmentation,
  seed: string | number = 0,
  shape: readonly number[] = rowShape,
): Float32Array[] {
  const length = shape.reduce((product, extent) => product * extent, 1);
  const rng = createRng("images");
  const images = Float32Array.from({ length: 10 * length }, () => rng.uniform());
  createAugmenter(augmentation, shape)({ images }, createRng(seed));
  return Array.from({ length: 10 }, (_, row) => images.slice(row * length, (row + 1) * length));
}

const original = augmented({ shift: 0 });

describe("createAugmenter", () => {
  it.each([
    [[5, 2, 6, 7], 2, "2a765d428809a3a3d0e5ddd7b53b16c4e6df2131276ce4a3c9c09ef17621e195"],
    [[3, 1, 4, 5, 6], 3, "90076e30e514b385f22e6af1932290cc8a5c28f3acdbf31f1aca70b1f6ccf9db"],
  ])("shifts batches of %j as before there were steps, to the byte", (shape, shift, hash) => {
    const images = Float32Array.from(
      { length: shape.reduce((product, extent) => product * extent, 1) },
      (_, index) => index,
    );
    createAugmenter({ shift }, shape.slice(1))({ images }, createRng("shift"));
    expect(createHash("sha256").update(new Uint8Array(images.buffer)).digest("hex")).toBe(hash);
  });

  it("changes nothing without a shift or steps, nor with steps that never act", () => {
    const rng = createRng("images");
    const plain = Float32Array.from({ length: rowLength }, () => rng.uniform());
    expect(original[0]).toEqual(plain);
    const never = everyStep.map((step) => ({ ...step, chance: 0 }));
    expect(augmented({ shift: 0, steps: never })).toEqual(original);
  });

  it("is a function of the generator, each image by draws of its own", () => {
    const first = augmented({ shift: 1, steps: everyStep });
    expect(augmented({ shift: 1, steps: everyStep })).toEqual(first);
    const other = augmented({ shift: 1, steps: everyStep }, 1);
    for (const [row, image] of first.entries()) expect(image).not.toEqual(other[row]);
    const flat = new Float32Array(3 * rowLength).fill(0.5);
    createAugmenter({ shift: 0, steps: everyStep }, rowShape)({ images: flat }, createRng(0));
    expect(flat.subarray(0, rowLength)).not.toEqual(flat.subarray(rowLength, 2 * rowLength));
  });

  it("does the same to the first rows of a batch, whatever stands in the others", () => {
    const whole = augmented({ shift: 1, steps: everyStep });
    const images = new Float32Array(10 * rowLength);
    images.set(original[0] ?? []);
    images.set(original[1] ?? [], rowLength);
    createAugmenter({ shift: 1, steps: everyStep }, rowShape)({ images }, createRng(0));
    expect(images.subarray(0, rowLength)).toEqual(whole[0]);
    expect(images.subarray(rowLength, 2 * rowLength)).toEqual(whole[1]);
  });

  it("draws for a step the same, whatever other steps and shift there are, and whether they act", () => {
    const flip = { name: "flip", axes: ["x"] };
    const without = augmented({ shift: 0, steps: steps(flip) });
    const flips = without.map((image, row) => image[0] !== original[row]?.[0]);
    expect(new Set(flips).size).toBe(2);
    // Boxes hide few pixels, so that what is mirrored is still seen.
    const box = { name: "cutout", size: [1, 1], chance: 0.5, fill: 0 };
    for (const around of [steps(box, flip), steps(flip, box), steps(box, flip, box)]) {
      const rows = augmented({ shift: 0, steps: around });
      const agreeing = rows.map((image, row) => {
        const equal = image.filter((value, index) => value === without[row]?.[index]);
        return equal.length >= rowLength - 4;
      });
      expect(agreeing).toEqual(new Array<boolean>(10).fill(true));
    }
    const shifted = augmented({ shift: 1, steps: steps(flip) });
    const still = augmented({ shift: 1 });
    for (const [row, image] of shifted.entries()) {
      expect(image[0] !== still[row]?.[0]).toBe(flips[row]);
    }
  });

  it("gives a second step of a name draws of its own", () => {
    const flip = { name: "flip", axes: ["x"] };
    // Were the draws the same, two flips would undo each other in every image.
    expect(augmented({ shift: 0, steps: steps(flip, flip) })).not.toEqual(original);
  });

  it("applies steps in their order", () => {
    const [bright, box] = [
      { name: "intensity", gain: [0.5, 0.5] },
      { name: "cutout", size: [9, 11], fill: 1 },
    ];
    const last = (rows: Float32Array[]) => Math.max(...rows.map((image) => Math.max(...image)));
    expect(last(augmented({ shift: 0, steps: steps(bright, box) }))).toBe(1);
    expect(last(augmented({ shift: 0, steps: steps(box, bright) }))).toBe(0.5);
  });

  it("keeps known ranges, and changes volumes", () => {
    const volume = [1, 5, 6, 7];
    const settings = steps(
      ...everyStep.slice(0, -1),
      { name: "cutout", size: [2, 2, 2] },
      { name: "noise", sigma: [0.5, 0.5] },
    );
    const bounded = augmented({ shift: 1, steps: settings }, 0, volume);
    const before = augmented({ shift: 0 }, 0, volume);
    for (const [row, image] of bounded.entries()) {
      expect(image).not.toEqual(before[row]);
      expect([Math.min(...image), Math.max(...image)]).toEqual([0, 1]);
    }
    const free = augmented({ shift: 1, steps: settings, valueRange: null }, 0, volume);
    const values = free.flatMap((image) => [...image]);
    expect(Math.min(...values)).toBeLessThan(0);
    expect(Math.max(...values)).toBeGreaterThan(1);
    expect(values.every(Number.isFinite)).toBe(true);
  });
});
