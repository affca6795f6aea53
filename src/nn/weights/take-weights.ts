import { ConfigError, DataError, InternalError } from "../../base/errors.js";
import { at, sameShape, sizeOf, type NdArray } from "../../base/ndarray.js";
import { torchName } from "../torch-names.js";
import type { EncoderOutline, OutlinedArray } from "./encoder-outline.js";
import { fewOf, matchNames, type NameMatch } from "./match-names.js";

/** What is done with a file of other input channels than the images: see {@link takeWeights}. */
export const channelRules = ["strict", "sum"] as const;
export type ChannelRule = (typeof channelRules)[number];

/** What was taken of a file, what was left, and what the encoder has beside it; JSON. */
export interface WeightsReport {
  /** Arrays taken. */
  readonly taken: number;
  /** What stood before every name of the file; often empty. */
  readonly prefix: string;
  /** Kernels that were summed over the channels of the file, by PyTorch's names. */
  readonly summed: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  /** What the file has after the features: its classifier. */
  readonly left: readonly string[];
  /** Counters of batch norms that were left. */
  readonly counters: number;
  /** Arrays of the encoder that start by their own laws, by PyTorch's names. */
  readonly fresh: readonly string[];
}

/** Arrays for an encoder, by our names, and where they come from. */
export interface TakenWeights {
  readonly arrays: ReadonlyMap<string, Float32Array>;
  readonly report: WeightsReport;
}

/**
 * The arrays of an encoder, all but its last layer, from those of a file under PyTorch's names ({@link matchNames} has the
 * rules for names). Shapes are the encoder's. float64 is rounded to float32.
 *
 * Where the first kernels are of other channels than the images, `strict` refuses, and `sum` makes
 *
 *   w'[o, c, k] = Σ over the file's channels j of w[o, j, k] / C    for each of the C channels of the images,
 *
 * so that an image gives what the file's network gives for the same image in all of its channels: of grey images the sum
 * of the three kernels. Summed in double precision.
 * @param source the file, for messages.
 * @throws DataError for missing and foreign arrays, other shapes, other types than floats, a value that is not finite.
 * @throws ConfigError for other channels where the rule is `strict`, and an encoder that is its last layer alone.
 * @source timm, `adapt_input_conv`, for one channel; torchvision has no such rule.
 */
export function takeWeights(
  file: ReadonlyMap<string, NdArray>,
  outline: EncoderOutline,
  rule: ChannelRule,
  source: string,
): TakenWeights {
  const match = matchNames([...file.keys()], outline, source);
  if (match.taken.size === 0) {
    throw new ConfigError("model.weights", "the encoder is its last layer, which is never taken", {
      got: outline.name,
      advice: "Leave out model.weights, or give the encoder hidden layers (model.options).",
    });
  }
  const pairs = [...match.taken].map(([name, theirs]): Pair => {
    const [array, own] = [file.get(theirs), outline.arrays.get(name)];
    if (array !== undefined && own !== undefined) return { name, array, ...own };
    throw new InternalError("takeWeights", "no such array", { got: name });
  });
  const summed = pairs.filter((pair) => hasOtherChannels(pair, outline.channels));
  requireShapes(
    pairs.filter((pair) => !summed.includes(pair)),
    outline,
    source,
  );
  if (rule === "strict") requireChannels(summed, outline.channels);
  const arrays = pairs.map((pair) => {
    const values = floatsOf(pair.array, `${source}, array ${match.taken.get(pair.name) ?? ""}`);
    return [pair.name, summed.includes(pair) ? sumChannels(values, pair) : values] as const;
  });
  return { arrays: new Map(arrays), report: reportOf(match, summed) };
}

/** An array of the encoder and that of the file. */
interface Pair extends OutlinedArray {
  readonly name: string;
  readonly array: NdArray;
}

function reportOf(match: NameMatch, summed: readonly Pair[]): WeightsReport {
  const { prefix, taken, left, counters, fresh } = match;
  return {
    taken: taken.size,
    prefix,
    summed: summed.map(({ name, shape, array }) => ({
      name: torchName(name),
      from: at(array.shape, 1),
      to: at(shape, 1),
    })),
    ...{ left, counters, fresh },
  };
}

/** Kernels that differ in their input channels alone: [out, in, ...kernel]. */
function hasOtherChannels({ role, shape, array }: Pair, channels: number): boolean {
  if (role !== "input" || shape[1] !== channels) return false;
  if (array.shape.length !== shape.length || array.shape[1] === channels) return false;
  return sameShape(shape.with(1, 1), array.shape.with(1, 1));
}

function requireChannels([pair]: readonly Pair[], channels: number): void {
  if (pair === undefined) return;
  throw new ConfigError("model.weights", "the file is for images of other channels", {
    expected: channels,
    got: at(pair.array.shape, 1),
    array: torchName(pair.name),
    advice:
      "Set model.weightsChannels to sum: the kernels are summed, as if the image stood in all channels of the file. docs/weights.md.",
  });
}

/** @throws DataError with the first arrays of other shapes and how many there are. */
function requireShapes(pairs: readonly Pair[], outline: EncoderOutline, source: string): void {
  const wrong = pairs.filter(({ shape, array }) => !sameShape(shape, array.shape));
  if (wrong.length === 0) return;
  const list = (shapeOf: (pair: Pair) => readonly number[]) =>
    fewOf(wrong.map((pair) => `${torchName(pair.name)} [${shapeOf(pair).join(",")}]`));
  throw new DataError(source, `arrays have other shapes than those of encoder ${outline.name}`, {
    expected: list(({ shape }) => shape),
    got: list(({ array }) => array.shape),
    advice: "Widths are in model.options; some encoders have layers that go with the image size.",
  });
}

/** @throws DataError for whole numbers, and for values that are not finite. */
function floatsOf({ dtype, data }: NdArray, where: string): Float32Array {
  if (dtype !== "float32" && dtype !== "float64") {
    throw new DataError(where, "weights must be floats", {
      expected: ["F16", "BF16", "F32", "F64"],
      got: dtype,
      advice: "Save the weights before they are quantised.",
    });
  }
  const values = dtype === "float32" ? data : Float32Array.from(data);
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return values;
  throw new DataError(where, "value is not finite", { got: String(values[index]), index });
}

/** The formula of {@link takeWeights}. */
function sumChannels(values: Float32Array, { shape, array }: Pair): Float32Array {
  const [outputs = 0, channels = 0, ...kernel] = shape;
  const theirs = at(array.shape, 1);
  const taps = sizeOf(kernel);
  const result = new Float32Array(sizeOf(shape));
  for (let output = 0; output < outputs; output++) {
    for (let tap = 0; tap < taps; tap++) {
      let sum = 0;
      for (let channel = 0; channel < theirs; channel++) {
        sum += at(values, (output * theirs + channel) * taps + tap);
      }
      for (let channel = 0; channel < channels; channel++) {
        result[(output * channels + channel) * taps + tap] = sum / channels;
      }
    }
  }
  return result;
}
