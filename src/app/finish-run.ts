import { InternalError } from "../base/errors.js";
import type { ArrayTree } from "../base/ndarray.js";
import type { RunConfig } from "../config/run-config.js";
import { encodeNpz } from "../data/formats/npz.js";
import { formatPredictions } from "../evaluation/predictions.js";
import type { EpochSelection, RunResults, SetResult, TestResult } from "../evaluation/results.js";
import { attributesRead } from "../methods/method.js";
import { modelCard } from "../report/model-card.js";
import { reportHtml } from "../report/report-html.js";
import type { RunSummary } from "../report/run-summary.js";
import { compile } from "../runtime/compile.js";
import { attributeNames } from "../training/model-rows.js";
import { predictSet } from "../training/predict-set.js";
import type { RunFiles } from "../training/run-files.js";
import { evaluationRows } from "../training/subject-outputs.js";
import { resultsOfOutputs } from "../training/validate.js";
import { formatExampleImages, makeExampleImages, shownExamples } from "./example-images.js";
import { exportModel } from "./export-model.js";
import { describeDataSet } from "./open-data.js";
import { planRecord } from "./plan-record.js";
import { predictionTable, type PredictedSet } from "./prediction-table.js";
import type { PreparedRun } from "./prepare-run.js";
import { probeRun } from "./probe-run.js";
import { runFolderNames } from "./run-folder.js";
import { runAttributes, summariseRun } from "./summarise-run.js";

/** What training hands over. */
export interface TrainedRun {
  readonly selected: ArrayTree;
  readonly selection: EpochSelection;
  readonly encoderSteps: number;
  readonly seconds: number;
}

/** One evaluated set. */
interface EvaluatedSet extends PredictedSet {
  readonly result: SetResult;
}

/**
 * After training: evaluate the selected weights on validation and every test, probe their features, then
 * write results, predictions, embeddings, model, probes, example images, report and model card; `done` comes last.
 */
export async function finishRun(
  run: PreparedRun,
  config: RunConfig,
  trained: TrainedRun,
  files: RunFiles,
  about: {
    readonly name: string;
    readonly configText: string;
    readonly environment: RunSummary["environment"];
    /** False: none is kept. */
    readonly exampleImages: boolean;
  },
): Promise<RunResults> {
  const evaluated = await evaluateSets(run, trained.selected);
  const results = collectResults(run, config, trained, evaluated);
  files.replace(runFolderNames.results, `${JSON.stringify(results, null, 2)}\n`);
  files.replace(
    runFolderNames.predictions,
    formatPredictions(predictionTable(run.job.factors, run.dataset, evaluated)),
  );
  files.replace(runFolderNames.embeddings, embeddings(evaluated));
  files.replace(
    runFolderNames.model,
    exportModel(
      run.job.method,
      trained.selected,
      run.job.factors,
      {
        "unconfound.method": config.method.name,
        "unconfound.config": about.configText,
      },
      run.dataset.valueRange,
      run.dataset.preparation,
    ),
  );
  const probing = config.evaluation.probes ? await probeRun(run, config, evaluated.slice(1)) : null;
  if (probing !== null) {
    files.replace(runFolderNames.probing, `${JSON.stringify(probing, null, 1)}\n`);
  }
  const { dataset, job } = run;
  const examples = about.exampleImages ? makeExampleImages(run) : null;
  if (examples !== null) files.replace(runFolderNames.examples, formatExampleImages(examples));
  const summary = summariseRun({
    ...about,
    ...{ config, results, probing, files },
    examples: shownExamples(dataset.imageShape, examples),
    plan: planRecord(run),
    data: describeDataSet(dataset, runAttributes(config)),
    attributesRead: attributesRead(job.method, attributeNames(job)),
  });
  files.replace(runFolderNames.report, reportHtml(summary));
  files.replace(runFolderNames.modelCard, modelCard(summary));
  files.replace(runFolderNames.done, "");
  return results;
}

async function evaluateSets(run: PreparedRun, state: ArrayTree): Promise<EvaluatedSet[]> {
  const { job } = run;
  const predict = await compile(job.method.predict, job.backend, {
    threads: job.threads,
    device: job.device,
  });
  try {
    const sets = [["validation", job.validation] as const, ...Object.entries(run.tests)];
    const evaluated: EvaluatedSet[] = [];
    for (const [name, images] of sets) {
      const outputs = await predictSet(predict, state, images, attributeNames(job));
      const rows = evaluationRows(run.dataset, job.factors, { images, outputs });
      const result = resultsOfOutputs(job.factors, rows.images, rows.outputs, { minCount: 1 });
      evaluated.push({ name, ...rows, result });
    }
    return evaluated;
  } finally {
    await predict.dispose();
  }
}

function collectResults(
  run: PreparedRun,
  config: RunConfig,
  trained: TrainedRun,
  evaluated: readonly EvaluatedSet[],
): RunResults {
  const [validation, ...tests] = evaluated;
  if (validation === undefined) throw new InternalError("results", "validation was not evaluated");
  return {
    method: config.method.name,
    sampling: config.sampling,
    seed: config.seed,
    splitSeed: config.data.splitSeed,
    selection: trained.selection,
    encoderSteps: trained.encoderSteps,
    seconds: trained.seconds,
    validation: validation.result,
    tests: {
      ...Object.fromEntries(tests.map(({ name, result }) => [name, result])),
      ...weightedTests(run, tests),
    },
  };
}

/** With `plan: native`: inverted and balanced as cell-weighted estimates over the rows of `iid`. */
function weightedTests(
  run: PreparedRun,
  tests: readonly EvaluatedSet[],
): Record<string, TestResult> {
  const iid = tests.find(({ name }) => name === "iid");
  if (!("weigh" in run.sets) || iid === undefined) return {};
  return Object.fromEntries(
    Object.entries(run.sets.weigh(iid.images.set)).map(([name, cell]): [string, TestResult] => [
      name,
      cell.weights === null
        ? { value: null, reason: cell.reason }
        : resultsOfOutputs(run.job.factors, iid.images, iid.outputs, {
            minCount: 1,
            weights: cell.weights,
          }),
    ]),
  );
}

/** `features` [n, F], rows in the order of predictions.csv. */
function embeddings(evaluated: readonly EvaluatedSet[]): Uint8Array {
  const parts = evaluated.map(({ outputs }) => outputs["features"]);
  const width = parts[0]?.width ?? 0;
  const length = parts.reduce((sum, part) => sum + (part?.values.length ?? 0), 0);
  const data = new Float32Array(length);
  let offset = 0;
  for (const part of parts) {
    if (part === undefined) continue;
    data.set(part.values, offset);
    offset += part.values.length;
  }
  const shape = [length / Math.max(1, width), width];
  return encodeNpz(new Map([["features", { dtype: "float32", shape, data }]]), "deflated");
}
