import { availableParallelism } from "node:os";
import { basename, join, resolve } from "node:path";
import { createRng, type Rng } from "../../base/rng.js";
import { findOverlap } from "../../data/cohort/find-overlap.js";
import { parseLock } from "../../data/cohort/lock.js";
import type { DataSet } from "../../data/dataset.js";
import type {
  AnswerMeasures,
  ExternalResults,
  MeasuredTest,
  Overlap,
} from "../../evaluation/external/external-results.js";
import {
  chooseThreshold,
  measureAnswers,
  splitPredictions,
} from "../../evaluation/external/measure-answers.js";
import { shiftOf } from "../../evaluation/external/shift.js";
import { undefinedMetric, type Metric } from "../../evaluation/metric.js";
import { parsePredictions } from "../../evaluation/parse-predictions.js";
import { formatPredictions, type PredictionTable } from "../../evaluation/predictions.js";
import type { RunResults, SetResult } from "../../evaluation/results.js";
import { attributesRead } from "../../methods/method.js";
import { compile } from "../../runtime/compile.js";
import { loadBackend } from "../../runtime/load.js";
import { predictSet, type SetOutputs } from "../../training/predict-set.js";
import { resultsOfOutputs, type RunFactors } from "../../training/validate.js";
import { defaultCacheDirectory } from "../open-data.js";
import { openRun, requireFile, weightTree, type OpenedRun } from "../open-run.js";
import { predictionTable } from "../prediction-table.js";
import { runFolderNames } from "../run-folder.js";
import { requireNewFolder, writeFolder } from "../write-folder.js";
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
  const outputs = await predict(run, set, names);
  const predictions = predictionTable({ label, attributes }, dataset, [
    { name: externalName, images: set.images, outputs },
  ]);
  const results = collectResults(request, run, stored, {
    set,
    predictions,
    result: resultOf({ label, attributes }, set, outputs),
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
  return { results, notes: notesOf(dataset, names) };
}

/** What a run says of its own tests. */
interface StoredRun {
  readonly results: RunResults;
  readonly predictions: PredictionTable;
}

function readStored({ folder }: OpenedRun): StoredRun {
  const text = (name: string) => new TextDecoder().decode(requireFile(join(folder, name)));
  const path = join(folder, runFolderNames.predictions);
  return {
    results: JSON.parse(text(runFolderNames.results)) as RunResults,
    predictions: parsePredictions(text(runFolderNames.predictions), path),
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

/** Groups are label x all attributes: without one of them no row has a group, and that is the reason. */
function resultOf(factors: RunFactors, set: ExternalSet, outputs: SetOutputs): SetResult {
  const result = resultsOfOutputs(factors, set.images, outputs, { minCount: 1 });
  const [lacking] = set.absentAttributes;
  if (lacking === undefined) return result;
  const undefinedGroups = undefinedMetric(`the cohort has no attribute ${lacking}`);
  return {
    ...result,
    adjusted_accuracy: undefinedGroups,
    worst_group_accuracy: undefinedGroups,
  };
}

interface Evaluated {
  readonly set: ExternalSet;
  readonly predictions: PredictionTable;
  readonly result: SetResult;
  readonly lock: string;
}

function collectResults(
  request: EvaluationRequest,
  run: OpenedRun,
  stored: StoredRun,
  { set, predictions, result, lock }: Evaluated,
): ExternalResults {
  const threshold = chooseThreshold(splitPredictions(stored.predictions, "validation"));
  const rng = createRng(0).child("evaluate");
  const answers = splitPredictions(predictions, externalName);
  const external = {
    ...result,
    ...measureAnswers(answers, threshold.value, rng.child(externalName)),
  };
  const iid = measureIid(stored, threshold.value, rng.child("iid"));
  const { method, sampling, seed } = stored.results;
  return {
    schema: 1,
    run: { name: basename(resolve(request.run)), method, sampling, seed },
    cohort: {
      name: basename(request.cohort),
      rows: set.images.set.rows.length,
      subjects: new Set(answers.subject).size,
      label_masked: set.masked,
      absent_classes: set.absentClasses,
      absent_attributes: set.absentAttributes,
    },
    overlap: overlapWith(run, lock),
    threshold,
    tests: { external, iid },
    shift: shiftOf(iid, external),
  };
}

/** The run's own test of the training distribution, where it has one with rows of its own. */
function measureIid(
  { results, predictions }: StoredRun,
  threshold: Metric,
  rng: Rng,
): MeasuredTest {
  const test = results.tests["iid"];
  if (test === undefined) return undefinedMetric("the run has no iid test");
  if ("reason" in test) return test;
  const measures: AnswerMeasures = measureAnswers(
    splitPredictions(predictions, "iid"),
    threshold,
    rng,
  );
  return { ...test, ...measures };
}

function overlapWith({ folder }: OpenedRun, lock: string): Overlap {
  const path = join(folder, runFolderNames.cohortLock);
  const known = parseLock(new TextDecoder().decode(requireFile(path)), path);
  const found = findOverlap(parseLock(lock, runFolderNames.cohortLock), known);
  return {
    learnt: found.learnt,
    tested: found.tested,
    learnt_by_subject:
      found.learntBySubject ??
      undefinedMetric("the pseudonyms of the two cohorts were made with two keys"),
    learnt_by_image: found.learntByImage,
  };
}

function notesOf({ notes = [], attributes }: DataSet, known: readonly string[]): string[] {
  const unused = attributes.map(({ name }) => name).filter((name) => !known.includes(name));
  return [
    ...notes,
    ...(unused.length === 0
      ? []
      : [`attributes that the run does not have are not used: ${unused.join(", ")}`]),
  ];
}
