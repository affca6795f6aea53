import { createHash } from "node:crypto";
import { DataError, FormatError } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import type { DataSet, PlantedValues, PoolName, PoolTable } from "../dataset.js";
import { decodeMedMnist, type MedMnist, type MedMnistPart } from "../formats/medmnist.js";
import { readFileIfThere } from "./idx-pool.js";
import { paintCorner } from "./medmnist/corner.js";
import { requirePlace } from "./require-place.js";

/**
 * A set of MedMNIST v2 or MedMNIST+ from its NPZ file: pictures and volumes of one class each, in the authors' parts.
 *
 * Label `class`: the numbers 0, 1, … as they are stored; the file has no names. MedMNIST has no attributes: `marker`
 * (planted) is ours, a bright corner, {@link paintCorner}. Images [1, H, W], [3, H, W] or [1, X, Y, Z], bytes / 255.
 * Training and validation are one pool, whose validation rows are the authors'. Subject = id, `train-00000` and so on:
 * the file does not tell people apart.
 * @param file the whole is held in memory, so sets above 2 GiB cannot be read.
 * @throws DataError for a file that is not there or cannot be read, and for a set of several findings an image.
 * @throws FormatError as `decodeMedMnist`; for one class only.
 * @source Yang et al., MedMNIST v2, Scientific Data 10:41, 2023.
 */
export async function openMedMnist(file: string): Promise<DataSet> {
  const bytes = await readFileIfThere(file);
  if (bytes === null) {
    throw new DataError(file, "no such file", {
      advice:
        "Get the set from zenodo.org/records/10519652, or with `python -m medmnist download`.",
    });
  }
  const set = decodeMedMnist(bytes, file);
  requireClasses(set, file);
  const pixels = sizeOf(set.imageShape);
  const { train, validation, test } = set.parts;
  const partsOf: Readonly<Record<PoolName, readonly MedMnistPart[]>> = {
    train: [train, validation],
    test: [test],
  };
  const writePart = createWriter(set);
  return {
    name: "medmnist",
    imageShape: set.imageShape,
    label: { name: "class", valueNames: classNames(set, file) },
    attributes: [
      { name: "marker", kind: "planted", valueNames: ["absent", "present"], localised: true },
    ],
    pools: {
      train: {
        ...poolTable([
          ["train", train],
          ["validation", validation],
        ]),
        validation: Uint8Array.from({ length: train.rows + validation.rows }, (_, row) =>
          row < train.rows ? 0 : 1,
        ),
      },
      test: poolTable([["test", test]]),
    },
    contentHash: createHash("sha256").update("medmnist 1 ").update(bytes).digest("hex"),
    writeImage(pool, row, planted, out, offset) {
      const isMarked = markerOf(planted);
      const [first, second] = partsOf[pool];
      const rows = (first?.rows ?? 0) + (second?.rows ?? 0);
      requirePlace("medmnist", { pool, row, rows, pixels, out, offset });
      const isFirst = first !== undefined && row < first.rows;
      const part = isFirst ? first : second;
      if (part !== undefined)
        writePart(part, isFirst ? row : row - (first?.rows ?? 0), out, offset);
      if (isMarked) paintCorner(set.imageShape, out, offset);
    },
  };
}

/** Writes image `row` of a part in the order of `imageShape`: colour is stored pixel by pixel. */
function createWriter({ channels, imageShape }: MedMnist) {
  const pixels = sizeOf(imageShape);
  const planes = channels === "rgb" ? 3 : 1;
  const plane = pixels / planes;
  return ({ images }: MedMnistPart, row: number, out: Float32Array, offset: number): void => {
    const start = row * pixels;
    for (let channel = 0; channel < planes; channel++) {
      const place = offset + channel * plane;
      for (let pixel = 0; pixel < plane; pixel++) {
        out[place + pixel] = (images[start + pixel * planes + channel] ?? 0) / 255;
      }
    }
  };
}

function requireClasses({ labelCount }: MedMnist, file: string): void {
  if (labelCount === 1) return;
  throw new DataError(file, "several findings an image cannot be trained on yet", {
    expected: "1 class number an image",
    got: `${labelCount} findings`,
    advice: "ChestMNIST is such a set; choose another, such as PneumoniaMNIST.",
  });
}

function classNames({ parts }: MedMnist, file: string): string[] {
  let last = 0;
  for (const { labels } of Object.values(parts)) {
    for (const label of labels) last = Math.max(last, label);
  }
  const rows = new Array<number>(last + 1).fill(0);
  for (const label of parts.train.labels) rows[label] = at(rows, label) + 1;
  const empty = rows.indexOf(0);
  if (empty >= 0 || rows.length < 2) {
    const what = empty >= 0 ? "training has no image of a class" : "one class only";
    throw new FormatError(`${file}, array "train_labels"`, what, { got: Math.max(empty, 0) });
  }
  return rows.map((_, label) => String(label));
}

function poolTable(parts: readonly (readonly [string, MedMnistPart])[]): PoolTable {
  const ids = parts.flatMap(([name, { rows }]) =>
    Array.from({ length: rows }, (_, row) => `${name}-${String(row).padStart(5, "0")}`),
  );
  const label = Int32Array.from(parts.flatMap(([, { labels }]) => [...labels]));
  return { ids, subjects: ids, label, attributes: {} };
}

function markerOf(planted: PlantedValues): boolean {
  for (const [name, value] of Object.entries(planted)) {
    if (name !== "marker" || (value !== 0 && value !== 1)) {
      throw new DataError("medmnist", "attribute cannot be planted", {
        expected: "marker 0 or 1",
        got: `${name} ${value}`,
      });
    }
  }
  return planted["marker"] === 1;
}
