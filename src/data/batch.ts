import { DataError, InternalError } from "../base/errors.js";
import { at, sizeOf } from "../base/ndarray.js";
import { tableOf } from "./dataset.js";
import type { AttributeFactor, DataSet, SampledSet } from "./dataset.js";

/** The rows of a set, ready to be written into batches. */
export interface SetImages {
  readonly set: SampledSet;
  /** [C, H, W], [C, D, H, W] or [F]. */
  readonly imageShape: readonly number[];
  /** True where the images are in memory and need only be copied. */
  readonly cached: boolean;
  /** One [n] an attribute, in the run's order: its numbers, NaN missing; null where it has classes only. */
  readonly numbers?: readonly (Float64Array | null)[];
  /** [n], numbers of a continuous label, NaN missing. */
  readonly labelNumbers?: Float64Array;
  /** [n, labels], answers of a multi-label target: 1 yes, 0 no, -1 missing. */
  readonly labelAnswers?: Int32Array;
  /** Write the image at `position` of the set to `out[offset ...]`, float32 in the data set's range. */
  writeImage(position: number, out: Float32Array, offset: number): void;
  /** Where the object of answer `label` is seen in the image at `position`, see `DataSet.writeMask`; absent: not known. */
  writeMask?(position: number, label: number, out: Uint8Array): void;
}

/**
 * The images of a set, each made when it is asked for, with its planted attribute values put in.
 * @param attributeNames the run's attributes, in the order of `set.attributes`.
 * @throws DataError when the set's columns do not match the names, or a name is not of the data set.
 * @throws InternalError for a continuous attribute or label without numbers, and several labels without answers.
 */
export function openImages(
  dataset: DataSet,
  attributeNames: readonly string[],
  set: SampledSet,
): SetImages {
  if (set.attributes.length !== attributeNames.length) {
    throw new DataError(`set ${set.name}`, "number of attribute columns", {
      expected: attributeNames.length,
      got: set.attributes.length,
    });
  }
  const factors = attributeNames.map((name) => factorOf(dataset, name));
  const planted = factors.flatMap(({ kind, name }, index) =>
    kind === "planted" ? [{ name, column: at(set.attributes, index) }] : [],
  );
  const values: Record<string, number> = {};
  return {
    set,
    imageShape: dataset.imageShape,
    cached: dataset.inMemory ?? false,
    numbers: factors.map((factor) => numbersOf(dataset, factor, set)),
    ...labelNumbersOf(dataset, set),
    ...labelAnswersOf(dataset, set),
    ...maskWriterOf(dataset, set),
    writeImage(position, out, offset) {
      for (const { name, column } of planted) values[name] = at(column, position);
      dataset.writeImage(set.pool, at(set.rows, position), values, out, offset);
    },
  };
}

function factorOf(dataset: DataSet, name: string): AttributeFactor {
  const factor = dataset.attributes.find((candidate) => candidate.name === name);
  if (factor !== undefined) return factor;
  throw new DataError(dataset.name, "unknown attribute", {
    expected: dataset.attributes.map((candidate) => candidate.name).join(" | "),
    got: name,
  });
}

/** A continuous attribute's numbers for the rows of a set, [n]. */
function numbersOf(
  { name: source, pools }: DataSet,
  { name, continuous }: AttributeFactor,
  { pool, rows }: SampledSet,
): Float64Array | null {
  if (continuous !== true) return null;
  const column = pools[pool]?.numbers?.[name];
  if (column === undefined) {
    throw new InternalError(source, "no numbers of a continuous attribute", { got: name });
  }
  return Float64Array.from(rows, (row) => at(column, row));
}

/** No key where the label is classes. */
function labelNumbersOf(
  { name: source, label, pools }: DataSet,
  { pool, rows }: SampledSet,
): Pick<SetImages, "labelNumbers"> {
  if (label.continuous !== true) return {};
  const column = tableOf({ pools }, pool).labelNumbers;
  if (column === undefined) {
    throw new InternalError(source, "no numbers of a continuous label", { got: label.name });
  }
  return { labelNumbers: Float64Array.from(rows, (row) => at(column, row)) };
}

/** No key where the label is one answer. */
function labelAnswersOf(
  { name: source, label: { name, labels }, pools }: DataSet,
  { pool, rows }: SampledSet,
): Pick<SetImages, "labelAnswers"> {
  if (labels === undefined) return {};
  const answers = tableOf({ pools }, pool).labelAnswers;
  if (answers === undefined) {
    throw new InternalError(source, "no answers of several labels", { got: name });
  }
  const labelAnswers = new Int32Array(rows.length * labels.length);
  for (const [position, row] of rows.entries()) {
    const start = row * labels.length;
    labelAnswers.set(answers.subarray(start, start + labels.length), position * labels.length);
  }
  return { labelAnswers };
}

/** No key where the data set knows no masks. */
function maskWriterOf(dataset: DataSet, { pool, rows }: SampledSet): Pick<SetImages, "writeMask"> {
  if (dataset.writeMask === undefined) return {};
  return {
    writeMask: (position, label, out) => dataset.writeMask?.(pool, at(rows, position), label, out),
  };
}

/**
 * Make all images of a set once, [n, ...imageShape] float32, where they take at most `byteLimit` bytes;
 * otherwise, or where they are in memory already, the images as they came. Batches are then plain copies; the
 * bytes are the same either way.
 */
