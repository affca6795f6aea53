import { dirname, resolve } from "node:path";
import { ConfigError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { checkRun } from "../config/check-run.js";
import { isCohortText } from "../config/parse-cohort.js";
import { parseRunConfig } from "../config/parse-config.js";
import type { RunConfig } from "../config/run-config.js";
import { checkCohort, type CheckOptions, type CohortCheck } from "../data/check/check-cohort.js";
import { checkToJson, describeCheck } from "../data/check/describe-check.js";
import { createPseudonyms } from "../data/cohort/pseudonym.js";
import {
  cohortDataSet,
  openCohortImages,
  type CohortDataOptions,
  type CohortImages,
} from "../data/datasets/cohort.js";
import { mostBroken, mostFailures } from "../data/datasets/cohort/failures.js";
import type { DataSet } from "../data/dataset.js";
import { describeSets } from "../data/sampling/describe-sets.js";
import { loadBackend } from "../runtime/load.js";
import { cohortDataOptions } from "./open-cohort-file.js";
import { cohortFileOptions, openDataSet, type DataProgress } from "./open-data.js";
import { openWholeCohort } from "./open-whole-cohort.js";
import { prepareSets, type PreparedRun } from "./prepare-run.js";
import { describeWeights, openWeights } from "./starting-weights.js";

/** What a check of data found. */
export interface DataCheck {
  /** For the terminal; names files as the tables do. */
  readonly text: string;
  /** The same for programs, with the names that privacy allows; null of a data set that is no cohort. */
  readonly json: string | null;
  /** Something would make results wrong, or training refuse. */
  readonly hasErrors: boolean;
}

/** Progress of making images, and then of looking at them. */
export interface CheckProgress {
  readonly onMake: DataProgress;
  readonly onLook: DataProgress;
}

/**
 * Read everything that a run file or a cohort file names, once, and say what is wrong with it; trains nothing. Images that
 * are made for it are in the cache when training wants them.
 *
 * A cohort file alone is checked with all of its attributes, `splitSeed` 0 and the user's cache folder.
 * @throws ConfigError, DataError, FormatError as reading them does.
 */
export async function checkData(
  { text, file }: { readonly text: string; readonly file: string },
  overrides: readonly string[],
  progress: CheckProgress,
): Promise<DataCheck> {
  if (isCohortText(text)) {
    const { images, options } = await openWholeCohort(file, overrides, progress.onMake);
    return checkImages(images, options, { withTables: true }, progress);
  }
  const config = parseRunConfig(text, file, overrides);
  checkRun(config);
  const base = dirname(resolve(file));
  const { data } = config;
  if (data.dataset !== "cohort") {
    const dataset = await openDataSet(data, base, progress.onMake);
    const text = await describeRunData(config, dataset, base);
    return { text, json: null, hasErrors: false };
  }
  const options = cohortDataOptions(cohortFileOptions(data, base, progress.onMake));
  const images = await openCohortImages(options, mostBroken);
  if (images.failures.length > mostFailures * images.cohort.ids.length) {
    return checkImages(images, options, { withTables: false }, progress);
  }
  const run = await prepareChecked(config, cohortDataSet(images, options), base);
  const shown = { withTables: false, sets: run.sets.tables };
  const check = checkImages(images, options, shown, progress);
  return { ...check, text: `${check.text}\n\n${setsText(run, config)}` };
}

/** The text of `--json`. @throws ConfigError for a data set that is no cohort. */
export function requireJson({ json }: DataCheck): string {
  if (json !== null) return json;
  throw new ConfigError("--json", "only a cohort has a report for programs", {
    advice: "Leave it out for this data set.",
  });
}

function checkImages(
  images: CohortImages,
  options: CohortDataOptions,
  shown: Pick<CheckOptions, "withTables" | "sets">,
  { onLook }: CheckProgress,
): DataCheck {
  const { cohort, notices } = images;
  const { smallestCell } = options;
  const check = checkCohort(images, { ...shown, smallestCell, onProgress: onLook });
  const path = (row: number) => at(cohort.images, row);
  const notes = [...cohort.notes, ...notices];
  return {
    text: [
      ...(notes.length === 0 ? [] : [notes.join("\n")]),
      describeCheck(check, { nameOf: path, smallestCell }),
    ].join("\n\n"),
    json: jsonOf(check, images, options),
    hasErrors: check.findings.some(({ severity }) => severity === "error"),
  };
}

/** With pseudonyms of the ids, or the paths where privacy has plain ids. */
function jsonOf(
  check: CohortCheck,
  { cohort }: CohortImages,
  { plainIds, key, smallestCell }: CohortDataOptions,
): string {
  const pseudonyms = createPseudonyms(key);
  const path = (row: number) => at(cohort.images, row);
  const nameOf = (row: number) => (plainIds ? path(row) : pseudonyms.of("id", at(cohort.ids, row)));
  return checkToJson(check, { nameOf, smallestCell }, (message, row) =>
    message.replaceAll(path(row), nameOf(row)),
  );
}

/** Pools, split and the table of every set. */
async function describeRunData(config: RunConfig, dataset: DataSet, base: string): Promise<string> {
  const run = await prepareChecked(config, dataset, base);
  const { name, imageShape, pools, contentHash, notes = [] } = dataset;
  const [what, rowsWord] = imageShape.length === 1 ? ["features", "rows"] : ["images", "images"];
  const shares = run.shares.map(
    ({ part, rows, subjects, asked, realised }) =>
      `${part.padEnd(10)} ${rows} ${rowsWord} of ${subjects} subjects (asked ${asked.toFixed(3)}, came ${realised.toFixed(3)} of its pool)`,
  );
  return [
    `${name}: ${what} ${imageShape.join("x")}, ${pools.train.ids.length} in the training pool, ${pools.test?.ids.length ?? 0} in the test pool`,
    `content ${contentHash}`,
    ...notes,
    "",
    ...shares,
    "",
    setsText(run, config),
  ].join("\n");
}

async function prepareChecked(config: RunConfig, dataset: DataSet, base: string) {
  const weights = openWeights(config, base, dataset.imageShape, null);
  return prepareSets(config, dataset, await loadBackend(), weights);
}

function setsText({ sets, dataset, weights }: PreparedRun, { sampling }: RunConfig): string {
  return [
    describeSets(sets.tables, sampling, "all", dataset.smallestCell),
    ...(weights === null ? [] : ["", ...describeWeights(weights)]),
  ].join("\n");
}
