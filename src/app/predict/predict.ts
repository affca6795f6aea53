import { lstatSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ConfigError } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import type { CohortMakerData } from "../../data/datasets/cohort/image-maker.js";
import { recordLength } from "../../data/datasets/cohort/image-record.js";
import { parsePreparation } from "../../data/datasets/cohort/parse-preparation.js";
import { attributesRead } from "../../methods/method.js";
import { loadBackend } from "../../runtime/load.js";
import { openModel } from "../../runtime/open-model.js";
import { requirePlace } from "../check-run-folder.js";
import { openRun, type OpenedRun } from "../open-run.js";
import { runFolderNames } from "../run-folder.js";
import { attributeColumns } from "./attribute-columns.js";
import { openCsvWriter, type CsvWriter } from "./csv-writer.js";
import { findInputs, type FoundInputs, type InputOptions } from "./find-inputs.js";
import { inOrder, type OrderedImage } from "./ordered-images.js";
import { answerHeader, batchSize, createBatch } from "./predict-batch.js";

/** What is predicted, by what, and where it goes. */
export interface PredictOptions extends Omit<InputOptions, "series"> {
  /** Folder of a finished run. */
  readonly run: string;
  /** The file of predictions; that of failures has its name. */
  readonly out: string;
  readonly force: boolean;
  /** Threads that decode. */
  readonly workers: number;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** What came of it. */
export interface Predicted {
  readonly predicted: number;
  /** Images without a prediction, in order, and why. */
  readonly failures: readonly { readonly id: string; readonly reason: string }[];
  /** What was passed over, a line each. */
  readonly notes: readonly string[];
  readonly out: string;
  /** Null where nothing failed. */
  readonly failed: string | null;
}

/**
 * What the model of a finished run says of images: `predictions.csv`, and of those that cannot be read why.
 *
 * Images are decoded and prepared as in training, in worker threads, and predicted in their order; a few batches are held
 * at a time. The files appear when they are whole; an error or an abort leaves none.
 * @throws ConfigError for a run whose images did not come from files, an output that is there, and as `findInputs`;
 * DataError for attributes that the model must be told; the reason of an abort.
 */
export async function predict(options: PredictOptions): Promise<Predicted> {
  const { force } = options;
  const run = openRun(options.run);
  const preparation = preparationOf(run);
  const { series } = preparation.decode;
  const out = resolve(options.out);
  const failedPath = `${out.replace(/\.csv$/i, "")}.failed.csv`;
  requireFree([out, failedPath], force);
  const inputs = await findInputs({ ...options, series });
  const told = attributesTold(run, inputs);
  const predictions = openCsvWriter(out, ["id", ...answerHeader(run.blueprint.label)]);
  let failed: string | null = null;
  try {
    const reasons = await predictAll(run, preparation, { inputs, told, predictions }, options);
    const failures = inputs.images.flatMap(({ id }, row) => {
      const reason = reasons.get(row);
      return reason === undefined ? [] : [{ id, reason }];
    });
    if (failures.length > 0) {
      writeFailures(failedPath, failures);
      failed = failedPath;
    }
    const predicted = predictions.lines;
    predictions.finish();
    // Those of an earlier file of this name.
    if (force && failed === null) rmSync(failedPath, { force: true });
    return { predicted, failures, notes: inputs.notes, out, failed };
  } catch (error) {
    predictions.discard();
    if (failed !== null) rmSync(failed, { force: true });
    throw error;
  }
}

/** What is predicted, and where predictions go. */
interface Work {
  readonly inputs: FoundInputs;
  readonly told: ReadonlyMap<string, Int32Array>;
  readonly predictions: CsvWriter;
}

/** Why images have no prediction, by their number. */
async function predictAll(
  run: OpenedRun,
  preparation: CohortMakerData,
  { inputs: { images, missing }, told, predictions }: Work,
  { workers, onProgress, signal }: PredictOptions,
): Promise<ReadonlyMap<number, string>> {
  const reasons = new Map(missing);
  const jobs = images.flatMap(({ id, paths }, row) =>
    paths === null ? [] : [{ row, name: id, paths }],
  );
  if (jobs.length === 0) return reasons;
  const model = await openModel(
    run.model,
    await loadBackend(),
    join(run.folder, runFolderNames.model),
  );
  try {
    const batch = createBatch(run, model, told, (row, fields) =>
      predictions.write([at(images, row).id, ...fields]),
    );
    const size = sizeOf(preparation.imageShape);
    let done = missing.size;
    const onImage = async (image: OrderedImage): Promise<void> => {
      if (image.pixels === null) reasons.set(image.row, image.failure);
      else await batch.add(image.row, image.pixels.subarray(0, size));
      done += 1;
      onProgress(done, images.length);
    };
    await inOrder(jobs, onImage, {
      maker: { module: makerModule, data: preparation },
      elements: recordLength(preparation.imageShape),
      ahead: 4 * batchSize,
      workers,
      signal,
    });
    await batch.flush();
  } finally {
    await model.dispose();
  }
  return reasons;
}

const makerModule = new URL("../../data/datasets/cohort/image-maker.js", import.meta.url).href;

/** How the run's files became images. @throws ConfigError where they came from no files. */
function preparationOf({ folder, blueprint }: OpenedRun): CohortMakerData {
  if (blueprint.preparation === null) {
    throw new ConfigError("run", "the run was not trained on image files", {
      got: folder,
      advice: "Only runs of a cohort file know how to prepare one: docs/cohort.md.",
    });
  }
  return parsePreparation(blueprint.preparation, join(folder, runFolderNames.method));
}

function attributesTold({ blueprint, method }: OpenedRun, { table }: FoundInputs) {
  const names = blueprint.attributes.map(({ name }) => name);
  const read = attributesRead(method, names);
  const factors = blueprint.attributes.filter(({ name }) => read.includes(name));
  return attributeColumns(factors, table);
}

/** @throws ConfigError where files cannot be written: a folder is in the way, or files that must stay. */
function requireFree(paths: readonly string[], force: boolean): void {
  requirePlace(dirname(at(paths, 0)));
  for (const path of paths) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) {
      throw new ConfigError("--out", "a folder, not a file", {
        got: path,
        advice: "Name a file, such as predictions.csv in it.",
      });
    }
    if (found === undefined || force) continue;
    throw new ConfigError("--out", "the file is there already", {
      got: path,
      advice: "Name another, or write over it with --force.",
    });
  }
}

function writeFailures(path: string, failures: Predicted["failures"]): void {
  const writer = openCsvWriter(path, ["id", "reason"]);
  try {
    for (const { id, reason } of failures) writer.write([id, reason]);
    writer.finish();
  } catch (error) {
    writer.discard();
    throw error;
  }
}
