import { z } from "zod";
import { augmentStepConfig } from "./registry.js";

/**
 * `train.augment` of a run file. `steps` and `allow` have no default, so that a run without them has the configuration, and
 * the hash, that it had before they were there.
 */
export const augmentConfig = z.strictObject({
  shift: z
    .int()
    .nonnegative()
    .default(0)
    .describe("pixels by which each training image is moved at most, along each axis, at random"),
  moveAttributes: z
    .boolean()
    .default(false)
    .describe("allow it where an attribute sits at a place of the image and would move with it"),
  steps: z
    .array(augmentStepConfig)
    .optional()
    .describe("random changes in order, after shift; docs/augmentation.md"),
  allow: z
    .array(z.string())
    .optional()
    .describe("attributes that steps may change although they are those of the run"),
});
export type AugmentConfig = z.infer<typeof augmentConfig>;
