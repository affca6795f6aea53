import { ConfigError, nearestName } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import type { SetImages } from "../../data/batch.js";
import { exposeTensor, tensorNames } from "../../graph/onnx/expose-tensor.js";
import type { FeatureTable } from "../../probing/probe.js";
import type { Backend } from "../../runtime/backend.js";
import { openModel, type ModelOutput } from "../../runtime/open-model.js";
import { foreignBatches, type ForeignInputOptions } from "./foreign-input.js";

/** Which tensor of a model its features are. */
export interface EmbeddingOptions {
  /** Name in the file: an inner tensor, or an output. */
  readonly tensor: string;
  /** Of places or tokens: their mean (default), or all of them one after the other. */
  readonly pooling?: "mean" | "flatten";
}

/** Features of pictures, and what they are in words. */
export interface ForeignFeatures extends FeatureTable {
  /** "tensor pooled (6 numbers)" or "tensor places (6 numbers, mean over 4 x 4 places)". */
  readonly source: string;
}

/** Wider features are refused: the probes would take hours, and read noise. */
export const mostFeatures = 8192;

/**
 * An inner tensor of a model of another program, one row a picture: the tensor is made the file's only output, and pictures are run.
 *
 * [B, F] as it is; [B, T, F] mean over T tokens; [B, C, ...places], or with `channels: last` [B, ...places, C], mean over
 * places; `flatten` takes all numbers of a picture.
 * @param imageShape [C, ...extents].
 * @throws ConfigError for a tensor that no node computes (with those of like names), one whose first axis is not the pictures, or
 * more than 8192 features; as `foreignBatches`. RuntimeError where ONNX Runtime does not take the model, or the tensor is not
 * float32.
 */
export async function foreignFeatures(
  bytes: Uint8Array,
  backend: Backend,
  images: SetImages,
  { source, ...options }: ForeignInputOptions & { readonly source: string },
  { tensor, pooling = "mean" }: EmbeddingOptions,
): Promise<ForeignFeatures> {
  requireTensor(tensor, tensorNames(bytes, source));
  const model = await openModel(exposeTensor(bytes, tensor, source), backend, source);
  try {
    const rows = images.set.rows.length;
    let [values, width, words] = [new Float32Array(), 0, ""];
    const runBatches = foreignBatches(model, images.imageShape, options);
    await runBatches(images, ({ start, real, count, outputs }) => {
      const output = outputs[tensor] ?? { shape: [], data: new Float32Array() };
      const layout = layoutOf(tensor, output.shape, count, pooling, options.channels ?? "first");
      if (start === 0) {
        ({ width, words } = layout);
        values = new Float32Array(rows * width);
      }
      values.set(meanOverPlaces(output, layout).subarray(0, real * width), start * width);
    });
    return { rows, width, values, source: `tensor ${tensor} (${words})` };
  } finally {
    await model.dispose();
  }
}

function requireTensor(tensor: string, names: readonly string[]): void {
  if (names.includes(tensor)) return;
  const nearest = nearestName(tensor, names);
  const own = tensor.toLowerCase();
  const alike = names.filter((name) => name !== nearest && name.toLowerCase().includes(own));
  const shown = [...(nearest === undefined ? [] : [nearest]), ...alike].slice(0, 8);
  throw new ConfigError("--embedding", "the model computes no tensor of this name", {
    expected: `one of ${names.length} tensors, the last ${names.slice(-5).join(", ")}`,
    got: tensor,
    ...(shown.length === 0 ? {} : { advice: `Did you mean ${shown.join(", ")}?` }),
  });
}

/** How a tensor [count, ...] becomes rows: mean over `places`, of `width` numbers that stand `stride` apart. */
interface Layout {
  readonly width: number;
  readonly places: number;
  /** True: [places, width] of a picture; false: [width, places]. */
  readonly isLast: boolean;
  readonly words: string;
}

function layoutOf(
  tensor: string,
  shape: readonly number[],
  count: number,
  pooling: "mean" | "flatten",
  channels: "first" | "last",
): Layout {
  const [first, ...rest] = shape;
  if (first !== count) {
    throw new ConfigError("--embedding", `the first axis of ${tensor} is not the pictures`, {
      expected: `${count} x …`,
      got: shape.length === 0 ? "one number" : shape.join(" x "),
      advice: "Name a tensor before or behind it.",
    });
  }
  const isTokens = rest.length === 2;
  const isLast = isTokens || channels === "last";
  const isWhole = pooling === "flatten" || rest.length < 2;
  const width = isWhole ? sizeOf(rest) : at(rest, isLast ? rest.length - 1 : 0);
  if (width === 0 || width > mostFeatures) {
    throw new ConfigError("--embedding", `numbers a picture of ${tensor}`, {
      expected: `1 to ${mostFeatures}`,
      got: width,
      ...(pooling === "flatten"
        ? { advice: "Leave out --pooling flatten: the mean is taken." }
        : {}),
    });
  }
  const others = isLast ? rest.slice(0, -1) : rest.slice(1);
  const over = `${others.join(" x ")} ${isTokens ? "tokens" : "places"}`;
  return {
    width,
    places: isWhole ? 1 : sizeOf(others),
    isLast,
    words: `${width} numbers${isWhole ? (rest.length < 2 ? "" : `, all of ${rest.join(" x ")}`) : `, mean over ${over}`}`,
  };
}

function meanOverPlaces({ data }: ModelOutput, { width, places, isLast }: Layout): Float32Array {
  if (places === 1) return data;
  const count = data.length / (width * places);
  const means = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    for (let feature = 0; feature < width; feature++) {
      let sum = 0;
      for (let place = 0; place < places; place++) {
        const own = isLast ? place * width + feature : feature * places + place;
        sum += at(data, row * width * places + own);
      }
      means[row * width + feature] = sum / places;
    }
  }
  return means;
}