export function cacheImages(images: SetImages, byteLimit: number): SetImages {
  if (images.cached) return images;
  const length = sizeOf(images.imageShape);
  const rows = images.set.rows.length;
  if (rows * length * Float32Array.BYTES_PER_ELEMENT > byteLimit) return images;
  const all = new Float32Array(rows * length);
  for (let position = 0; position < rows; position++) {
    images.writeImage(position, all, position * length);
  }
  return {
    ...images,
    cached: true,
    writeImage(position, out, offset) {
      out.set(all.subarray(position * length, (position + 1) * length), offset);
    },
  };
}

/** Buffers of one batch of B rows; filled again for each batch, so copy what must outlive the next. */
export interface Batch {
  /** [B, ...imageShape] */
  readonly imageShape: readonly number[];
  readonly images: Float32Array;
  /** [B], -1 missing. */
  readonly label: Int32Array;
  /** [B], numbers of a continuous label, NaN missing; null where it is classes. */
  readonly labelNumbers: Float32Array | null;
  /** [B, labels], answers of a multi-label target, -1 missing; null where the label is one answer. */
  readonly labelAnswers: Int32Array | null;
  /** One [B] an attribute, in the run's order, -1 missing. */
  readonly attributes: readonly Int32Array[];
  /** One [B] an attribute: its numbers, NaN missing; null where it has classes only. */
  readonly numbers: readonly (Float32Array | null)[];
}

/** Answers of a row. */
function labelsOf({ set, labelAnswers }: SetImages): number {
  return (labelAnswers?.length ?? 0) / Math.max(1, set.rows.length);
}

/** Buffers for batches of `batchSize` rows of sets like this one. */
export function createBatch(images: SetImages, batchSize: number): Batch {
  return {
    imageShape: [batchSize, ...images.imageShape],
    images: new Float32Array(batchSize * sizeOf(images.imageShape)),
    label: new Int32Array(batchSize),
    labelNumbers: images.labelNumbers === undefined ? null : new Float32Array(batchSize),
    labelAnswers:
      images.labelAnswers === undefined ? null : new Int32Array(batchSize * labelsOf(images)),
    attributes: images.set.attributes.map(() => new Int32Array(batchSize)),
    numbers: (images.numbers ?? []).map((column) => column && new Float32Array(batchSize)),
  };
}

/** Copy a row of `width`; no views, which would be made for each. */
function copyRow(from: Int32Array, row: number, to: Int32Array, slot: number, width: number): void {
  for (let column = 0; column < width; column++) {
    to[slot * width + column] = at(from, row * width + column);
  }
}

/**
 * Batches of one training epoch: floor(rows / batchSize); the last partial batch is dropped, since
 * shapes are static and the next epoch is shuffled afresh.
 * @throws DataError for a batch larger than the set.
 */
export function countTrainingBatches(set: SampledSet, batchSize: number): number {
  const rows = set.rows.length;
  if (batchSize > rows) {
    throw new DataError(`set ${set.name}`, "the batch is larger than the set", {
      rows,
      batch: batchSize,
      advice: `Set train.batch to at most ${rows}, or ask the plan for more rows.`,
    });
  }
  return Math.floor(rows / batchSize);
}

/** Batches of one pass for evaluation: ceil(rows / batchSize); {@link fillBatch} pads the last one. */
export function countEvaluationBatches(rows: number, batchSize: number): number {
  return Math.ceil(rows / batchSize);
}

/**
 * Fill `batch` with number `index` of the batches of `positions`, and return how many rows are real.
 * Rows after the last position are padded with the first of `positions`; the caller discards them.
 * Allocates nothing a row.
 * @param positions [n], order of the set's rows: an epoch, or 0..n-1 for evaluation.
 * @throws DataError where no position is left for this batch.
 */
export function fillBatch(
  batch: Batch,
  images: SetImages,
  positions: Int32Array,
  index: number,
): number {
  const { set } = images;
  const batchSize = batch.label.length;
  const length = sizeOf(images.imageShape);
  const start = index * batchSize;
  const real = Math.min(batchSize, positions.length - start);
  if (real <= 0) {
    throw new DataError(`set ${set.name}`, "no rows for this batch", {
      batch: index,
      batchSize,
      rows: positions.length,
    });
  }
  for (let slot = 0; slot < batchSize; slot++) {
    const position = at(positions, slot < real ? start + slot : 0);
    images.writeImage(position, batch.images, slot * length);
    batch.label[slot] = at(set.label, position);
    if (batch.labelNumbers !== null && images.labelNumbers !== undefined) {
      batch.labelNumbers[slot] = at(images.labelNumbers, position);
    }
    if (batch.labelAnswers !== null && images.labelAnswers !== undefined) {
      copyRow(images.labelAnswers, position, batch.labelAnswers, slot, labelsOf(images));
    }
    for (let attribute = 0; attribute < batch.attributes.length; attribute++) {
      at(batch.attributes, attribute)[slot] = at(at(set.attributes, attribute), position);
      const numbers = images.numbers?.[attribute] ?? null;
      const column = batch.numbers[attribute] ?? null;
      if (numbers !== null && column !== null) column[slot] = at(numbers, position);
    }
  }
  return real;
}
