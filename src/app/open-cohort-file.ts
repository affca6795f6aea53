import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { ConfigError, DataError, UnconfoundError } from "../base/errors.js";
import { fileErrorCode } from "../base/file-error-code.js";
import { parseCohort } from "../config/parse-cohort.js";
import type { DataSet } from "../data/dataset.js";
import type { CohortConfig } from "../config/cohort-config.js";
import { openCohort, type CohortDataOptions } from "../data/datasets/cohort.js";
import { pseudonymKey } from "./pseudonym-key.js";

/** One of the folds of a cohort, from 0. */
export interface CohortFold {
  readonly index: number;
  readonly of: number;
}

/** How the data set of a cohort is opened. */
export interface CohortFileOptions {
  /** Path of the cohort file. */
  readonly file: string;
  /** `key.sub=value`; none if absent. */
  readonly overrides?: readonly string[];
  /** The fold that is the test, in place of the file's own. */
  readonly fold?: CohortFold;
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
  const spec = withFold(readCohortFile(options.file, options.overrides), options.fold);
  return {
    spec,
    preprocess: { channels: spec.images.channels, steps: spec.preprocess },
    decode: decodeSettings(spec),
    ...settingsOf(spec, options),
  };
}

/** What a cohort file says. @throws DataError where it cannot be read; ConfigError as `parseCohort`. */
export function readCohortFile(file: string, overrides: readonly string[] = []): CohortConfig {
  try {
    return parseCohort(readFileSync(file, "utf8"), file, overrides);
  } catch (error) {
    if (error instanceof UnconfoundError) throw error;
    throw new DataError(file, "the cohort file cannot be read", { got: fileErrorCode(error) });
  }
}

/** @throws ConfigError where the cohort is not split in as many folds. */
function withFold(spec: CohortConfig, fold: CohortFold | undefined): CohortConfig {
  if (fold === undefined) return spec;
  const { split } = spec;
  if (split.kind === "folds" && split.folds === fold.of) {
    return { ...spec, split: { ...split, fold: fold.index } };
  }
  throw new ConfigError("data.fold", "the cohort is not split in so many folds", {
    expected: `split: { kind: folds, folds: ${fold.of}, fold: 0, validation: … } in the cohort file`,
    got: split.kind === "folds" ? `${split.folds} folds` : `kind: ${split.kind}`,
  });
}

/** What a cohort file says of how its images are decoded. */
export function decodeSettings({ images }: CohortConfig): CohortDataOptions["decode"] {
  const { frame, voi, series } = images;
  return {
    frame: frame === undefined ? null : frame === "first" ? 0 : frame,
    window: voi === "window" ? "first" : "none",
    series,
  };
}

/** What is the same however a cohort's images are prepared. */
export function settingsOf(spec: CohortConfig, options: CohortFileOptions) {
  const { file, splitSeed, cacheFolder, workers, onProgress } = options;
  const folder = dirname(file);
  return {
    plainIds: spec.privacy.ids === "plain",
    smallestCell: spec.privacy.smallestCell,
    exampleImages: spec.privacy.exampleImages,
    allowed: spec.privacy.allow,
    ...(spec.unit === "subject" ? { subjectAggregate: spec.aggregate } : {}),
    key: pseudonymKey(folder),
    ...{ file, folder, splitSeed, cacheFolder, onProgress },
    ...(workers === undefined ? {} : { workers }),
  };
}
