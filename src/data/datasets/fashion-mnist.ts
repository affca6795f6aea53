import { createHash } from "node:crypto";
import { DataError } from "../../base/errors.js";
import type { DataSet, PlantedValues, PoolName, PoolTable } from "../dataset.js";
import { paintBars, patternNames } from "./fashion-mnist/border-bars.js";
import { fashionMnistFiles, findFashionMnist } from "./fashion-mnist/files.js";
import { readIdxPool, type IdxPool } from "./idx-pool.js";
import { requirePlace } from "./require-place.js";

const side = 28;
const pixels = side * side;

/** The authors' names of the classes, in their order. */
export const garments = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
] as const;

/**
 * Fashion-MNIST with MIMM's border bars: grey pictures of garments, and a pattern of white bars to be planted.
 *
 * Label `garment`: ten classes of 6,000 training and 1,000 test images. Attribute `pattern` (planted), ten
 * values: bars 3 px wide, white (1), over one or two edges, in this order: left, right, top, bottom, left+right,
 * top+bottom, left+top, bottom+right, top+right, left+bottom. An image without the attribute has no bars. By
 * the identity alignment pattern i goes with garment i, as in MIMM; a plan of strength ρ gives the other nine
 * (1 − ρ) / 9 each, and the test `rotated-k` shifts the patterns by k. Images [1, 28, 28], grey / 255.
 * Subject = id.
 *
 * Deviations from MIMM's code: grey values are 0..1, theirs 0..255 (`data.grey: bytes`); which images get a minority pattern is
 * drawn, theirs go by their place in the file.
 *
 * Licence: MIT (Zalando SE). To obtain: see `fashion-mnist/files`.
 * @param roots folders to look for the four files, as published (`.gz`) or unpacked; the first that has any.
 * @throws DataError for missing or foreign files; FormatError for damaged ones.
 * @source Xiao, Rasul, Vollgraf, Fashion-MNIST, arXiv 1708.07747; Fay et al. 2023 (the bars).
 */
export async function openFashionMnist(roots: readonly string[]): Promise<DataSet> {
  const root = findFashionMnist(roots);
  const train = await readIdxPool(fashionMnistFiles, root, "train");
  const test = await readIdxPool(fashionMnistFiles, root, "t10k");
  const parts = { train, test };
  return {
    name: "fashion-mnist",
    imageShape: [1, side, side],
    label: { name: "garment", valueNames: garments },
    attributes: [{ name: "pattern", kind: "planted", valueNames: patternNames, localised: true }],
    pools: { train: poolTable("train", train), test: poolTable("test", test) },
    contentHash: hashContent([train, test]),
    writeImage(pool, row, planted, out, offset) {
      const pattern = patternOf(planted);
      const { images, labels } = parts[pool];
      requirePlace("fashion-mnist", { pool, row, rows: labels.length, pixels, out, offset });
      for (let pixel = 0; pixel < pixels; pixel++) {
        out[offset + pixel] = (images[row * pixels + pixel] ?? 0) / 255;
      }
      if (pattern !== null) paintBars(pattern, side, out, offset);
    },
  };
}

function poolTable(pool: PoolName, { labels }: IdxPool): PoolTable {
  const ids = Array.from(labels, (_, row) => `${pool}-${String(row).padStart(5, "0")}`);
  return { ids, subjects: ids, label: Int32Array.from(labels), attributes: {} };
}

/** SHA-256 over the unpacked files: how they were packed is no matter. */
function hashContent(parts: readonly IdxPool[]): string {
  const hash = createHash("sha256").update("fashion-mnist bars 1");
  for (const { images, labels } of parts) {
    hash.update(` ${labels.length} `).update(images).update(labels);
  }
  return hash.digest("hex");
}

/** The planted value of `pattern`, null where it is not named. */
function patternOf(planted: PlantedValues): number | null {
  for (const [name, value] of Object.entries(planted)) {
    if (name !== "pattern") {
      throw new DataError("fashion-mnist", "attribute cannot be planted", {
        expected: "pattern",
        got: name,
      });
    }
    if (patternNames[value] === undefined) {
      throw new DataError("fashion-mnist", "unknown value of pattern", {
        expected: `0 to ${patternNames.length - 1}`,
        got: value,
      });
    }
  }
  return planted["pattern"] ?? null;
}
