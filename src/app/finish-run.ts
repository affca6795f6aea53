import { InternalError } from "../base/errors.js";
import { at, type ArrayTree } from "../base/ndarray.js";
import type { RunConfig } from "../config/run-config.js";
import type { SetImages } from "../data/batch.js";
import type { DataSet } from "../data/dataset.js";
import { encodeNpz } from "../data/formats/npz.js";
import { softmaxRows } from "../evaluation/class-scores.js";
import { formatPredictions } from "../evaluation/predictions.js";
import type { EpochSelection, RunResults, SetResult, TestResult } from "../evaluation/results.js";
import { attributesRead } from "../methods/method.js";
import { modelCard } from "../report/model-card.js";
import { reportHtml } from "../report/report-html.js";
import type { RunSummary } from "../report/run-summary.js";
import { compile } from "../runtime/compile.js";
import { attributeNames } from "../training/model-rows.js";
import { predictSet, type SetOutputs } from "../training/predict-set.js";
import type { RunFiles } from "../training/run-files.js";
import { headNumbers, headScores, resultsOfOutputs } from "../training/validate.js";
import { exportModel } from "./export-model.js";
import { describeDataSet } from "./open-data.js";
import { planRecord } from "./plan-record.js";
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
interface EvaluatedSet {
  readonly name: string;
  readonly images: SetImages;
  readonly outputs: SetOutputs;
  readonly result: SetResult;
}

/**
 * After training: evaluate the selected weights on validation and every test, probe their features, then
 * write results, predictions, embeddings, model, probes, report and model card; `done` comes last.
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
  },
): Promise<RunResults> {
  const evaluated = await evaluateSets(run, trained.selected);
  const results = collectResults(run, config, trained, evaluated);
  files.replace(runFolderNames.results, `${JSON.stringify(results, null, 2)}\n`);
  files.replace(runFolderNames.predictions, formatPredictions(predictionTable(run, evaluated)));
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
  const summary = summariseRun({
    ...about,
    ...{ config, results, probing, files },
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
      const result = resultsOfOutputs(job.factors, images, outputs, { minCount: 1 });
      evaluated.push({ name, images, outputs, result });
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
  if (!("weights" in run.sets) || iid === undefined) return {};
  return Object.fromEntries(
    Object.entries(run.sets.weights).map(([name, cell]): [string, TestResult] => [
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

function predictionTable(run: PreparedRun, evaluated: readonly EvaluatedSet[]) {
  const { label, attributes } = run.job.factors;
  const classes = label.valueNames.length;
  const rowsOf = <T>(pick: (set: EvaluatedSet, position: number) => T): T[] =>
    evaluated.flatMap((set) =>
      Array.from({ length: set.images.set.rows.length }, (_, position) => pick(set, position)),
    );
  const poolRow = ({ images: { set } }: EvaluatedSet, position: number) => ({
    table: tableOf(run.dataset, set.pool),
    row: at(set.rows, position),
  });
  const probabilities = evaluated.flatMap(({ outputs }) => [
    ...softmaxRows(headScores(outputs, label.name)?.values ?? [], classes),
  ]);
  return {
    split: rowsOf(({ name }) => name),
    id: rowsOf((set, position) => {
      const { table, row } = poolRow(set, position);
      return at(table.ids, row);
    }),
    subject: rowsOf((set, position) => {
      const { table, row } = poolRow(set, position);
      return at(table.subjects, row);
    }),
    // The binary form has one `score` column, the probability of the second class.
    classNames: classes === 2 ? ["0", "1"] : label.valueNames,
    label: Int32Array.from(rowsOf(({ images }, position) => at(images.set.label, position))),
    probabilities: Float64Array.from(probabilities),
    attributes: attributes.map(({ name, valueNames }, index) => ({
      name,
      values: rowsOf(({ images }, position) => {
        const value = at(at(images.set.attributes, index), position);
        return value < 0 ? "" : at(valueNames, value);
      }),
    })),
    numbers: attributes.flatMap(({ name, continuous }, index) =>
      continuous === true ? [numberColumns(name, index, evaluated)] : [],
    ),
  };
}

/** A continuous attribute and what its head says, over all sets. */
function numberColumns(name: string, index: number, evaluated: readonly EvaluatedSet[]) {
  const predictions = evaluated.map(({ outputs }) => headNumbers(outputs, name));
  const joined = (columns: readonly (ArrayLike<number> | null)[]) =>
    Float64Array.from(columns.flatMap((column) => Array.from(column ?? [])));
  return {
    name,
    values: joined(evaluated.map(({ images }) => images.numbers?.[index] ?? null)),
    predictions: predictions.includes(null) ? null : joined(predictions),
  };
}

function tableOf(dataset: DataSet, pool: "train" | "test") {
  return pool === "train" ? dataset.pools.train : (dataset.pools.test ?? dataset.pools.train);
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
