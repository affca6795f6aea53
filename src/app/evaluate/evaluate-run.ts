import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import type { DataSet } from "../../data/dataset.js";
import type { ExternalResults } from "../../evaluation/external/external-results.js";
import type { LabelsExternalResults } from "../../evaluation/external/labels-external-results.js";
import type { NumberExternalResults } from "../../evaluation/external/number-external-results.js";
import { formatLabelsPredictions } from "../../evaluation/labels/labels-predictions.js";
import { parseLabelsPredictions } from "../../evaluation/labels/parse-labels-predictions.js";
import { formatNumberPredictions } from "../../evaluation/numbers/number-predictions.js";
import { parseNumberPredictions } from "../../evaluation/numbers/parse-number-predictions.js";
import { parsePredictions } from "../../evaluation/parse-predictions.js";
import { formatPredictions, type PredictedRows } from "../../evaluation/predictions.js";
import { attributesRead } from "../../methods/method.js";
import { compile } from "../../runtime/compile.js";
import { loadBackend } from "../../runtime/load.js";
import { targetKindOf } from "../../training/results-of-set.js";
import { evaluationRows, type EvaluatedRows } from "../../training/subject-outputs.js";
import { predictSet, type SetOutputs } from "../../training/predict-set.js";
import { defaultCacheDirectory } from "../open-data.js";
import { openRun, readRunJson, readRunText, weightTree, type OpenedRun } from "../open-run.js";
import {
  labelsPredictionTable,
  numberPredictionTable,
  predictionTable,
} from "../prediction-table.js";
import { runFolderNames } from "../run-folder.js";
import { requireNewFolder, writeFolder } from "../write-folder.js";
import { collectLabelsResults, labelsSetResult } from "./collect-labels-results.js";
import { collectNumberResults, numberSetResult } from "./collect-number-results.js";
import { collectResults, setResult } from "./collect-results.js";
import { externalName, externalSet, type ExternalSet } from "./external-set.js";
import type { OtherCohort } from "./evaluation-record.js";
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

/** Of any kind of target. */
export type AnyExternalResults = ExternalResults | NumberExternalResults | LabelsExternalResults;

/** What was found, and what the person at the terminal should know of the cohort. */
export interface EvaluationReport {
  readonly results: AnyExternalResults;
  readonly notes: readonly string[];
}

/**
 * Evaluate a finished run on another cohort, everything frozen: weights, preprocessing with what it learnt, classes, and
 * the threshold, which is chosen on the run's own validation rows (of several labels those that the run chose there), or of a number the bias correction, which was fitted on
 * them. The run folder is only read; the evaluation appears in
 * a folder of its own, whole or not at all: results.json, predictions.csv, cohort.lock.json.
 * @throws ConfigError, DataError, FormatError as `openRun`, `openExternal`, `externalSet`; ConfigError where the folder
 * exists. @throws StorageError for what the file system refuses.
 */
export async function evaluateRun(request: EvaluationRequest): Promise<EvaluationReport> {
  requireNewFolder(request.out);
  const run = openRun(request.run);
  const evaluate = evaluations[targetKindOf(run.blueprint)](run);
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
  const { results, predictions } = evaluate(dataset, rows, {
    name: basename(request.cohort),
    set: { ...set, images: rows.images },
    lock: dataset.lock ?? "",
  });
  writeFolder(
    request.out,
    new Map([
      [runFolderNames.results, `${JSON.stringify(results, null, 2)}\n`],
      [runFolderNames.predictions, predictions],
      [runFolderNames.cohortLock, dataset.lock ?? ""],
    ]),
  );
  return { results, notes: dataset.notes ?? [] };
}

/** What is written. */
interface Evaluated {
  readonly results: AnyExternalResults;
  /** Text of the file. */
  readonly predictions: string;
}

type Evaluate = (
  dataset: DataSet,
  rows: EvaluatedRows,
  cohort: Omit<OtherCohort, "subjects">,
) => Evaluated;

/** What one kind of target does with its rows: R the run's `results.json`, P a table of predictions, S results of a set. */
interface EvaluationKind<R, P, S> {
  readonly parse: (text: string, source: string) => P;
  readonly tableOf: (
    blueprint: OpenedRun["blueprint"],
    dataset: DataSet,
    sets: readonly (EvaluatedRows & { readonly name: string })[],
  ) => P;
  readonly measure: (
    blueprint: OpenedRun["blueprint"],
    set: ExternalSet,
    outputs: SetOutputs,
    stored: R,
  ) => S;
  readonly collect: (
    run: OpenedRun,
    stored: { readonly results: R; readonly predictions: P },
    evaluated: OtherCohort & { readonly predictions: P; readonly result: S },
  ) => AnyExternalResults;
  readonly format: (predictions: P) => string;
}

/** Reads what the run says of its own tests, before the other cohort is read. */
function evaluationOf<R, P extends Pick<PredictedRows, "subject">, S>(
  kind: EvaluationKind<R, P, S>,
): (run: OpenedRun) => Evaluate {
  return (run) => {
    const { folder, blueprint } = run;
    const name = runFolderNames.predictions;
    const stored = {
      results: readRunJson<R>(folder, runFolderNames.results),
      predictions: kind.parse(readRunText(folder, name), join(folder, name)),
    };
    return (dataset, rows, cohort) => {
      const predictions = kind.tableOf(blueprint, dataset, [{ name: externalName, ...rows }]);
      const result = kind.measure(blueprint, cohort.set, rows.outputs, stored.results);
      const { subject: subjects } = predictions;
      const evaluated = { ...cohort, subjects, predictions, result };
      return {
        results: kind.collect(run, stored, evaluated),
        predictions: kind.format(predictions),
      };
    };
  };
}

const evaluations = {
  classes: evaluationOf({
    parse: parsePredictions,
    tableOf: predictionTable,
    measure: setResult,
    collect: collectResults,
    format: formatPredictions,
  }),
  labels: evaluationOf({
    parse: parseLabelsPredictions,
    tableOf: labelsPredictionTable,
    measure: labelsSetResult,
    collect: collectLabelsResults,
    format: formatLabelsPredictions,
  }),
  number: evaluationOf({
    parse: parseNumberPredictions,
    tableOf: numberPredictionTable,
    measure: numberSetResult,
    collect: collectNumberResults,
    format: formatNumberPredictions,
  }),
} as const;

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
