import { z } from "zod";
import { ConfigError } from "../../../base/errors.js";
import { parsePreprocessSpec } from "../../preprocess/preprocess-spec.js";
import type { CohortMakerData } from "./image-maker.js";

const preparation = z.strictObject({
  decode: z.strictObject({
    frame: z.int().min(0).nullable(),
    window: z.enum(["none", "first"]),
    series: z.boolean(),
  }),
  preprocess: z.unknown(),
  imageShape: z.array(z.int().positive()).min(3).max(4),
});

/**
 * How the files of a cohort became images, as a run stored it: a data set's `preparation`. It comes back with its keys in
 * their order: the text is part of the key of cached images, so those of the run are found again.
 * @param where file that it was stored in, for messages.
 * @throws ConfigError for something else, and as `parsePreprocessSpec`.
 */
export function parsePreparation(value: unknown, where: string): CohortMakerData {
  const parsed = preparation.safeParse(value);
  if (parsed.success) {
    parsePreprocessSpec(parsed.data.preprocess, where);
    return value as CohortMakerData;
  }
  const [issue] = parsed.error.issues;
  throw new ConfigError(where, "how files become images cannot be read", {
    key: ["preparation", ...(issue?.path ?? [])].map(String).join("."),
    reason: issue?.message ?? "",
    advice: "It was written by another version, or changed by hand.",
  });
}
