/** Settings that several steps share. */
import { z } from "zod";
import { DataError } from "../../base/errors.js";

/** A whole number above 0 for each axis. */
export function extentsSetting(meaning: string) {
  return z.array(z.int().positive()).min(2).max(3).describe(meaning);
}

/** A pair (low, high), the lower first. */
export const intervalSetting = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, { message: "the first number must be below the second" });

/** Which samples a statistic is taken over. */
export type Over = "all" | "nonzero";

/** `over` of every step that takes a statistic of an image. */
export function overSetting(byDefault: Over) {
  return z
    .enum(["all", "nonzero"])
    .default(byDefault)
    .describe("Samples that the statistic is taken over: all, or those that are not 0.");
}

/** What `over` says, in words. */
export function overWords(over: Over): string {
  return over === "all" ? "of all samples" : "of the samples that are not 0";
}

/** A statistic over samples that are not 0, of an image in which all are. */
export function nothingOver(where: string): DataError {
  return new DataError(where, "every sample is 0, and the statistic is over those that are not", {
    advice: "Look at the image, and take it out of the table if it is empty.",
  });
}

/** An image that has no contrast to be scaled by. */
export function noContrast(what: string, value: number, where: string): DataError {
  return new DataError(where, what, {
    got: value,
    advice: "Look at the image, and take it out of the table if it is empty.",
  });
}
