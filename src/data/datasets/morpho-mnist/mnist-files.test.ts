import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeIdx } from "../../formats/idx.js";
import { digitPixels } from "./constants.js";
import { readMnistPool } from "./mnist-files.js";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mnist-files-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Three images whose pixels differ. */
const images = Uint8Array.from({ length: 3 * digitPixels }, (_, index) => index % 251);
const imagesFile = encodeIdx({ dtype: "uint8", shape: [3, 28, 28], data: images });
const labelsFile = encodeIdx({ dtype: "uint8", shape: [3], data: Uint8Array.of(0, 5, 9) });

const write = async (imageBytes: Uint8Array, labelBytes: Uint8Array): Promise<void> => {
  await writeFile(join(root, "train-images-idx3-ubyte"), imageBytes);
  await writeFile(join(root, "train-labels-idx1-ubyte"), labelBytes);
};
const imagesPath = (): string => join(root, "train-images-idx3-ubyte");
const labelsPath = (): string => join(root, "train-labels-idx1-ubyte");

describe("readMnistPool", () => {
  it("reads unpacked and packed files", async () => {
    await write(imagesFile, labelsFile);
    const wanted = { images, digits: Uint8Array.of(0, 5, 9) };
    expect(await readMnistPool(root, "train")).toEqual(wanted);
    await rm(imagesPath());
    await writeFile(join(root, "train-images-idx3-ubyte.gz"), gzipSync(imagesFile));
    expect(await readMnistPool(root, "train")).toEqual(wanted);
  });

  it("says which file is missing and where to get it", async () => {
    await write(imagesFile, labelsFile);
    await expect(readMnistPool(root, "t10k")).rejects.toThrow(
      "morpho-mnist: MNIST file is missing: expected " +
        `[t10k-images-idx3-ubyte.gz,t10k-images-idx3-ubyte] (root ${root}). Put the four MNIST ` +
        "files there (train and t10k, images and labels), for instance from " +
        "https://storage.googleapis.com/cvdf-datasets/mnist/.",
    );
    const nowhere = join(root, "nowhere");
    await expect(readMnistPool(nowhere, "train")).rejects.toThrow(`(root ${nowhere})`);
  });

  it("refuses truncated and foreign files by name", async () => {
    await write(imagesFile.subarray(0, 1000), labelsFile);
    await expect(readMnistPool(root, "train")).rejects.toThrow(
      `${imagesPath()}, byte 1000: file ends inside the IDX elements: expected 2368, got 1000`,
    );
    await write(encodeIdx({ dtype: "uint8", shape: [3, 784], data: images }), labelsFile);
    await expect(readMnistPool(root, "train")).rejects.toThrow(
      `${imagesPath()}: not MNIST images: wrong shape: expected [count,28,28], got [3,784]`,
    );
    const wide = encodeIdx({ dtype: "int16", shape: [0, 28, 28], data: new Int16Array(0) });
    await write(wide, labelsFile);
    await expect(readMnistPool(root, "train")).rejects.toThrow(
      `${imagesPath()}: wrong element type: expected uint8, got int16`,
    );
  });

  it("refuses labels and images that do not belong together or are no digits", async () => {
    const two = encodeIdx({ dtype: "uint8", shape: [2], data: Uint8Array.of(1, 2) });
    await write(imagesFile, two);
    await expect(readMnistPool(root, "train")).rejects.toThrow(
      `${labelsPath()}: labels do not match the images: expected [3], got [2] (images ${imagesPath()})`,
    );
    const ten = encodeIdx({ dtype: "uint8", shape: [3], data: Uint8Array.of(1, 10, 2) });
    await write(imagesFile, ten);
    await expect(readMnistPool(root, "train")).rejects.toThrow(
      `${labelsPath()}, row 1: label is not a digit: expected 0 to 9, got 10`,
    );
    const blank = Uint8Array.from(images).fill(4, 2 * digitPixels);
    await write(encodeIdx({ dtype: "uint8", shape: [3, 28, 28], data: blank }), labelsFile);
    await expect(readMnistPool(root, "train")).rejects.toThrow(
      `${imagesPath()}, row 2: image has one grey value, so no stroke`,
    );
  });
});
