import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { SetImages } from "../../data/batch.js";
import { sigmoids, softmaxRows } from "../../evaluation/class-scores.js";
import type { Model } from "../../runtime/open-model.js";
import { choosePort, foreignBatches, type ForeignInputOptions } from "./foreign-input.js";

/** How pictures go into a model of another program, and what comes out. */
export interface ForeignModelOptions extends ForeignInputOptions {
  /** Of several outputs the one that is meant. */
  readonly output?: string;
  /** K names in the order of the model's outputs. */
  readonly classNames: readonly string[];
  /** Default `logits`: softmax, of one output a sigmoid. */
  readonly scores?: "logits" | "probabilities";
}

/**
 * What a model of another program says of pictures: probabilities, row-major [n, K]. Its output is [B, K] logits or probabilities, or
 * [B, 1] or [B] for the second of two classes; its input as {@link foreignBatches} says.
 * @param imageShape [C, ...extents].
 * @throws ConfigError as `foreignBatches`; for an output that is not clear or not there, outputs that do not fit the classes, and scores
 * that are no probabilities.
 */
export function foreignAnswer(
  model: Model,
  imageShape: readonly number[],
  options: ForeignModelOptions,
): (images: SetImages) => Promise<Float64Array> {
  return foreignRows(model, imageShape, options, (values, count) =>
    probabilitiesOf(values, count, options),
  );
}

/** How pictures go into a model of several answers of yes or no, or of a number; what comes out is a column each. */
export interface ForeignColumnsOptions extends ForeignInputOptions {
  readonly output?: string;
  /** Names in the order of the model's outputs. */
  readonly names: readonly string[];
  /** What each is: a logit of yes, its probability, or a number. */
  readonly form: "logits" | "probabilities" | "number";
}

/**
 * What a model of another program says of pictures in columns of their own, row-major [n, names]: probabilities of yes, or a number as it is. Its output is [B, names], or
 * [B] of one.
 * @throws ConfigError as `foreignBatches`; for an output that is not clear or not there, outputs that do not fit the names, a probability outside 0..1, and a number that is not
 * finite.
 */
export function foreignColumns(
  model: Model,
  imageShape: readonly number[],
  options: ForeignColumnsOptions,
): (images: SetImages) => Promise<Float64Array> {
  const { names, form } = options;
  const own = { ...options, classNames: names };
  return foreignRows(model, imageShape, own, (values, count) => {
    if (values.length !== count * names.length) {
      throw new ConfigError("model", "outputs a row do not fit the target", {
        expected: names.length,
        got: values.length / count,
        advice: "Name the output by --output, and its answers in order by --classes.",
      });
    }
    const found = form === "logits" ? sigmoids(values) : Float64Array.from(values);
    const isFit = (value: number) =>
      Number.isFinite(value) && (form === "number" || (value >= 0 && value <= 1));
    const bad = found.find((value) => !isFit(value));
    if (bad === undefined) return found;
    throw new ConfigError(
      "model",
      form === "number" ? "an output is no number" : "the outputs are no probabilities",
      { got: bad, ...(form === "probabilities" ? { advice: "Say --scores logits." } : {}) },
    );
  });
}

/** Near 1 a probability in single precision is off by about this. */
const leastProbability = 1e-7;

/**
 * The same as logits [n, K], which do not saturate as probabilities do; of a model that gives probabilities their logarithms, of
 * 1e-7 at least.
 * @throws ConfigError as `foreignAnswer`.
 */
export function foreignLogits(
  model: Model,
  imageShape: readonly number[],
  options: ForeignModelOptions,
): (images: SetImages) => Promise<Float64Array> {
  return foreignRows(model, imageShape, options, (values, count) =>
    options.scores === "probabilities"
      ? probabilitiesOf(values, count, options).map((p) => Math.log(Math.max(leastProbability, p)))
      : Float64Array.from(logitsOf(values, count, options)),
  );
}

