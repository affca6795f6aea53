import { ConfigError, didYouMean } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import type { SetImages } from "../../data/batch.js";
import type { Model, ModelOutput } from "../../runtime/open-model.js";

/** How pictures go into a model of another program. */
export interface ForeignInputOptions {
  /** Of several inputs the one that is meant. */
  readonly input?: string;
  /** Where the channels stand in the model's input; default `first`. */
  readonly channels?: "first" | "last";
  /** x = (picture · scale − mean) / deviation, by channel; defaults 1, 0, 1. One number is for all channels. */
  readonly scale?: number;
  readonly mean?: readonly number[];
  readonly deviation?: readonly number[];
}

/** What a model says of a batch: of `count` pictures, the first `real` of which are those from `start` on; others fill up. */
export interface ForeignBatch {
  readonly start: number;
  readonly real: number;
  readonly count: number;
  readonly outputs: Readonly<Record<string, ModelOutput>>;
}

/** Pictures of a batch where the model leaves that free. */
const freeBatch = 32;

/**
 * Runs pictures through a model of another program, batch by batch, and hands each batch to `use`.
 *
 * Its input is float32 [B, C, ...extents], or [B, ...extents, C]. A batch size that the model fixes is kept, the last batch is
 * filled up.
 * @param imageShape [C, ...extents].
 * @throws ConfigError for an input that is not clear or not there, numbers that do not fit the channels, and a shape that is not
 * that of the pictures.
 */
export function foreignBatches(
  model: Model,
  imageShape: readonly number[],
  options: ForeignInputOptions,
): (images: SetImages, use: (batch: ForeignBatch) => void) => Promise<void> {
  const input = choosePort("--input", model.inputs, options.input);
  const write = pictureWriter(imageShape, options);
  const [channels = 1, ...extents] = imageShape;
  const shape = options.channels === "last" ? [...extents, channels] : imageShape;
  const declared = model.shapeOf(input);
  requireShape(input, declared, shape, options.channels ?? "first");
  const batch = typeof declared[0] === "number" && declared[0] > 0 ? declared[0] : freeBatch;
  const isFixed = typeof declared[0] === "number" && declared[0] > 0;
  return async (images, use) => {
    const rows = images.set.rows.length;
    for (let start = 0; start < rows; start += batch) {
      const real = Math.min(batch, rows - start);
      const data = new Float32Array((isFixed ? batch : real) * sizeOf(shape));
      for (let slot = 0; slot * sizeOf(shape) < data.length; slot++) {
        write(images, Math.min(start + slot, rows - 1), data, slot * sizeOf(shape));
      }
      const count = data.length / sizeOf(shape);
      const outputs = await model.run({
        [input]: { dtype: "float32", shape: [count, ...shape], data },
      });
      use({ start, real, count, outputs });
    }
  };
}

/**
 * The one of several inputs or outputs that is meant, or the only one.
 * @throws ConfigError where it is not clear, or not there.
 */
export function choosePort(
  where: string,
  names: readonly string[],
  asked: string | undefined,
): string {
  if (asked === undefined) {
    const [only, ...others] = names;
    if (only !== undefined && others.length === 0) return only;
    throw new ConfigError(where, "the model has several: name one", { expected: names });
  }
  if (names.includes(asked)) return asked;
  throw new ConfigError(where, "the model has none of this name", {
    expected: names,
    got: asked,
    ...didYouMean(asked, names),
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
  { channels: place = "first", scale = 1, mean = [0], deviation = [1] }: ForeignInputOptions,
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
