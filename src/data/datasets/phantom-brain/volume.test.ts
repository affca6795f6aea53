import { describe, expect, it } from "vitest";
import { at } from "../../../base/ndarray.js";
import { createRng } from "../../../base/rng.js";
import { brainTissue, drawBrain } from "./anatomy.js";
import { drawScan, plantField, plantIntensity, type BrainScan } from "./scan.js";
import { brainAffine, brainSpacing, fieldOfViewMm, writeBrain, type BrainSize } from "./volume.js";

interface Asked {
  readonly size?: BrainSize;
  readonly lesion?: boolean;
  readonly change?: (scan: BrainScan) => BrainScan;
}

function volumeOf(
  seed: number,
  { size = [24, 24, 24], lesion = false, change }: Asked = {},
): Float32Array {
  const rng = createRng(seed);
  const facts = { age: 60, sex: "F", lesion, difficulty: 0.5 } as const;
  const scan = drawScan(rng.child("scan"));
  const out = new Float32Array(size[0] * size[1] * size[2]);
  writeBrain(drawBrain(rng, facts), change?.(scan) ?? scan, size, rng.child("noise"), out);
  return out;
}

const still: Partial<BrainScan> = {
  shift: [0, 0, 0],
  turn: [0, 0, 0],
  fieldSlope: [0, 0, 0],
  fieldBow: 0,
};
const mean = (values: Float32Array, holds: (index: number) => boolean = () => true): number => {
  const kept = values.filter((_, index) => holds(index));
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
};

/** Chance that a value of `high` exceeds one of `low`. */
function auroc(low: readonly number[], high: readonly number[]): number {
  const wins = high.flatMap((one) =>
    low.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)),
  );
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
}

describe("writeBrain", () => {
  it("gives the same bytes for the same arguments and differs between heads", () => {
    expect(volumeOf(3)).toEqual(volumeOf(3));
    expect(volumeOf(4)).not.toEqual(volumeOf(3));
  });

  it("puts each voxel where the affine says, in millimetres of a head of average size", () => {
    const size = [30, 20, 12] as const;
    const rng = createRng(5);
    const facts = { age: 60, sex: "F", lesion: true, difficulty: 0 } as const;
    const anatomy = { ...drawBrain(rng, facts), scale: 1 };
    const scan = { ...drawScan(rng), ...still, brightness: 0, noise: 0 };
    const out = new Float32Array(30 * 20 * 12);
    writeBrain(anatomy, scan, size, rng.child("noise"), out);
    const affine = brainAffine(size);
    const edge = 0.9 * Math.cbrt(brainSpacing(size).reduce((product, step) => product * step, 1));
    for (let index = 0; index < out.length; index += 7) {
      const voxel = [Math.floor(index / 240), Math.floor(index / 12) % 20, index % 12];
      const [x = 0, y = 0, z = 0] = voxel.map(
        (step, axis) => at(affine, 5 * axis) * step + at(affine, 4 * axis + 3),
      );
      expect(at(out, index)).toBeCloseTo(brainTissue(anatomy, x, y, z, edge), 5);
    }
  });

  it("has the field of view in the middle of the affine, whatever the size", () => {
    for (const size of [
      [48, 48, 48],
      [64, 32, 16],
    ] as const) {
      const affine = brainAffine(size);
      for (const axis of [0, 1, 2] as const) {
        const middle = at(affine, 5 * axis) * ((size[axis] - 1) / 2) + at(affine, 4 * axis + 3);
        expect(middle).toBeCloseTo(axis === 2 ? -8 : 0, 9);
        expect(at(brainSpacing(size), axis)).toBe(fieldOfViewMm / size[axis]);
      }
    }
  });

  it("shares its noise between scans with the same generator, and has Rayleigh noise in the air", () => {
    const noisy = (scan: BrainScan): BrainScan => ({ ...scan, noise: 0.05 });
    const air = volumeOf(6, { change: noisy }).filter((_, index) => index < 24 * 24);
    // The mean magnitude of complex normal noise of deviation s is s √(π/2).
    expect(mean(air)).toBeCloseTo(0.05 * Math.sqrt(Math.PI / 2), 2);
    const bright = volumeOf(6, { change: (scan) => plantIntensity(noisy(scan), 0.5) });
    expect(bright.slice(0, 24 * 24)).toEqual(air);
  });

  it("changes only about the lesion where there is one", () => {
    const [clear, ill] = [volumeOf(7), volumeOf(7, { lesion: true })];
    const changed = clear.reduce(
      (count, value, index) => (value === ill[index] ? count : count + 1),
      0,
    );
    // A sphere of 16 to 23 mm and its edge of 4, in voxels of 9 mm.
    expect(changed).toBeGreaterThan(20);
    expect(changed).toBeLessThan(150);
  });
});

describe("difficulty", () => {
  const seeds = Array.from({ length: 30 }, (_, seed) => seed);
  const size = [16, 16, 16] as const;
  /** Back and right over front and left: index is (x · 16 + y) · 16 + z. */
  const slopeOf = (values: Float32Array): number =>
    mean(values, (index) => index >= 8 * 256 && Math.floor(index / 16) % 16 < 8) /
    mean(values, (index) => index < 8 * 256 && Math.floor(index / 16) % 16 >= 8);

  it("two sums over the voxels tell site and intensity from each other, and say nothing of the lesion", () => {
    const natural = seeds.map((seed) => volumeOf(seed, { size }));
    const field = seeds.map((seed) =>
      volumeOf(seed + 100, { size, change: (scan) => plantField(scan, 0.5) }),
    );
    const bright = seeds.map((seed) =>
      volumeOf(seed + 200, { size, change: (scan) => plantIntensity(scan, 0.5) }),
    );
    const ill = seeds.map((seed) => volumeOf(seed + 300, { size, lesion: true }));
    const [slopes, means] = [natural.map(slopeOf), natural.map((values) => mean(values))];
    expect(auroc(slopes, field.map(slopeOf))).toBeGreaterThan(0.97);
    expect(
      auroc(
        means,
        bright.map((values) => mean(values)),
      ),
    ).toBeGreaterThan(0.97);
    expect(Math.abs(auroc(slopes, ill.map(slopeOf)) - 0.5)).toBeLessThan(0.2);
    expect(
      Math.abs(
        auroc(
          means,
          ill.map((values) => mean(values)),
        ) - 0.5,
      ),
    ).toBeLessThan(0.2);
  });
});
