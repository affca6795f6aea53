import { z } from "zod";
import { ConfigError } from "../../../base/errors.js";
import { sizeOf } from "../../../base/ndarray.js";
import { defineAugmentStep, requireEveryAxis } from "../step.js";
import { chanceSetting } from "../step-settings.js";

/** Settings of {@link cutout}. */
export const cutoutConfig = z.strictObject({
  name: z.literal("cutout").describe("Covers boxes of one size at places drawn at random."),
  size: z
    .array(z.int().positive())
    .min(2)
    .max(3)
    .describe("Pixels of a box along each axis: [height, width], or [x, y, z] of a volume."),
  count: z.int().positive().default(1).describe("Boxes in an image; they may overlap."),
  fill: z
    .union([z.literal("mean"), z.number()])
    .default("mean")
    .describe("Value of the boxes; mean: that of the image, each channel its own."),
  chance: chanceSetting(1),
});

/**
 * Cover `count` boxes of `size` pixels. The middle of a box is any pixel, all equally likely, so that a box may reach
 * beyond the edge and is cut there: along an axis of n it covers pixels c - ⌊size/2⌋ … c - ⌊size/2⌋ + size - 1 that exist.
 * Boxes cover all channels. Pictures and volumes.
 * @source DeVries, Taylor, Improved Regularization of Convolutional Neural Networks with Cutout, arXiv 1708.04552.
 * Deviations: boxes of any size along each axis (theirs are squares, of an odd side one pixel smaller); filled with the
 * mean of the image (theirs with 0 after the mean of the data set was taken off).
 */
export const cutout = defineAugmentStep({
  name: "cutout",
  config: cutoutConfig,
  effects: ({ chance }) => (chance === 0 ? [] : [{ setting: "size", effect: "hides" }]),
  check({ size, fill }, facts, where) {
    const { space, range } = facts;
    requireEveryAxis(size, facts, `${where}.size`);
    if (size.some((length, axis) => length > (space[axis] ?? 0))) {
      throw new ConfigError(`${where}.size`, "the box is larger than the images", {
        expected: `at most ${space.join(" x ")}`,
        got: size,
      });
    }
    if (fill !== "mean" && range !== null && (fill < range[0] || fill > range[1])) {
      throw new ConfigError(`${where}.fill`, "outside the values of the images", {
        expected: `${range[0]} to ${range[1]}, or mean`,
        got: fill,
      });
    }
  },
  drawn: ({ count }, { space }) => count * space.length,
  draw(rng, { count, chance }, { space }, into) {
    const acts = rng.uniform() < chance;
    for (let index = 0; index < count * space.length; index++) {
      into[index] = Math.floor(rng.uniform() * (space[index % space.length] ?? 1));
    }
    return acts;
  },
  start({ size, count, fill }, { channels, space }) {
    const pixels = sizeOf(space);
    // As volumes: a picture is one slice.
    const lengths = space.length === 2 ? [1, ...size] : size;
    const extents = space.length === 2 ? [1, ...space] : space;
    const [first, last] = [new Int32Array(3), new Int32Array(3)];
    return (images, offset, drawn) => {
      for (let channel = 0; channel < channels; channel++) {
        const start = offset + channel * pixels;
        const value = fill === "mean" ? meanOf(images, start, pixels) : fill;
        for (let box = 0; box < count; box++) {
          for (let axis = 0; axis < 3; axis++) {
            const place = axis - 3 + space.length;
            const middle = place < 0 ? 0 : (drawn[box * space.length + place] ?? 0);
            const length = lengths[axis] ?? 1;
            const begin = middle - (length >> 1);
            first[axis] = Math.max(0, begin);
            last[axis] = Math.min(extents[axis] ?? 1, begin + length);
          }
          cover(images, start, extents, first, last, value);
        }
      }
    };
  },
});

function meanOf(images: Float32Array, offset: number, count: number): number {
  let sum = 0;
  for (let index = offset; index < offset + count; index++) sum += images[index] ?? 0;
  return sum / count;
}

/** Set the box first..last (exclusive) of the volume at `images[offset ...]` to `value`. */
function cover(
  images: Float32Array,
  offset: number,
  extents: readonly number[],
  first: Int32Array,
  last: Int32Array,
  value: number,
): void {
  const [, height = 1, width = 1] = extents;
  const [x0 = 0, y0 = 0, z0 = 0] = first;
  const [x1 = 0, y1 = 0, z1 = 0] = last;
  for (let x = x0; x < x1; x++) {
    for (let y = y0; y < y1; y++) {
      const line = offset + (x * height + y) * width;
      images.fill(value, line + z0, line + z1);
    }
  }
}
