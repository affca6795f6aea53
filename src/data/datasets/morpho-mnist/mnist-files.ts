import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "../../../base/errors.js";
import { fileErrorCode } from "../../../base/file-error-code.js";
import type { NdArray } from "../../../base/ndarray.js";
import { sameShape } from "../../../base/ndarray.js";
import { decodeIdx } from "../../formats/idx.js";
import { digitPixels, morphoMnist } from "./constants.js";
import { hasStroke } from "./digit-morphology.js";

/** One published part of MNIST. */
export interface MnistPool {
  /** uint8 [count, 28, 28]. */
  readonly images: Uint8Array;
  /** Digit 0..9 of each image. */
  readonly digits: Uint8Array;
}

/** How the files of a part begin: 60,000 digits to train, 10,000 to test. */
export type MnistPrefix = "train" | "t10k";

/**
 * Read one part of MNIST from `root`: `PREFIX-images-idx3-ubyte` and `PREFIX-labels-idx1-ubyte`, each as
 * published (`.gz`) or unpacked. Any number of digits is accepted, so that a part may stand for the whole.
 * @throws DataError for a missing file, images that are not 28 × 28 bytes, counts that differ, a label over
 * 9, a digit of one grey value; FormatError from {@link decodeIdx}, for instance for a truncated file.
 */
export async function readMnistPool(root: string, prefix: MnistPrefix): Promise<MnistPool> {
  const { side } = morphoMnist;
  const images = await readBytes(root, `${prefix}-images-idx3-ubyte`);
  const count = images.shape[0] ?? 0;
  if (!sameShape(images.shape, [count, side, side])) {
    throw new DataError(images.source, "not MNIST images: wrong shape", {
      expected: ["count", side, side],
      got: images.shape,
    });
  }
  const labels = await readBytes(root, `${prefix}-labels-idx1-ubyte`);
  if (!sameShape(labels.shape, [count])) {
    throw new DataError(labels.source, "labels do not match the images", {
      expected: [count],
      got: labels.shape,
      images: images.source,
    });
  }
  const wrong = labels.data.findIndex((digit) => digit > 9);
  if (wrong >= 0) {
    throw new DataError(`${labels.source}, row ${wrong}`, "label is not a digit", {
      expected: "0 to 9",
      got: labels.data[wrong] ?? 0,
    });
  }
  for (let row = 0; row < count; row++) {
    if (!hasStroke(images.data, row * digitPixels)) {
      throw new DataError(`${images.source}, row ${row}`, "image has one grey value, so no stroke");
    }
  }
  return { images: images.data, digits: labels.data };
}

interface Bytes {
  readonly source: string;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

async function readBytes(root: string, name: string): Promise<Bytes> {
  for (const source of [join(root, `${name}.gz`), join(root, name)]) {
    const bytes = await readFileIfThere(source);
    if (bytes !== null) return requireUint8(decodeIdx(bytes, source), source);
  }
  throw new DataError("morpho-mnist", "MNIST file is missing", {
    expected: [`${name}.gz`, name],
    root,
    advice:
      "Put the four MNIST files there (train and t10k, images and labels), for instance from " +
      "https://storage.googleapis.com/cvdf-datasets/mnist/.",
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
