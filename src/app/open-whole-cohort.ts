import { join, resolve } from "node:path";
import {
  openCohortImages,
  type CohortDataOptions,
  type CohortImages,
} from "../data/datasets/cohort.js";
import { mostBroken } from "../data/datasets/cohort/failures.js";
import { cohortDataOptions } from "./open-cohort-file.js";
import { defaultCacheDirectory, type DataProgress } from "./open-data.js";

/**
 * The cohort of a cohort file alone: all of its attributes, `splitSeed` 0, images in the user's cache folder, where training
 * finds them.
 * @throws as `cohortDataOptions` and `openCohortImages`.
 */
export async function openWholeCohort(
  file: string,
  overrides: readonly string[],
  onProgress: DataProgress,
): Promise<{ readonly images: CohortImages; readonly options: CohortDataOptions }> {
  const options = cohortDataOptions({
    ...{ file: resolve(file), overrides, splitSeed: 0, workers: undefined },
    cacheFolder: join(defaultCacheDirectory(), "images"),
    onProgress,
  });
  return { images: await openCohortImages(options, mostBroken), options };
}
