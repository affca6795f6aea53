import { ConfigError, nearestName } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import type { SetImages } from "../../data/batch.js";
import { softmaxRows } from "../../evaluation/class-scores.js";
import type { Model } from "../../runtime/open-model.js";

/** How pictures go into a model of another program, and what comes out. */
export interface ForeignModelOptions {
  /** Of several inputs or outputs the one that is meant. */
  readonly input?: string;
  readonly output?: string;
  /** K names in the order of the model's outputs. */
  readonly classNames: readonly string[];
  /** Default `logits`: softmax, of one output a sigmoid. */
  readonly scores?: "logits" | "probabilities";
  /** Where the channels stand in the model's input; default `first`. */
  readonly channels?: "first" | "last";
  /** x = (picture · scale − mean) / deviation, by channel; defaults 1, 0, 1. One number is for all channels. */
  readonly scale?: number;
  readonly mean?: readonly number[];
  readonly deviation?: readonly number[];
}

/** Pictures of a batch where the model leaves that free. */
const freeBatch = 32;

/**
 * What a model of another program says of pictures: probabilities, row-major [n, K].
 *
 * Its input is float32 [B, C, ...extents], or [B, ...extents, C]; its output [B, K] logits or probabilities, or [B, 1] or [B] for the
 * second of two classes. A batch size that the model fixes is kept, the last batch is filled up.
 * @param imageShape [C, ...extents].
 * @throws ConfigError for an input or output that is not clear or not there, numbers that do not fit the channels, a shape that is not
 * that of the pictures, outputs that do not fit the classes, and scores that are no probabilities.
 */
export function foreignAnswer(
  model: Model,
  imageShape: readonly number[],
  options: ForeignModelOptions,
): (images: SetImages) => Promise<Float64Array> {
  const input = choose("--input", model.inputs, options.input);
  const output = choose("--output", model.outputs, options.output);
  const write = pictureWriter(imageShape, options);
  const [channels = 1, ...extents] = imageShape;
  const shape = options.channels === "last" ? [...extents, channels] : imageShape;
  const declared = model.shapeOf(input);
  requireShape(input, declared, shape, options.channels ?? "first");
  const batch = typeof declared[0] === "number" && declared[0] > 0 ? declared[0] : freeBatch;
  const isFixed = typeof declared[0] === "number" && declared[0] > 0;
  return async (images) => {
    const rows = images.set.rows.length;
    const classes = options.classNames.length;
    const probabilities = new Float64Array(rows * classes);
    for (let start = 0; start < rows; start += batch) {
      const real = Math.min(batch, rows - start);
      const data = new Float32Array((isFixed ? batch : real) * sizeOf(shape));
      for (let slot = 0; slot * sizeOf(shape) < data.length; slot++) {
        write(images, Math.min(start + slot, rows - 1), data, slot * sizeOf(shape));
      }
      const count = data.length / sizeOf(shape);
      const results = await model.run({
        [input]: { dtype: "float32", shape: [count, ...shape], data },
      });
      const values = results[output]?.data ?? new Float32Array();
      probabilities.set(
        probabilitiesOf(values, count, options).subarray(0, real * classes),
        start * classes,
      );
    }
    return probabilities;
  };
}

function choose(where: string, names: readonly string[], asked: string | undefined): string {
  if (asked === undefined) {
    const [only, ...others] = names;
    if (only !== undefined && others.length === 0) return only;
    throw new ConfigError(where, "the model has several: name one", { expected: names });
  }
  if (names.includes(asked)) return asked;
  const nearest = nearestName(asked, names);
  throw new ConfigError(where, "the model has none of this name", {
    expected: names,
    got: asked,
    ...(nearest === undefined ? {} : { advice: `Did you mean ${nearest}?` }),
  });
}

/** @throws ConfigError where a declared extent is another than that of the pictures. */
function requireShape(
  input: string,
  declared: readonly (number | string)[],
  shape: readonly number[],
  channels: "first" | "last",
): void {
  if (declared.length === 0) return;
  const fits =
    declared.length === shape.length + 1 &&
    shape.every((extent, axis) => {
      const own = declared[axis + 1];
      return typeof own !== "number" || own <= 0 || own === extent;
    });
  if (fits) return;
  throw new ConfigError(`model, input ${input}`, "the pictures of the cohort have another shape", {
    expected: declared.map(String).join(" x "),
    got: ["batch", ...shape].join(" x "),
    advice:
      channels === "first"
        ? "Resize by preprocess of the cohort file, set images.channels, or say --channels last."
        : "Resize by preprocess of the cohort file, or leave out --channels last.",
  });
}

type WritePicture = (images: SetImages, position: number, out: Float32Array, offset: number) => void; // prettier-ignore

function pictureWriter(
  imageShape: readonly number[],
  { channels: place = "first", scale = 1, mean = [0], deviation = [1] }: ForeignModelOptions,
): WritePicture {
  const [channels = 1, ...extents] = imageShape;
  const size = sizeOf(extents);
  const means = byChannel("--mean", mean, channels);
  const deviations = byChannel("--deviation", deviation, channels);
  if (!deviations.every((value) => value > 0)) {
    throw new ConfigError("--deviation", "not above 0", { got: [...deviation] });
  }
  const picture = new Float32Array(channels * size);
  return (images, position, out, offset) => {
    images.writeImage(position, picture, 0);
    for (let channel = 0; channel < channels; channel++) {
      const [shift, spread] = [at(means, channel), at(deviations, channel)];
      for (let pixel = 0; pixel < size; pixel++) {
        const value = (at(picture, channel * size + pixel) * scale - shift) / spread;
        out[offset + (place === "first" ? channel * size + pixel : pixel * channels + channel)] =
          value;
      }
    }
  };
}

function byChannel(where: string, values: readonly number[], channels: number): readonly number[] {
  if (values.length === channels) return values;
  const [only, ...others] = values;
  if (only !== undefined && others.length === 0) {
    return Array.from({ length: channels }, () => only);
  }
  throw new ConfigError(where, "as many numbers as channels, or one", {
    expected: channels,
    got: values.length,
  });
}

/** [count, K], from K outputs a row, or one of the second of two classes. */
function probabilitiesOf(
  values: Float32Array,
  count: number,
  { classNames, scores = "logits" }: ForeignModelOptions,
): Float64Array {
  const classes = classNames.length;
  const isOne = classes === 2 && values.length === count;
  if (!isOne && values.length !== count * classes) {
    throw new ConfigError("model", "outputs a row do not fit the classes", {
      expected: classes === 2 ? "2, or 1 for the second class" : classes,
      got: values.length / count,
      advice: "Name the output by --output, and its classes in order by --classes.",
    });
  }
  if (scores === "logits") {
    const logits = isOne ? Float32Array.from({ length: 2 * count }, (_, entry) => (entry % 2 === 0 ? 0 : at(values, entry >> 1))) : values; // prettier-ignore
    return softmaxRows(logits, classes);
  }
  const probabilities = isOne
    ? Float64Array.from({ length: 2 * count }, (_, entry) => entry % 2 === 0 ? 1 - at(values, entry >> 1) : at(values, entry >> 1)) // prettier-ignore
    : Float64Array.from(values);
  requireProbabilities(probabilities, classes);
  return probabilities;
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
