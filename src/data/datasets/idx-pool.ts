import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "../../base/errors.js";
import { fileErrorCode } from "../../base/file-error-code.js";
import type { NdArray } from "../../base/ndarray.js";
import { sameShape } from "../../base/ndarray.js";
import { decodeIdx } from "../formats/idx.js";

/** A data set in the layout of MNIST: what its messages say. */
export interface IdxSet {
  /** Of our data set, such as `morpho-mnist`. */
  readonly name: string;
  /** Of the files, such as `MNIST`. */
  readonly title: string;
  /** What a label is, such as `digit`. */
  readonly labelWord: string;
  /** Where to get the files. */
  readonly advice: string;
}

/** One published part. */
export interface IdxPool {
  /** uint8 [count, 28, 28]. */
  readonly images: Uint8Array;
  /** Class 0..9 of each image. */
  readonly labels: Uint8Array;
  /** File of the images, for messages. */
  readonly source: string;
}

/** How the files of a part begin: 60,000 images to train, 10,000 to test. */
export type IdxPrefix = "train" | "t10k";

const side = 28;
const classes = 10;

/**
 * Read one part from `root`: `PREFIX-images-idx3-ubyte` and `PREFIX-labels-idx1-ubyte`, each as published
 * (`.gz`) or unpacked. Any number of images is accepted, so that a part may stand for the whole.
 * @throws DataError for a missing file, images that are not 28 × 28 bytes, counts that differ, a label over 9;
 * FormatError from {@link decodeIdx}, for instance for a truncated file.
 */
export async function readIdxPool(set: IdxSet, root: string, prefix: IdxPrefix): Promise<IdxPool> {
  const images = await readBytes(set, root, `${prefix}-images-idx3-ubyte`);
  const count = images.shape[0] ?? 0;
  if (!sameShape(images.shape, [count, side, side])) {
    throw new DataError(images.source, `not ${set.title} images: wrong shape`, {
      expected: ["count", side, side],
      got: images.shape,
    });
  }
  const labels = await readBytes(set, root, `${prefix}-labels-idx1-ubyte`);
  if (!sameShape(labels.shape, [count])) {
    throw new DataError(labels.source, "labels do not match the images", {
      expected: [count],
      got: labels.shape,
      images: images.source,
    });
  }
  const wrong = labels.data.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new DataError(`${labels.source}, row ${wrong}`, `label is not a ${set.labelWord}`, {
      expected: `0 to ${classes - 1}`,
      got: labels.data[wrong] ?? 0,
    });
  }
  return { images: images.data, labels: labels.data, source: images.source };
}

interface Bytes {
  readonly source: string;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

async function readBytes(set: IdxSet, root: string, name: string): Promise<Bytes> {
  for (const source of [join(root, `${name}.gz`), join(root, name)]) {
    const bytes = await readFileIfThere(source);
    if (bytes !== null) return requireUint8(decodeIdx(bytes, source), source);
  }
  throw new DataError(set.name, `${set.title} file is missing`, {
    expected: [`${name}.gz`, name],
    root,
    advice: set.advice,
  });
}

/** `array` as bytes. @throws DataError when its elements are of another type. */
export function requireUint8(array: NdArray, source: string): Bytes {
  if (array.dtype !== "uint8") {
    throw new DataError(source, "wrong element type", { expected: "uint8", got: array.dtype });
  }
  return { source, shape: array.shape, data: array.data };
}

/**
 * The bytes of a file, or null where there is none.
 * @throws DataError for a path that is there and cannot be read.
 */
export async function readFileIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === "ENOENT") return null;
    throw new DataError(path, "cannot be read", {
      got: code,
      advice: "Check that the folder is one and that you may read it.",
    });
  }
}
