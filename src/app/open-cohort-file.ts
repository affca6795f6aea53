import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { DataError } from "../base/errors.js";
import { fileErrorCode } from "../base/file-error-code.js";
import { parseCohort } from "../config/parse-cohort.js";
import type { DataSet } from "../data/dataset.js";
import { openCohort, type CohortDataOptions } from "../data/datasets/cohort.js";
import { pseudonymKey } from "./pseudonym-key.js";

/** How the data set of a cohort file is opened. */
export interface CohortFileOptions {
  /** Path of the cohort file. */
  readonly file: string;
  /** `key.sub=value`; none if absent. */
  readonly overrides?: readonly string[];
  readonly splitSeed: number;
  readonly cacheFolder: string;
  readonly workers: number | undefined;
  readonly onProgress: (done: number, total: number) => void;
}

/** The data set of a cohort file. @throws DataError where it cannot be read; the rest as `parseCohort` and `openCohort`. */
export async function openCohortFile(options: CohortFileOptions): Promise<DataSet> {
  return openCohort(cohortDataOptions(options));
}

/** How `openCohort` is asked for the cohort of a file. @throws as {@link openCohortFile}. */
export function cohortDataOptions(options: CohortFileOptions): CohortDataOptions {
  const { file, splitSeed, cacheFolder, workers, onProgress } = options;
  const spec = parseCohort(readText(file), file, options.overrides);
  const { frame } = spec.images;
  const folder = dirname(file);
  return {
    spec,
    preprocess: { channels: spec.images.channels, steps: spec.preprocess },
    decode: {
      frame: frame === undefined ? null : frame === "first" ? 0 : frame,
      window: spec.images.voi === "window" ? "first" : "none",
      series: spec.images.series,
    },
    plainIds: spec.privacy.ids === "plain",
    smallestCell: spec.privacy.smallestCell,
    allowed: spec.privacy.allow,
    key: pseudonymKey(folder),
    ...{ folder, splitSeed, cacheFolder, onProgress },
    ...(workers === undefined ? {} : { workers }),
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new DataError(file, "the cohort file cannot be read", { got: fileErrorCode(error) });
  }
}
