import { createHash } from "node:crypto";
import { DataError, ShapeError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { DataSet, PoolName, PoolTable } from "../dataset.js";
import type { Features } from "./embeddings/feature-rows.js";
import { readFeatures } from "./embeddings/features.js";
import { matchRows } from "./embeddings/match-rows.js";
import { defaultIdColumn, readTable, type Table, type TableSpec } from "./embeddings/table.js";

/** How embeddings are opened. */
export interface EmbeddingsOptions extends TableSpec {
  /** `.npz`, `.npy`, or a table with the columns `embedding_0`, `embedding_1`, …; it may be `table` itself. */
  readonly features: string;
}

/** Raise when the same files give other images or tables. */
const version = 1;

/**
 * Features of another network as a data set: one row of numbers instead of an image, with a table of labels,
 * attributes and subjects. See `readFeatures` and `readTable` for the files.
 *
 * `imageShape` is [F]; values are as they were saved, not scaled. The label is a categorical column, an attribute
 * one too or a column of numbers with bins; all are *read*, an empty cell is -1 (NaN among numbers). Rows are matched by id where both files have ids, by order otherwise. A split
 * column makes the test pool of its `test` rows, and its `validation` rows are the validation part.
 *
 * Memory: the features are held once, as float32 (`inMemory`), whatever the file's type and packing.
 *
 * Licence and meaning: those of the images they were made from.
 * @throws ConfigError, DataError, FormatError as `readTable`, `readFeatures` and `matchRows`; DataError for a
 * split column without test rows.
 */
export async function openEmbeddings(options: EmbeddingsOptions): Promise<DataSet> {
  const table = await readTable(options);
  const features = await readFeatures(
    options.features,
    { table: options.table, rows: table.rows },
    table.idColumn ?? defaultIdColumn,
  );
  const match = matchRows(features, table, options.features, options.table);
  const rowsOf = (part: PoolName) => poolRows(table, part, options);
  const rows = { train: rowsOf("train"), test: table.parts === null ? null : rowsOf("test") };
  return {
    name: "embeddings",
    imageShape: [features.width],
    inMemory: true,
    label: { name: table.label.name, valueNames: table.label.valueNames },
    attributes: table.attributes.map(({ name, valueNames, numbers }) => ({
      name,
      kind: "read",
      valueNames,
      ...(numbers === undefined ? {} : { continuous: true }),
    })),
    pools: {
      train: poolTable(table, rows.train),
      test: rows.test === null ? null : poolTable(table, rows.test),
    },
    notes: [match.note, ...missingNotes(table)],
    contentHash: hashContent(features, match.featureRows, table),
    writeImage(pool, row, planted, out, offset) {
      const tableRow = rows[pool]?.[row];
      if (tableRow === undefined) {
        throw new DataError(`embeddings ${pool}`, "no such row", { got: row });
      }
      const [name] = Object.keys(planted);
      if (name !== undefined) {
        throw new DataError("embeddings", "attribute cannot be planted", { got: name });
      }
      const { width, values } = features;
      if (offset < 0 || offset + width > out.length) {
        throw new ShapeError("embeddings", "features do not fit the output", {
          expected: offset + width,
          got: out.length,
        });
      }
      const start = at(match.featureRows, tableRow) * width;
      out.set(values.subarray(start, start + width), offset);
    },
  };
}

/** Rows of the table that belong to a pool: all but the test rows are the train pool. */
function poolRows({ rows, parts }: Table, pool: PoolName, options: EmbeddingsOptions): Int32Array {
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  const chosen = all.filter((row) => (parts?.[row] === "test") === (pool === "test"));
  if (chosen.length > 0) return chosen;
  throw new DataError(`${options.table}, column ${options.split ?? ""}`, `no ${pool} rows`, {
    advice: "Mark some, or leave data.split as shares and let the parts be drawn by subject.",
  });
}

function poolTable(table: Table, rows: Int32Array): PoolTable {
  const { parts } = table;
  const pick = (column: Int32Array) => rows.map((row) => at(column, row));
  const numbers = table.attributes.flatMap(({ name, numbers: column }) =>
    column === undefined
      ? []
      : [[name, Float64Array.from(rows, (row) => at(column, row))] as const],
  );
  const validation = Uint8Array.from(rows, (row) => (parts?.[row] === "validation" ? 1 : 0));
  return {
    ids: Array.from(rows, (row) => at(table.ids, row)),
    subjects: Array.from(rows, (row) => at(table.subjects, row)),
    label: pick(table.label.codes),
    attributes: Object.fromEntries(table.attributes.map(({ name, codes }) => [name, pick(codes)])),
    ...(numbers.length > 0 ? { numbers: Object.fromEntries(numbers) } : {}),
    ...(validation.includes(1) ? { validation } : {}),
  };
}

function missingNotes({ rows, label, attributes }: Table): string[] {
  return [label, ...attributes].flatMap(({ name, codes }, index) => {
    const missing = codes.filter((code) => code < 0).length;
    const what = index === 0 ? "rows without it are left out" : "masked";
    return missing === 0 ? [] : [`${name}: ${missing} of ${rows} missing, ${what}`];
  });
}

/** SHA-256 over everything that decides images and tables; hashed in pieces, for no call takes over 2 GiB. */
function hashContent({ width, values }: Features, featureRows: Int32Array, table: Table): string {
  const hash = createHash("sha256");
  const { ids, subjects, label, attributes, parts } = table;
  const factors = [label, ...attributes].map(({ name, valueNames }) => ({ name, valueNames }));
  hash.update(JSON.stringify(["embeddings", version, width, ids, subjects, factors, parts]));
  const numbers = attributes.flatMap(({ numbers: column }) =>
    column === undefined ? [] : [column],
  );
  const codes = attributes.map((attribute) => attribute.codes);
  for (const { buffer } of [featureRows, label.codes, ...codes, ...numbers]) {
    hash.update(new Uint8Array(buffer));
  }
  const piece = 1 << 26;
  for (let at = 0; at < values.byteLength; at += piece) {
    hash.update(new Uint8Array(values.buffer, at, Math.min(piece, values.byteLength - at)));
  }
  return hash.digest("hex");
}
