import { FormatError } from "../../base/errors.js";
import type { NdArray } from "../../base/ndarray.js";
import { at, sameShape, sizeOf } from "../../base/ndarray.js";
import type { ChannelMeaning, DecodedImage } from "./decoded-image.js";
import { decodeNpz } from "./npz.js";
import { spreadPixels } from "./picture/spread-pixels.js";

/** Our names of the parts, and the prefixes of their arrays. */
const prefixes = { train: "train", validation: "val", test: "test" } as const;
const partNames = ["train", "validation", "test"] as const;

export type MedMnistPartName = keyof typeof prefixes;

/** One part as the authors cut it. */
export interface MedMnistPart {
  readonly rows: number;
  /** Samples 0 to 255 as stored: [rows, H, W], [rows, H, W, 3] or [rows, X, Y, Z]. */
  readonly images: Uint8Array;
  /** [rows, labelCount]. */
  readonly labels: Int32Array;
}

/** A set in the layout of MedMNIST. */
export interface MedMnist {
  readonly channels: ChannelMeaning;
  /** Of one image: [1, H, W], [3, H, W] or [1, X, Y, Z]. */
  readonly imageShape: readonly number[];
  /** 1: a class number an image. More: that many findings, each 0 or 1. */
  readonly labelCount: number;
  readonly parts: Readonly<Record<MedMnistPartName, MedMnistPart>>;
}

/**
 * Decode an NPZ archive in the layout of MedMNIST v2 and MedMNIST+ (any resolution): `train_images`, `train_labels`,
 * `val_images`, `val_labels`, `test_images`, `test_labels`, and nothing else.
 * @throws FormatError as {@link decodeNpz} and {@link readMedMnist}.
 */
export function decodeMedMnist(bytes: Uint8Array, source: string): MedMnist {
  return readMedMnist(decodeNpz(bytes, source), source);
}

/**
 * A set from its six arrays, by name.
 *
 * Images are uint8: [n, H, W] grey, [n, H, W, 3] colour, [n, X, Y, Z] volumes (any last extent but 3), at least one a
 * part, all of one size. The authors do not say how the axes of a volume lie in the body. Labels are whole numbers,
 * [n, 1] classes from 0 on, or [n, L] findings that are 0 or 1, with one L. Memory is shared with the arrays.
 * @throws FormatError with `source` and the array: one that is missing or not known, another type or number of axes, no
 * images, sizes or counts that differ, a label out of range with its row.
 * @source Yang et al., MedMNIST v2, Scientific Data 10:41, 2023; the package medmnist 3.0 (dataset.py).
 */
export function readMedMnist(arrays: ReadonlyMap<string, NdArray>, source: string): MedMnist {
  const expected = partNames.flatMap((part) => [
    `${prefixes[part]}_images`,
    `${prefixes[part]}_labels`,
  ]);
  const unknown = [...arrays.keys()].filter((name) => !expected.includes(name));
  const missing = expected.filter((name) => !arrays.has(name));
  if (missing.length > 0 || unknown.length > 0) {
    throw new FormatError(source, "arrays are not those of MedMNIST", {
      expected,
      got: [...arrays.keys()],
    });
  }
  const first = imagesOf(arrays, "train", source);
  const stored = first.shape.slice(1);
  const labelCount = labelsOf(arrays, "train", source).shape[1] ?? 0;
  const readPart = (part: MedMnistPartName): MedMnistPart =>
    partOf(arrays, part, stored, labelCount, source);
  const isColour = stored.length === 3 && stored[2] === 3;
  return {
    channels: isColour ? "rgb" : "grey",
    imageShape: isColour ? [3, ...stored.slice(0, 2)] : [1, ...stored],
    labelCount,
    parts: {
      train: readPart("train"),
      validation: readPart("validation"),
      test: readPart("test"),
    },
  };
}

