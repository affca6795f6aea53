import { DataError, FormatError } from "../../../base/errors.js";
import { byteSource, type ByteSource } from "../../formats/byte-source.js";
import { fileChunks, fileLength } from "../../formats/file-chunks.js";
import { openNpy, readNpyMatrix, type NpyOpening } from "../../formats/npy/stream.js";
import { readNpyWords } from "../../formats/npy/words.js";
import { openZipFile, type ZipFile } from "../../formats/zip-file.js";
import { readCsvFeatures } from "./csv-features.js";
import { requireRows, type ExpectedRows, type Features } from "./feature-rows.js";

const suffix = ".npy";
const matrixName = "features";
const idNames = ["ids", "id"];

/**
 * Read features as another network's user saves them, a chunk at a time into one array of float32:
 * - `.npz`: the array `features`, or the only one with two axes; ids, where there is a list `ids` or `id`;
 * - `.npy`: one array [rows, F];
 * - a table (`.csv`, `.tsv`): columns `embedding_0`, `embedding_1`, …; ids, where it has the column `idColumn`.
 *
 * Types float16, float32, float64 (rounded to float32).
 * @throws DataError for another number of rows than the table's, before the values are read; for a value that
 * is not finite, with its row. FormatError for damaged or short files; DataError where there is no matrix.
 */
export async function readFeatures(
  path: string,
  expected: ExpectedRows,
  idColumn: string,
): Promise<Features> {
  const name = path.toLowerCase();
  if (!name.endsWith(".npz") && !name.endsWith(suffix)) {
    return readCsvFeatures(path, expected, idColumn);
  }
  const features = name.endsWith(".npz")
    ? await readNpz(path, expected)
    : await readNpyFile(path, expected);
  refuseNotFinite(path, features);
  return features;
}

async function readNpyFile(path: string, expected: ExpectedRows): Promise<Features> {
  const length = await fileLength(path);
  const source = byteSource(fileChunks(path, 0, length), path, length);
  const matrix = await withArray(source, (opening) => readMatrix(path, opening, expected));
  return { ...matrix, ids: null };
}

async function readNpz(path: string, expected: ExpectedRows): Promise<Features> {
  const zip = await openZipFile(path);
  const shapes = new Map<string, readonly number[]>();
  for (const { name } of zip.entries) {
    if (!name.endsWith(suffix)) continue;
    const shape = await withArray(memberOf(zip, name, path), (opening) => opening.shape);
    shapes.set(name.slice(0, -suffix.length), shape);
  }
  const idName = idNames.find((candidate) => shapes.has(candidate));
  const ids =
    idName === undefined
      ? null
      : await withArray(memberOf(zip, idName + suffix, path), readNpyWords);
  const matrixSource = memberOf(zip, chooseMatrix(path, shapes) + suffix, path);
  const matrix = await withArray(matrixSource, (opening) => readMatrix(path, opening, expected));
  if (ids !== null && ids.length !== matrix.rows) {
    throw new DataError(path, "ids and features differ in their number of rows", {
      ids: ids.length,
      features: matrix.rows,
    });
  }
  return { ...matrix, ids };
}

function memberOf(zip: ZipFile, name: string, path: string): ByteSource {
  const entry = zip.entries.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new FormatError(path, "no such member", { got: name });
  return byteSource(zip.read(entry), `${path}, member "${name}"`, entry.size);
}

/** Open the array of a source, use it, and let the file go whatever happens. */
async function withArray<T>(
  source: ByteSource,
  use: (opening: NpyOpening) => T | Promise<T>,
): Promise<T> {
  try {
    return await use(await openNpy(source));
  } finally {
    await source.close();
  }
}

function chooseMatrix(path: string, shapes: ReadonlyMap<string, readonly number[]>): string {
  if (shapes.has(matrixName)) return matrixName;
  const matrices = [...shapes].filter(([, shape]) => shape.length === 2).map(([name]) => name);
  const [only] = matrices;
  if (only !== undefined && matrices.length === 1) return only;
  throw new DataError(path, "which array holds the features?", {
    expected: `one called ${matrixName}, or a single one with two axes`,
    got: [...shapes].map(([name, shape]) => `${name} [${shape.join(",")}]`).join(", ") || "none",
  });
}

async function readMatrix(
  path: string,
  opening: NpyOpening,
  expected: ExpectedRows,
): Promise<Omit<Features, "ids">> {
  const [rows = 0, width = 0] = opening.shape;
  if (opening.shape.length === 2) requireRows(path, rows, expected);
  const values = await readNpyMatrix(opening);
  if (width === 0) throw new DataError(path, "rows without features", { got: opening.shape });
  return { rows, width, values };
}

function refuseNotFinite(path: string, { width, values, ids }: Features): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (Number.isFinite(value)) continue;
    const row = Math.floor(index / width);
    throw new DataError(
      `${path}, row ${row} (counted from 0)`,
      "a feature is not a finite number",
      {
        got: String(value),
        feature: index % width,
        id: ids?.[row],
        advice: "Leave the row out of features and table, or compute its features anew.",
      },
    );
  }
}
