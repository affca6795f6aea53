import { z } from "zod";
import { sizeOf } from "../../../base/ndarray.js";
import type { AugmentEffect } from "../effects.js";
import { createAffineMap, invertAffine } from "../kernels/affine-inverse.js";
import { samplePicture, sampleVolume } from "../kernels/sample-linear.js";
import { axisNames, axisPosition, defineAugmentStep, type ImageFacts } from "../step.js";
import {
  chanceSetting,
  factorsSetting,
  isOnly,
  uniformIn,
  uniformWithin,
} from "../step-settings.js";

/** Settings of {@link affine}. */
export const affineConfig = z
  .strictObject({
    name: z.literal("affine").describe("Turns, scales, slants and moves images."),
    rotate: z
      .number()
      .min(0)
      .max(180)
      .default(0)
      .describe("Largest turn in degrees, 0 to 180, either way; of a volume about each axis."),
    scale: factorsSetting
      .default([1, 1])
      .describe("[least, greatest] factor of size, the same along all axes; above 0."),
    shear: z
      .number()
      .min(0)
      .max(60)
      .default(0)
      .describe(
        "Largest slant in degrees, 0 to 60, either way: of x along y; of a volume along z too.",
      ),
    translate: z
      .number()
      .nonnegative()
      .default(0)
      .describe("Largest move in pixels along each axis, either way; parts of pixels too."),
    chance: chanceSetting(1),
  })
  .refine(
    ({ rotate, scale, shear, translate }) =>
      rotate > 0 || !isOnly(1, scale) || shear > 0 || translate > 0,
    { message: "changes nothing: set rotate, scale, shear or translate" },
  );

/** What each setting does where it is in use; every one resamples, which smooths. */
const effectsOf = {
  rotate: ["turns", "roughens"],
  scale: ["deforms", "roughens"],
  shear: ["deforms", "turns", "roughens"],
  translate: ["moves", "roughens"],
} as const satisfies Record<string, readonly AugmentEffect[]>;

/**
 * Sample q of the new image is the old one at p, q = c + t + R · S · H · (p - c), about the middle c of the image, between
 * samples linear; beyond the edge the edge goes on, so that no frame of another brightness is made. The turn R, the factor
 * S and the slant H are those of {@link invertAffine}; all are uniform: angles in ± `rotate` (a volume: one about each of x,
 * y and z), the factor in `scale`, the slants in ± `shear` (a picture: x along y; a volume: x along y, x along z, y along z),
 * the move t in ± `translate` along each axis. Pictures and volumes, all channels together.
 *
 * Voxels are taken as cubes: bring volumes to one spacing first, or a turn deforms them.
 * @source torchvision, RandomAffine. Deviations: volumes; the move is in pixels and not rounded; edges go on instead of 0.
 */
export const affine = defineAugmentStep({
  name: "affine",
  config: affineConfig,
  effects({ rotate, scale, shear, translate, chance }) {
    const set = {
      rotate: rotate > 0,
      scale: !isOnly(1, scale),
      shear: shear > 0,
      translate: translate > 0,
    };
    return (["rotate", "scale", "shear", "translate"] as const).flatMap((setting) =>
      set[setting] && chance > 0 ? effectsOf[setting].map((effect) => ({ setting, effect })) : [],
    );
  },
  check: () => undefined,
  drawn: (_, facts) => layoutOf(facts).count,
  draw(rng, { rotate, scale, shear, translate, chance }, facts, into) {
    const acts = rng.uniform() < chance;
    const { shearsAt, scaleAt, moveAt, count } = layoutOf(facts);
    for (let index = 0; index < shearsAt; index++) into[index] = uniformWithin(rng, rotate);
    for (let index = shearsAt; index < scaleAt; index++) into[index] = uniformWithin(rng, shear);
    into[scaleAt] = uniformIn(rng, scale);
    for (let index = moveAt; index < count; index++) into[index] = uniformWithin(rng, translate);
    return acts;
  },
  start(_, facts) {
    const { channels, space } = facts;
    const axes = space.length;
    const pixels = sizeOf(space);
    const { shearsAt, scaleAt, moveAt } = layoutOf(facts);
    const names = axisNames.slice(0, axes).map((name) => axisPosition(name, facts));
    const centre = Float64Array.from([0, 1, 2], (axis) => {
      const place = names[axis];
      return place === undefined ? 0 : ((space[place] ?? 1) - 1) / 2;
    });
    const map = createAffineMap(centre);
    const inverse = new Float64Array(12);
    const matrix = new Float64Array(axes * (axes + 1));
    const source = new Float32Array(pixels);
    const sample = axes === 2 ? samplePicture : sampleVolume;
    return (images, offset, drawn) => {
      for (let index = 0; index < axes; index++) map.move[index] = drawn[moveAt + index] ?? 0;
      if (axes === 2) {
        map.angles[2] = drawn[0] ?? 0;
      } else {
        for (let index = 0; index < 3; index++) map.angles[index] = drawn[index] ?? 0;
      }
      for (let index = shearsAt; index < scaleAt; index++) {
        map.shears[index - shearsAt] = drawn[index] ?? 0;
      }
      map.scale = drawn[scaleAt] ?? 1;
      invertAffine(map, inverse);
      toArrayAxes(inverse, names, matrix);
      for (let channel = 0; channel < channels; channel++) {
        const start = offset + channel * pixels;
        for (let index = 0; index < pixels; index++) source[index] = images[start + index] ?? 0;
        sample(source, images, start, space, matrix);
      }
    };
  },
});

const pictureLayout = { shearsAt: 1, scaleAt: 2, moveAt: 3, count: 5 };
const volumeLayout = { shearsAt: 3, scaleAt: 6, moveAt: 7, count: 10 };

/** Places of the numbers that are drawn: angles from 0, slants, factor, moves along x, y, z. */
function layoutOf({ space }: ImageFacts): typeof pictureLayout {
  return space.length === 2 ? pictureLayout : volumeLayout;
}

/** The map [3, 4] of x, y, z as the map [axes, axes + 1] of positions along the axes of the array. */
function toArrayAxes(
  inverse: Float64Array,
  /** Position in the array of x, y, z. */
  places: readonly number[],
  matrix: Float64Array,
): void {
  const axes = places.length;
  for (let row = 0; row < axes; row++) {
    const start = (places[row] ?? 0) * (axes + 1);
    for (let column = 0; column < axes; column++) {
      matrix[start + (places[column] ?? 0)] = inverse[4 * row + column] ?? 0;
    }
    matrix[start + axes] = inverse[4 * row + 3] ?? 0;
  }
}