/**
 * Log odds of yes of several answers, row-major [n, names]: logits as they come; of a model that gives probabilities log p / (1 − p), both of 1e-7 at least.
 * @throws ConfigError as `foreignColumns`.
 */
export function foreignAnswerLogits(
  model: Model,
  imageShape: readonly number[],
  options: ForeignColumnsOptions & { readonly form: "logits" | "probabilities" },
): (images: SetImages) => Promise<Float64Array> {
  if (options.form === "logits") {
    return foreignColumns(model, imageShape, { ...options, form: "number" });
  }
  const columns = foreignColumns(model, imageShape, options);
  const part = (p: number) => Math.log(Math.max(leastProbability, p));
  return async (images) => (await columns(images)).map((p) => part(p) - part(1 - p));
}

/** What `read` makes of the outputs of each batch, [count, K]. */
function foreignRows(
  model: Model,
  imageShape: readonly number[],
  options: Pick<ForeignModelOptions, "output" | "classNames"> & ForeignInputOptions,
  read: (values: Float32Array, count: number) => Float64Array,
): (images: SetImages) => Promise<Float64Array> {
  const runBatches = foreignBatches(model, imageShape, options);
  const output = choosePort("--output", model.outputs, options.output);
  return async (images) => {
    const classes = options.classNames.length;
    const rows = new Float64Array(images.set.rows.length * classes);
    await runBatches(images, ({ start, real, count, outputs }) => {
      const values = outputs[output]?.data ?? new Float32Array();
      rows.set(read(values, count).subarray(0, real * classes), start * classes);
    });
    return rows;
  };
}

/** [count, K], from K outputs a row, or one of the second of two classes. */
function probabilitiesOf(
  values: Float32Array,
  count: number,
  options: ForeignModelOptions,
): Float64Array {
  const { classNames, scores = "logits" } = options;
  const classes = classNames.length;
  if (scores === "logits") return softmaxRows(logitsOf(values, count, options), classes);
  const probabilities = isOneOfTwo(values, count, options)
    ? Float64Array.from({ length: 2 * count }, (_, entry) => entry % 2 === 0 ? 1 - at(values, entry >> 1) : at(values, entry >> 1)) // prettier-ignore
    : Float64Array.from(values);
  requireProbabilities(probabilities, classes);
  return probabilities;
}

/** [count, K] of a model that gives logits; one output is that of the second of two classes, 0 that of the first. */
function logitsOf(values: Float32Array, count: number, options: ForeignModelOptions): Float32Array {
  return isOneOfTwo(values, count, options)
    ? Float32Array.from({ length: 2 * count }, (_, entry) => (entry % 2 === 0 ? 0 : at(values, entry >> 1))) // prettier-ignore
    : values;
}

/** @throws ConfigError where outputs a row do not fit the classes. */
function isOneOfTwo(
  values: Float32Array,
  count: number,
  { classNames: { length: classes } }: ForeignModelOptions,
): boolean {
  const isOne = classes === 2 && values.length === count;
  if (isOne || values.length === count * classes) return isOne;
  throw new ConfigError("model", "outputs a row do not fit the classes", {
    expected: classes === 2 ? "2, or 1 for the second class" : classes,
    got: values.length / count,
    advice: "Name the output by --output, and its classes in order by --classes.",
  });
}

function requireProbabilities(probabilities: Float64Array, classes: number): void {
  for (let start = 0; start < probabilities.length; start += classes) {
    const row = probabilities.subarray(start, start + classes);
    const sum = row.reduce((left, right) => left + right, 0);
    if (row.every((value) => value >= 0 && value <= 1) && Math.abs(sum - 1) <= 1e-3) continue;
    throw new ConfigError("model", "the outputs are no probabilities", {
      got: [...row].map((value) => Number(value.toPrecision(4))),
      advice: "Say --scores logits.",
    });
  }
}
