import type { ArrayTree } from "../base/ndarray.js";
import type { RunConfig } from "../config/run-config.js";
import { encodeNpz } from "../data/formats/npz.js";
import type { AnyRunResults } from "../evaluation/any-results.js";
import { isLabelsRun } from "../evaluation/labels/labels-results.js";
import { attributesRead } from "../methods/method.js";
import type { RunSummary } from "../report/run-summary.js";
import { compile } from "../runtime/compile.js";
import { attributeNames } from "../training/model-rows.js";
import { watchAttention } from "../training/watch-attention.js";
import { predictSet } from "../training/predict-set.js";
import type { RunFiles } from "../training/run-files.js";
import { evaluationRows } from "../training/subject-outputs.js";
import { formatAttentionImages, makeAttentionImages } from "./attention-images.js";
import { formatExampleImages, makeExampleImages, shownExamples } from "./example-images.js";
import { mapOfRun } from "./build-run-method.js";
import { exportModel } from "./export-model.js";
import { describeDataSet } from "./open-data.js";
import { planRecord } from "./plan-record.js";
import { predictionsText, type PredictedSet } from "./prediction-table.js";
import type { PreparedRun } from "./prepare-run.js";
import { probeRun } from "./probe-run.js";
import { runFolderNames } from "./run-folder.js";
import { runResults, type TrainingFacts } from "./run-results.js";
import { runAttributes, runPages } from "./summarise-run.js";

/** What training hands over. */
export interface TrainedRun extends TrainingFacts {
  readonly selected: ArrayTree;
}

/**
 * After training: evaluate the selected weights on validation and every test, probe their features, then
 * write results, predictions, embeddings, model, probes, example images, attention, report and model card; `done` comes last.
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
): Promise<AnyRunResults> {
  const evaluated = await evaluateSets(run, config, trained.selected);
  const results = runResults(run, config, trained, evaluated);
  files.replace(runFolderNames.results, `${JSON.stringify(results, null, 2)}\n`);
  files.replace(
    runFolderNames.predictions,
    predictionsText(run.job.factors, run.dataset, evaluated),
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
  const attention =
    about.exampleImages && isLabelsRun(results)
      ? await makeAttentionImages(run, config, trained.selected, results)
      : null;
  if (attention !== null) files.replace(runFolderNames.attention, formatAttentionImages(attention));
  const pages = runPages({
    ...about,
    ...{ config, results, probing, files },
    examples: shownExamples(dataset.imageShape, examples),
    attention: attention ?? undefined,
    plan: planRecord(run),
    data: describeDataSet(dataset, runAttributes(config)),
    attributesRead: attributesRead(job.method, attributeNames(job)),
  });
  files.replace(runFolderNames.report, pages.report());
  files.replace(runFolderNames.modelCard, pages.modelCard());
  files.replace(runFolderNames.done, "");
  return results;
}

async function evaluateSets(
  run: PreparedRun,
  config: RunConfig,
  state: ArrayTree,
): Promise<PredictedSet[]> {
  const { job } = run;
  const map = () => mapOfRun(config, run.blueprint);
  const predict = await compile(job.method.predict, job.backend, {
    threads: job.threads,
    device: job.device,
  });
  try {
    const sets = [["validation", job.validation] as const, ...Object.entries(run.tests)];
    const evaluated: PredictedSet[] = [];
    for (const [name, images] of sets) {
      const { looks, watch } = watchAttention(job, images, map);
      const outputs = await predictSet(predict, state, images, attributeNames(job), watch);
      const rows = evaluationRows(run.dataset, job.factors, { images, outputs });
      evaluated.push({ name, ...rows, looks });
    }
    return evaluated;
  } finally {
    await predict.dispose();
  }
}

/** `features` [n, F], rows in the order of predictions.csv. */
function embeddings(evaluated: readonly PredictedSet[]): Uint8Array {
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