/** Image `row` of a part, its samples in memory of their own. Spacing and affine are not known. */
export function medMnistImage(set: MedMnist, part: MedMnistPartName, row: number): DecodedImage {
  const { channels, imageShape } = set;
  const { images, rows } = set.parts[part];
  if (!Number.isInteger(row) || row < 0 || row >= rows) {
    throw new FormatError(`MedMNIST ${part}`, "no such row", {
      expected: `0 to ${rows - 1}`,
      got: row,
    });
  }
  const length = sizeOf(imageShape);
  const pixels = images.subarray(row * length, (row + 1) * length);
  const words = new Uint8Array(length);
  const count = at(imageShape, 0);
  const size = length / count;
  spreadPixels(pixels, count, size, { words, size, start: 0, step: 1 });
  const samples = { dtype: "uint8", shape: imageShape, data: words } as const;
  return { samples, channels, spacingMm: null, affine: null };
}

function partOf(
  arrays: ReadonlyMap<string, NdArray>,
  part: MedMnistPartName,
  stored: readonly number[],
  labelCount: number,
  source: string,
): MedMnistPart {
  const images = imagesOf(arrays, part, source);
  const rows = at(images.shape, 0);
  if (!sameShape(images.shape, [rows, ...stored])) {
    throw new FormatError(images.where, "images differ in size from those of train", {
      expected: stored,
      got: images.shape.slice(1),
    });
  }
  const labels = labelsOf(arrays, part, source);
  if (!sameShape(labels.shape, [rows, labelCount])) {
    throw new FormatError(labels.where, "labels do not match the images", {
      expected: [rows, labelCount],
      got: labels.shape,
    });
  }
  return { rows, images: images.data, labels: checkedLabels(labels, labelCount) };
}

interface Placed<Data> {
  readonly where: string;
  readonly shape: readonly number[];
  readonly data: Data;
}

function imagesOf(
  arrays: ReadonlyMap<string, NdArray>,
  part: MedMnistPartName,
  source: string,
): Placed<Uint8Array> {
  const { where, array } = find(arrays, `${prefixes[part]}_images`, source);
  if (array.dtype !== "uint8") {
    throw new FormatError(where, "wrong element type", { expected: "uint8", got: array.dtype });
  }
  if (array.shape.length < 3 || array.shape.length > 4) {
    throw new FormatError(where, "number of axes of MedMNIST images", {
      expected: ["n x H x W", "n x H x W x 3", "n x X x Y x Z"],
      got: array.shape,
    });
  }
  if (array.shape.includes(0)) throw new FormatError(where, "no images", { got: array.shape });
  return { where, shape: array.shape, data: array.data };
}

function labelsOf(
  arrays: ReadonlyMap<string, NdArray>,
  part: MedMnistPartName,
  source: string,
): Placed<NdArray["data"]> {
  const { where, array } = find(arrays, `${prefixes[part]}_labels`, source);
  const { dtype, shape, data } = array;
  if (dtype === "float32" || dtype === "float64") {
    throw new FormatError(where, "labels are not whole numbers", { got: dtype });
  }
  if (shape.length !== 2 || (shape[1] ?? 0) < 1) {
    throw new FormatError(where, "axes of MedMNIST labels", {
      expected: ["n x 1", "n x L"],
      got: shape,
    });
  }
  return { where, shape, data };
}

/** The labels as numbers, each in its range. */
function checkedLabels({ where, data }: Placed<NdArray["data"]>, labelCount: number): Int32Array {
  const most = labelCount === 1 ? 2 ** 31 - 1 : 1;
  return Int32Array.from({ length: data.length }, (_, index) => {
    const label = Number(data[index] ?? 0);
    if (label >= 0 && label <= most) return label;
    throw new FormatError(`${where}, row ${Math.floor(index / labelCount)}`, "label out of range", {
      expected: `0 to ${most}`,
      got: label,
    });
  });
}

function find(
  arrays: ReadonlyMap<string, NdArray>,
  name: string,
  source: string,
): { readonly where: string; readonly array: NdArray } {
  const array = arrays.get(name);
  const where = `${source}, array "${name}"`;
  if (array === undefined) throw new FormatError(where, "array is missing");
  return { where, array };
}
