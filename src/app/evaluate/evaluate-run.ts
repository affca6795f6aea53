import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { ConfigError } from "../../base/errors.js";
import type { ExternalResults } from "../../evaluation/external/external-results.js";
import { parsePredictions } from "../../evaluation/parse-predictions.js";
import { formatPredictions } from "../../evaluation/predictions.js";
import type { RunResults } from "../../evaluation/results.js";
import { attributesRead } from "../../methods/method.js";
import { compile } from "../../runtime/compile.js";
import { loadBackend } from "../../runtime/load.js";
import { evaluationRows } from "../../training/subject-outputs.js";
import { predictSet, type SetOutputs } from "../../training/predict-set.js";
import { defaultCacheDirectory } from "../open-data.js";
import { openRun, readRunJson, readRunText, weightTree, type OpenedRun } from "../open-run.js";
import { predictionTable } from "../prediction-table.js";
import { runFolderNames } from "../run-folder.js";
import { requireNewFolder, writeFolder } from "../write-folder.js";
import { collectResults, setResult, type StoredRun } from "./collect-results.js";
import { externalName, externalSet, type ExternalSet } from "./external-set.js";
import { openExternal } from "./open-external.js";

/** A run, and the cohort that it is evaluated on. */
export interface EvaluationRequest {
  /** Run folder. */
  readonly run: string;
  /** Cohort file. */
  readonly cohort: string;
  /** A new folder. */
  readonly out: string;
  /** Of image caches; undefined: that of the user. */
  readonly cacheFolder: string | undefined;
  readonly onProgress: (done: number, total: number) => void;
}

/** What was found, and what the person at the terminal should know of the cohort. */
export interface EvaluationReport {
  readonly results: ExternalResults;
  readonly notes: readonly string[];
}

/**
 * Evaluate a finished run on another cohort, everything frozen: weights, preprocessing with what it learnt, classes, and
 * the threshold, which is chosen on the run's own validation rows. The run folder is only read; the evaluation appears in
 * a folder of its own, whole or not at all: results.json, predictions.csv, cohort.lock.json.
 * @throws ConfigError, DataError, FormatError as `openRun`, `openExternal`, `externalSet`; ConfigError where the folder
 * exists. @throws StorageError for what the file system refuses.
 */
export async function evaluateRun(request: EvaluationRequest): Promise<EvaluationReport> {
  requireNewFolder(request.out);
  const run = openRun(request.run);
  requireClasses(run);
  const stored = readStored(run);
  const { workers } = run.config.data.dataset === "cohort" ? run.config.data : {};
  const dataset = await openExternal(run, {
    file: request.cohort,
    splitSeed: 0,
    cacheFolder: request.cacheFolder ?? join(defaultCacheDirectory(), "images"),
    workers,
    onProgress: request.onProgress,
  });
  const { label, attributes } = run.blueprint;
  const names = attributes.map(({ name }) => name);
  const set = externalSet(dataset, { label, attributes }, attributesRead(run.method, names));
  const factors = { label, attributes };
  const rows = evaluationRows(dataset, factors, {
    images: set.images,
    outputs: await predict(run, set, names),
  });
  const evaluated = { ...set, images: rows.images };
  const predictions = predictionTable(factors, dataset, [{ name: externalName, ...rows }]);
  const results = collectResults(run, stored, {
    name: basename(request.cohort),
    set: evaluated,
    predictions,
    result: setResult(factors, evaluated, rows.outputs),
    lock: dataset.lock ?? "",
  });
  writeFolder(
    request.out,
    new Map([
      [runFolderNames.results, `${JSON.stringify(results, null, 2)}\n`],
      [runFolderNames.predictions, formatPredictions(predictions)],
      [runFolderNames.cohortLock, dataset.lock ?? ""],
    ]),
  );
  return { results, notes: dataset.notes ?? [] };
}

/** @throws ConfigError for a run whose target is a number. */
function requireClasses({ blueprint: { label } }: OpenedRun): void {
  if (label.scale === undefined) return;
  throw new ConfigError("run", "evaluation on another cohort is for classes", {
    got: `${label.name}, a number`,
    advice: "Predict its images (unconfound predict) and compare the numbers with yours.",
  });
}

function readStored({ folder }: OpenedRun): StoredRun {
  const name = runFolderNames.predictions;
  return {
    results: readRunJson<RunResults>(folder, runFolderNames.results),
    predictions: parsePredictions(readRunText(folder, name), join(folder, name)),
  };
}

async function predict(
  run: OpenedRun,
  { images }: ExternalSet,
  names: readonly string[],
): Promise<SetOutputs> {
  const { backend, threads, device } = run.config.runtime;
  const executable = await compile(run.method.predict, await loadBackend(backend ?? undefined), {
    threads: threads ?? availableParallelism(),
    device,
  });
  try {
    return await predictSet(executable, weightTree(run), images, names);
  } finally {
    await executable.dispose();
  }
}
