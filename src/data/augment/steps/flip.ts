import { z } from "zod";
import { ConfigError } from "../../../base/errors.js";
import { sizeOf } from "../../../base/ndarray.js";
import { axisNames, axisPosition, defineAugmentStep } from "../step.js";
import { chanceSetting } from "../step-settings.js";

/** Settings of {@link flip}. */
export const flipConfig = z.strictObject({
  name: z.literal("flip").describe("Mirrors images along axes."),
  axes: z
    .array(z.enum(axisNames))
    .min(1)
    .refine((axes) => new Set(axes).size === axes.length, { message: "an axis is named twice" })
    .describe(
      "Axes, each mirrored on its own: x is left-right in pictures and in volumes, y up-down in pictures and front-back in volumes, z up-down in volumes.",
    ),
  chance: chanceSetting(0.5, "Share of the images that are mirrored, for each axis"),
});

/**
 * Sample i of n along an axis becomes sample n - 1 - i; exactly, and twice is not at all. Each axis that is named is
 * mirrored with probability `chance`, independently of the others. Pictures and volumes, all channels together.
 * @source TorchIO, RandomFlip; torch.flip.
 */
export const flip = defineAugmentStep({
  name: "flip",
  config: flipConfig,
  effects: ({ chance }) => (chance === 0 ? [] : [{ setting: "axes", effect: "mirrors" }]),
  check({ axes }, { space }, where) {
    const known = axisNames.slice(0, space.length);
    if (axes.every((axis) => known.includes(axis))) return;
    throw new ConfigError(`${where}.axes`, "pictures have no such axis", {
      expected: known.join(" | "),
      got: axes,
    });
  },
  drawn: ({ axes }) => axes.length,
  draw(rng, { axes, chance }, _, into) {
    let acts = false;
    for (let index = 0; index < axes.length; index++) {
      const mirrored = rng.uniform() < chance;
      into[index] = mirrored ? 1 : 0;
      acts ||= mirrored;
    }
    return acts;
  },
  start({ axes }, facts) {
    const { channels, space } = facts;
    const layouts = axes.map((name) => {
      const axis = axisPosition(name, facts);
      const outer = channels * sizeOf(space.slice(0, axis));
      return { outer, extent: space[axis] ?? 1, inner: sizeOf(space.slice(axis + 1)) };
    });
    return (images, offset, drawn) => {
      for (let index = 0; index < layouts.length; index++) {
        const layout = layouts[index];
        if (layout !== undefined && drawn[index] === 1) mirror(images, offset, layout);
      }
    };
  },
});

interface Layout {
  readonly outer: number;
  readonly extent: number;
  readonly inner: number;
}

/** Turn the middle axis of [outer, extent, inner] around, in place. */
function mirror(images: Float32Array, offset: number, { outer, extent, inner }: Layout): void {
  const half = extent >> 1;
  for (let block = 0; block < outer; block++) {
    const start = offset + block * extent * inner;
    for (let position = 0; position < half; position++) {
      const left = start + position * inner;
      const right = start + (extent - 1 - position) * inner;
      for (let index = 0; index < inner; index++) {
        const kept = images[left + index] ?? 0;
        images[left + index] = images[right + index] ?? 0;
        images[right + index] = kept;
      }
    }
  }
}
