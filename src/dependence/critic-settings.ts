/** Settings that measures with a critic share. */
import { z } from "zod";
import type { PairSampling } from "./sample-pairs.js";

/** `pairs`: how product samples are drawn. */
export function pairsSetting(byDefault: PairSampling) {
  return z
    .union([z.literal("all"), z.int().positive()])
    .default(byDefault)
    .describe("product samples: all B(B-1) combinations, or K shifts of the batch");
}

/** `layers`: how deep a critic of scores is. */
export const layersSetting = z
  .int()
  .positive()
  .default(3)
  .describe("hidden layers of the critic; 3 as published");

/** `norm`: what stands before each ReLU of a critic of scores. */
export const normSetting = z
  .enum(["batch", "none"])
  .default("batch")
  .describe(
    "batch: batch norm before each ReLU of the critic, as published; none: biases alone (ours), some 0.6 of the time of a critic update",
  );

/** Width of the critic, scale of what it reads, and what the encoder gets of a negative estimate. */
export const criticSettings = {
  hidden: z.int().positive().default(64).describe("width of the critic's hidden layers"),
  standardise: z
    .boolean()
    .default(true)
    .describe("standardise features over the batch before the critic"),
  clampPenalty: z
    .boolean()
    .default(true)
    .describe("penalise max(estimate, 0) instead of the estimate"),
};
