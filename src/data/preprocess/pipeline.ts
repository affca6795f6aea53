import { DataError } from "../../base/errors.js";
import { sameShape } from "../../base/ndarray.js";
import type { DecodedImage } from "../formats/decoded-image.js";
import { requireFinite, toWorkingImage, withChannels } from "./channels.js";
import type { PreprocessSpec } from "./preprocess-spec.js";
import type { BoundStep } from "./registry.js";
import { bindStep } from "./registry.js";
import type { Scratch } from "./scratch.js";
import { createScratch } from "./scratch.js";
import type { ValueRange, WorkingImage } from "./working-image.js";

/** Preprocessing of a cohort: every image comes out in one shape. */
export interface Pipeline {
  /** [C, H, W] or [C, X, Y, Z]. */
  readonly imageShape: readonly number[];
  /** What every sample lies in, as far as the steps fix it (to the rounding of float32); null: anything. */
  readonly valueRange: ValueRange | null;
  /**
   * @param where the image, for messages. @throws DataError naming the image, and the step where one refuses: samples
   * that are not finite, an image that a step cannot take, or one that comes out in another shape.
   */
  apply(decoded: DecodedImage, where: string): WorkingImage;
}

/**
 * The pipeline of `spec`, for images that come out as `imageShape`. From one image to the next it keeps memory, never
 * values: the same image gives the same bytes, in any order and in any worker.
 * @param imageShape {@link fixedImageShape}, or where that is null {@link preprocess} of the first image.
 * @throws DataError where the steps fix another shape.
 */
export function createPipeline(spec: PreprocessSpec, imageShape: readonly number[]): Pipeline {
  const fixed = fixedImageShape(spec);
  if (fixed !== null && !sameShape(fixed, imageShape)) {
    throw new DataError("preprocess", "the steps fix another shape of images", {
      expected: fixed,
      got: imageShape,
    });
  }
  const steps = bindSteps(spec);
  const scratch = createScratch();
  return {
    imageShape,
    valueRange: steps.reduce<ValueRange | null>((range, step) => step.range(range), null),
    apply(decoded, where) {
      const image = finish(runSteps(spec, steps, decoded, where, scratch), spec, where);
      if (!sameShape(image.shape, imageShape)) throw otherShape(image.shape, imageShape, where);
      return scratch.holds(image.data) ? { ...image, data: image.data.slice() } : image;
    },
  };
}

/** All steps for one image, whatever shape it comes out in: to learn the shape of a cohort from its first image. */
export function preprocess(
  spec: PreprocessSpec,
  decoded: DecodedImage,
  where: string,
): WorkingImage {
  return finish(runSteps(spec, bindSteps(spec), decoded, where), spec, where);
}

/** The first `count` steps for one image: what the next step is given to learn from. */
export function preprocessFirst(
  spec: PreprocessSpec,
  count: number,
  decoded: DecodedImage,
  where: string,
): WorkingImage {
  return runSteps(spec, bindSteps(spec).slice(0, count), decoded, where);
}

/** The shape that images come out in, whatever they are; null where it is that of the images themselves. */
export function fixedImageShape(spec: PreprocessSpec): readonly number[] | null {
  const channels = spec.channels === "grey" ? 1 : 3;
  const last = bindSteps(spec).findLast(({ extents }) => extents !== "kept");
  return last === undefined || last.extents === "varying" || last.extents === "kept"
    ? null
    : [channels, ...last.extents];
}

function bindSteps(spec: PreprocessSpec): BoundStep[] {
  return spec.steps.map((config, index) => bindStep(config, spec.fitted[index] ?? null));
}

function runSteps(
  spec: PreprocessSpec,
  steps: readonly BoundStep[],
  decoded: DecodedImage,
  where: string,
  scratch: Scratch | null = null,
): WorkingImage {
  let image = toWorkingImage(decoded, spec.channels, where, scratch);
  for (const [index, step] of steps.entries()) {
    image = step.apply(image, `${where}, step ${index + 1} (${step.name})`);
  }
  return image;
}

function finish(image: WorkingImage, { channels }: PreprocessSpec, where: string): WorkingImage {
  requireFinite(image.data, image.shape, null, `${where}, after the last step`);
  return withChannels(image, channels);
}

function otherShape(shape: readonly number[], wanted: readonly number[], where: string): DataError {
  const size = `[${wanted.slice(1).join(", ")}]`;
  const sameAxes = shape.length === wanted.length;
  return new DataError(where, "the image comes out in another shape than the others", {
    expected: wanted,
    got: shape,
    advice: sameAxes
      ? `Add a step that fixes the size to the end of preprocess: {name: resize, size: ${size}} or {name: crop-pad, size: ${size}}.`
      : "A cohort has pictures or volumes, not both.",
  });
}
