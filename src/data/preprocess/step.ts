import type { z } from "zod";
import type { ValueRange, WorkingImage } from "./working-image.js";

/** What a step does to the lengths of the axes: they become these, stay, or depend on the image. */
export type StepExtents = readonly number[] | "kept" | "varying";

/** Gathers what a step learns, over training images alone. */
export interface StepFitter<Fitted> {
  /** @param image as it comes to this step, after those before. @throws DataError with `where`. */
  add(image: WorkingImage, where: string): void;
  /** @throws DataError where no image was added. */
  finish(): Fitted;
}

/** How a step learns from training images; what it learns is JSON, and stored with the model. */
export interface StepFitting<Config, Fitted> {
  /** False for something learnt under other settings. */
  agrees(config: Config, fitted: Fitted): boolean;
  start(config: Config): StepFitter<Fitted>;
}

/**
 * One declared step of preprocessing. Same image, settings and `fitted`: same bytes.
 * @template Fitted what it learnt; null for a step that learns nothing.
 */
export interface PreprocessStep<Schema extends z.ZodType<{ name: string }>, Fitted = null> {
  readonly name: z.infer<Schema>["name"];
  readonly config: Schema;
  extents(config: z.infer<Schema>): StepExtents;
  /** The image after the step; it may share memory with `image`, which is not changed. @throws DataError with `where`. */
  apply(image: WorkingImage, config: z.infer<Schema>, fitted: Fitted, where: string): WorkingImage;
  /**
   * Of a step that moves samples, along each axis after the channels: the index before it that is nearest to each index after it, -1 in a margin
   * that the step adds. For what must stay with the image, such as a mask; only asked of an image that `apply` takes. Absent: every sample stays where it is.
   */
  places?(image: WorkingImage, config: z.infer<Schema>): readonly Int32Array[];
  /** Values after the step, where `before` are those that come in; null: any. */
  range(before: ValueRange | null, config: z.infer<Schema>): ValueRange | null;
  /** What it does, in words for people who use the model: one clause without a full stop. */
  describe(config: z.infer<Schema>, fitted: Fitted): string;
  readonly fitting?: StepFitting<z.infer<Schema>, Fitted>;
}

/** The declaration itself, with its types found from it. */
export function defineStep<Schema extends z.ZodType<{ name: string }>, Fitted = null>(
  step: PreprocessStep<Schema, Fitted>,
): PreprocessStep<Schema, Fitted> {
  return step;
}
