import { createHash } from "node:crypto";
import { ConfigError, DataError } from "../../../base/errors.js";
import { at } from "../../../base/ndarray.js";
import type { Rng } from "../../../base/rng.js";
import type { PoolName } from "../../dataset.js";
import { garments } from "../fashion-mnist.js";
import { fashionMnistFiles, findFashionMnist } from "../fashion-mnist/files.js";
import { readIdxPool, type IdxPool, type IdxPrefix, type IdxSet } from "../idx-pool.js";
import { mnistFiles } from "../morpho-mnist/mnist-files.js";
import type { CanvasObjects } from "./settings.js";
import { drawShape, shapeNames } from "./shapes.js";
import { tileSide } from "./tile.js";

/** Where objects come from: ten classes, and any number of each. */
export interface ObjectSource {
  /** Names of the classes. */
  readonly names: readonly string[];
  /** A tile with an object of a class, uint8 [28, 28]; not to be written to. No object is in both pools. */
  draw(pool: PoolName, kind: number, rng: Rng): Uint8Array;
  /** Of the bytes that objects are taken from. */
  readonly hash: string;
}

/** A tile without a pixel of at least this grey shows nothing. */
const leastWhite = 128;
const digits = Array.from({ length: 10 }, (_, digit) => `digit ${digit}`);

/**
 * Open the objects of canvases. Those of files are the published images, each class's drawn with replacement: of the
 * 60,000 for the train pool, of the 10,000 for the test pool.
 * @param roots folders to look for the files, the first that has any; none for shapes.
 * @throws ConfigError for MNIST without a folder, shapes with one; DataError for missing or foreign files, a class
 *   without images, an image that is all dark; FormatError for damaged ones.
 */
export async function openObjects(
  objects: CanvasObjects,
  roots: readonly string[],
): Promise<ObjectSource> {
  switch (objects) {
    case "shapes":
      if (roots.length > 0) {
        throw new ConfigError("data.root", "shapes are drawn, not read", {
          expected: "none",
          got: roots,
        });
      }
      return { names: shapeNames, draw: (_, kind, rng) => drawShape(kind, rng), hash: "shapes" };
    case "mnist": {
      const [root] = roots;
      if (root === undefined) {
        throw new ConfigError("data.root", "is missing", { advice: mnistFiles.advice });
      }
      return readObjects({ ...mnistFiles, name: "canvas" }, root, digits);
    }
    case "fashion-mnist":
      return readObjects(fashionMnistFiles, findFashionMnist(roots), garments);
  }
}

async function readObjects(
  set: IdxSet,
  root: string,
  names: readonly string[],
): Promise<ObjectSource> {
  const read = async (prefix: IdxPrefix) => {
    const pool = await readIdxPool(set, root, prefix);
    requireObjects(pool);
    return { ...pool, rowsOf: rowsByClass(pool, names) };
  };
  const pools = { train: await read("train"), test: await read("t10k") };
  return {
    names,
    draw(pool, kind, rng) {
      const { images, rowsOf } = pools[pool];
      const rows = at(rowsOf, kind);
      return tileOf(images, at(rows, rng.integer(rows.length)));
    },
    hash: hashOf([pools.train, pools.test]),
  };
}

function tileOf(images: Uint8Array, row: number): Uint8Array {
  return images.subarray(row * tileSide ** 2, (row + 1) * tileSide ** 2);
}

function requireObjects({ images, labels, source }: IdxPool): void {
  for (const row of labels.keys()) {
    if (!tileOf(images, row).some((grey) => grey >= leastWhite)) {
      throw new DataError(`${source}, row ${row}`, "image is dark everywhere, so no object");
    }
  }
}

/** Rows of each class. @throws DataError for a class without any. */
function rowsByClass({ labels, source }: IdxPool, names: readonly string[]): readonly number[][] {
  const rowsOf = names.map((): number[] => []);
  for (const [row, label] of labels.entries()) at(rowsOf, label).push(row);
  const empty = rowsOf.findIndex((rows) => rows.length === 0);
  if (empty >= 0) throw new DataError(source, "a class has no images", { got: at(names, empty) });
  return rowsOf;
}

/** SHA-256 over the unpacked files: how they were packed is no matter. */
function hashOf(pools: readonly IdxPool[]): string {
  const hash = createHash("sha256");
  for (const { images, labels } of pools) {
    hash.update(` ${labels.length} `).update(images).update(labels);
  }
  return hash.digest("hex");
}
