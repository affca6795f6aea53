import { DataError } from "../../../base/errors.js";
import { readIdxPool, type IdxPrefix, type IdxSet } from "../idx-pool.js";
import { digitPixels } from "./constants.js";
import { hasStroke } from "./digit-morphology.js";

/** One published part of MNIST. */
export interface MnistPool {
  /** uint8 [count, 28, 28]. */
  readonly images: Uint8Array;
  /** Digit 0..9 of each image. */
  readonly digits: Uint8Array;
}

/** How its messages call the set. */
export const mnistFiles: IdxSet = {
  name: "morpho-mnist",
  title: "MNIST",
  labelWord: "digit",
  advice:
    "Put the four MNIST files there (train and t10k, images and labels), for instance from " +
    "https://storage.googleapis.com/cvdf-datasets/mnist/.",
};

/**
 * Read one part of MNIST from `root`; see {@link readIdxPool}.
 * @throws DataError also for a digit of one grey value.
 */
export async function readMnistPool(root: string, prefix: IdxPrefix): Promise<MnistPool> {
  const { images, labels, source } = await readIdxPool(mnistFiles, root, prefix);
  for (const row of labels.keys()) {
    if (!hasStroke(images, row * digitPixels)) {
      throw new DataError(`${source}, row ${row}`, "image has one grey value, so no stroke");
    }
  }
  return { images, digits: labels };
}
