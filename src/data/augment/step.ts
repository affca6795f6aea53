import type { z } from "zod";
import { ConfigError } from "../../base/errors.js";
import type { Rng } from "../../base/rng.js";
import type { AugmentEffect } from "./effects.js";

/** What every image of a training set has in common. */
export interface ImageFacts {
  readonly channels: number;
  /** [H, W] or [X, Y, Z]. */
  readonly space: readonly number[];
  /** Least and greatest value that an image can have; null where it is not known. */
  readonly range: readonly [least: number, greatest: number] | null;
}

/** An effect of a step, and the setting that it comes from. */
export interface StepEffect {
  readonly setting: string;
  readonly effect: AugmentEffect;
}

/** Change the image [C, ...space] at `images[offset ...]` in place, as `drawn` says. Same arguments, same bytes. */
export type ApplyStep = (images: Float32Array, offset: number, drawn: Float64Array) => void;

/**
 * One declared step of augmentation. Chance and change are apart: `draw` takes all that is random, and always as many
 * numbers of the generator, so that no image moves the draws of another; `start` gives a function without any.
 */
export interface AugmentStep<Schema extends z.ZodType<{ name: string }>> {
  readonly name: z.infer<Schema>["name"];
  readonly config: Schema;
  /** What it does under these settings; a setting that does nothing has no effect. */
  effects(config: z.infer<Schema>): readonly StepEffect[];
  /** @throws ConfigError, its place beginning with `where`, for settings that do not fit such images. */
  check(config: z.infer<Schema>, facts: ImageFacts, where: string): void;
  /** How many numbers decide what happens to one image. */
  drawn(config: z.infer<Schema>, facts: ImageFacts): number;
  /** Write them to `into`; false where the image stays as it is. */
  draw(rng: Rng, config: z.infer<Schema>, facts: ImageFacts, into: Float64Array): boolean;
  /** Memory that is used again from one image to the next belongs to the function that is returned. */
  start(config: z.infer<Schema>, facts: ImageFacts): ApplyStep;
}

/** The declaration itself, with its types found from it. */
export function defineAugmentStep<Schema extends z.ZodType<{ name: string }>>(
  step: AugmentStep<Schema>,
): AugmentStep<Schema> {
  return step;
}

/** Names of spatial axes: x runs along the columns of a picture and y along its rows; a volume is [X, Y, Z]. */
export const axisNames = ["x", "y", "z"] as const;
export type AxisName = (typeof axisNames)[number];

/** Position of an axis in `space`. */
export function axisPosition(name: AxisName, { space }: ImageFacts): number {
  const index = axisNames.indexOf(name);
  return space.length === 2 ? 1 - index : index;
}

/** @throws ConfigError where `size` does not have a number for each axis of the images. */
export function requireEveryAxis(
  size: readonly number[],
  { space }: ImageFacts,
  where: string,
): void {
  if (size.length === space.length) return;
  throw new ConfigError(where, "does not have a number for each axis of the images", {
    expected: `${space.length} numbers for images of ${space.join(" x ")}`,
    got: size,
  });
}
