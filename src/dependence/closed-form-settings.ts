/** Settings that closed forms share. */
import { z } from "zod";

export const estimatorSetting = z
  .enum(["biased", "unbiased"])
  .default("biased")
  .describe(
    "biased: V-statistic, as published, high for small batches; unbiased: U-statistic, may be negative",
  );

export const bandwidthSetting = z
  .union([z.literal("median"), z.number().positive()])
  .default("median")
  .describe("width of the Gaussian kernels: the median distance of the batch, or a number");

/** Whether both sides are brought to mean 0 and variance 1 first. */
export function standardiseSetting(byDefault: boolean) {
  return z
    .boolean()
    .default(byDefault)
    .describe("standardise features over the batch before they are compared");
}
