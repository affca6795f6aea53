import { existsSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ConfigError } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import type { CohortMakerData } from "../../data/datasets/cohort/image-maker.js";
import { recordLength } from "../../data/datasets/cohort/image-record.js";
import { parsePreparation } from "../../data/datasets/cohort/parse-preparation.js";
import { argmaxRows, softmaxRows } from "../../evaluation/class-scores.js";
import { attributeInput, attributesRead, batchInputs, logitsOutput } from "../../methods/method.js";
import { loadBackend } from "../../runtime/load.js";
import { openModel, type Model, type ModelInput } from "../../runtime/open-model.js";
import { openRun, type OpenedRun } from "../open-run.js";
import { runFolderNames } from "../run-folder.js";
import { attributeColumns } from "./attribute-columns.js";
import { findInputs, isTaken, type FoundInputs, type InputOptions } from "./find-inputs.js";
import { inOrder, type OrderedImage } from "./ordered-images.js";
import { openCsvWriter, scoreFields, scoreHeader, type CsvWriter } from "./prediction-writer.js";

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

/** Images of a batch. Always as many, so that what is said of one does not hang on how many others there are. */
const batchSize = 32;

/**
 * What the model of a finished run says of images: `predictions.csv`, and of those that cannot be read why.
 *
 * Images are decoded and prepared as in training, in worker threads, and predicted in their order; a few batches are held
 * at a time. The files appear when they are whole; an error or an abort leaves none.
 * @throws ConfigError for a run whose images did not come from files, an output that is there, and as `findInputs`;
 * DataError for attributes that the model must be told; the reason of an abort.
 */
export async function predict(options: PredictOptions): Promise<Predicted> {
  const run = openRun(options.run);
  const preparation = preparationOf(run);
  const { series } = preparation.decode;
  const out = resolve(options.out);
  const failedPath = `${out.replace(/\.csv$/i, "")}.failed.csv`;
  requireFree([out, failedPath], options.force);
  const inputs = await findInputs({ ...options, series });
  const told = attributesTold(run, inputs);
  mkdirSync(dirname(out), { recursive: true });
  const { label } = run.blueprint;
  const predictions = openCsvWriter(out, ["id", "prediction", ...scoreHeader(label.valueNames)]);
  const failures: { id: string; reason: string }[] = [];
  try {
    await predictAll(run, preparation, inputs, told, predictions, failures, options);
    const failed = failures.length === 0 ? null : failedPath;
    if (failed !== null) writeFailures(failed, failures);
    const predicted = predictions.lines;
    predictions.finish();
    return { predicted, failures, notes: inputs.notes, out, failed };
  } catch (error) {
    predictions.discard();
    throw error;
  }
}

async function predictAll(
  run: OpenedRun,
  preparation: CohortMakerData,
  { images, missing }: FoundInputs,
  told: ReadonlyMap<string, Int32Array>,
  predictions: CsvWriter,
  failures: { id: string; reason: string }[],
  { workers, onProgress, signal }: PredictOptions,
): Promise<void> {
  const backend = await loadBackend();
  const model = await openModel(run.model, backend, join(run.folder, runFolderNames.model));
  const batch = createBatch(run, model, told, (row, fields) =>
    predictions.write([at(images, row).id, ...fields]),
  );
  const jobs = images.flatMap(({ id, paths }, row) =>
    paths === null ? [] : [{ row, name: id, paths }],
  );
  let done = missing.size;
  const onImage = async (image: OrderedImage): Promise<void> => {
    if (image.pixels === null) {
      failures.push({ id: at(images, image.row).id, reason: image.failure });
    } else {
      await batch.add(image.row, image.pixels.subarray(0, sizeOf(preparation.imageShape)));
    }
    done += 1;
    onProgress(done, images.length);
  };
  for (const [row, reason] of missing) failures.push({ id: at(images, row).id, reason });
  const module = new URL("../../data/datasets/cohort/image-maker.js", import.meta.url).href;
  const elements = recordLength(preparation.imageShape);
  try {
    const ahead = 4 * batchSize;
    const maker = { module, data: preparation };
    if (jobs.length > 0) {
      await inOrder(jobs, onImage, { maker, elements, workers, ahead, signal });
    }
    await batch.flush();
  } finally {
    await model.dispose();
  }
  const place = new Map(images.map(({ id }, row) => [id, row]));
  failures.sort((left, right) => (place.get(left.id) ?? 0) - (place.get(right.id) ?? 0));
}

/** Collects images, and predicts when a batch is full. */
function createBatch(
  { blueprint }: OpenedRun,
  model: Model,
  told: ReadonlyMap<string, Int32Array>,
  onRow: (row: number, fields: readonly string[]) => void,
) {
  const { imageShape, label } = blueprint;
  const size = sizeOf(imageShape);
  const pixels = new Float32Array(batchSize * size);
  const columns = [...told].map(([name, codes]) => ({
    name,
    codes,
    values: new Int32Array(batchSize).fill(-1),
  }));
  const rows: number[] = [];
  const flush = async (): Promise<void> => {
    if (rows.length === 0) return;
    const inputs: Record<string, ModelInput> = {
      [batchInputs.image]: { dtype: "float32", shape: [batchSize, ...imageShape], data: pixels },
    };
    for (const { name, values } of columns) {
      inputs[attributeInput(name)] = { dtype: "int32", shape: [batchSize], data: values };
    }
    const logits = (await model.run(inputs))[logitsOutput(label.name)]?.data ?? new Float32Array();
    const classes = label.valueNames.length;
    const probabilities = softmaxRows(logits, classes);
    const answers = argmaxRows(logits, classes);
    for (const [slot, row] of rows.entries()) {
      const own = probabilities.subarray(slot * classes, (slot + 1) * classes);
      onRow(row, [at(label.valueNames, at(answers, slot)), ...scoreFields(own)]);
    }
    rows.length = 0;
  };
  return {
    flush,
    async add(row: number, image: Float32Array): Promise<void> {
      const slot = rows.length;
      pixels.set(image, slot * size);
      for (const { codes, values } of columns) values[slot] = at(codes, row);
      rows.push(row);
      if (rows.length === batchSize) await flush();
    },
  };
}

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

function requireFree(paths: readonly string[], force: boolean): void {
  for (const path of paths) {
    if (!isTaken(path) || (force && existsSync(path))) continue;
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
