import type {
  AsyncBuffer,
  ColumnMetaData,
  FileMetaData,
  ParquetParsers,
  SchemaTree,
} from "hyparquet";
import { parquetHeader, readPage } from "hyparquet/src/column.js";
import { convert, DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { FormatError } from "../../../base/errors.js";
import type { PageFacts } from "./page.js";
import { openPage } from "./page.js";

/** A column that holds single values, and how they are read. */
export interface ColumnPlan {
  /** Root of the schema, and the column's element in it. */
  readonly path: readonly [root: SchemaTree, column: SchemaTree];
  readonly parsers: Partial<ParquetParsers>;
  /** Called for each cell, from row 0 on; null for one that has no value. */
  readonly put: (row: number, value: unknown) => void;
}

/**
 * Read one column of all row groups, a page at a time.
 *
 * hyparquet decodes pages but believes every length in them, so that a damaged file of a few kilobytes makes it loop or
 * take memory for minutes; therefore the pages are walked here and each is checked ({@link openPage}) before it is handed
 * on unpacked.
 * @throws FormatError with `where`, file and column: damaged pages, more or fewer cells than rows, a place that the
 * dictionary does not have. What hyparquet throws passes through.
 */
export async function readParquetColumn(
  file: AsyncBuffer,
  { row_groups: groups }: FileMetaData,
  plan: ColumnPlan,
  where: string,
): Promise<void> {
  const { name } = plan.path[1].element;
  let row = 0;
  for (const group of groups) {
    const chunk = group.columns.find(({ meta_data: meta }) => meta?.path_in_schema[0] === name);
    const meta = chunk?.meta_data;
    if (meta === undefined || chunk?.file_path) {
      throw new FormatError(where, "a row group has no pages of this column in the file");
    }
    const bytes = new Uint8Array(await sliceOf(file, meta, where));
    const rows = Number(group.num_rows);
    readChunk(bytes, meta, rows, { ...plan, put: (at, value) => plan.put(row + at, value) }, where);
    row += rows;
  }
}

async function sliceOf(
  file: AsyncBuffer,
  meta: ColumnMetaData,
  where: string,
): Promise<ArrayBuffer> {
  // A dictionary comes first; without one its offset is absent or 0.
  const dictionary = Number(meta.dictionary_page_offset ?? 0);
  const start = dictionary === 0 ? Number(meta.data_page_offset) : dictionary;
  const end = start + Number(meta.total_compressed_size);
  if (!(start >= 0 && end >= start && end <= file.byteLength)) {
    throw new FormatError(where, "Parquet column lies outside of the file", {
      expected: `0 to ${file.byteLength}`,
      got: [start, end],
    });
  }
  return file.slice(start, end);
}

function readChunk(
  bytes: Uint8Array,
  meta: ColumnMetaData,
  rows: number,
  { path, parsers, put }: ColumnPlan,
  where: string,
): void {
  const { element } = path[1];
  const { type, codec } = meta;
  if (type !== element.type) {
    throw new FormatError(where, "Parquet column is of another type than its schema says", {
      expected: element.type ?? "none",
      got: type,
    });
  }
  const nullable = element.repetition_type !== "REQUIRED";
  const facts: PageFacts = { codec, type, typeLength: element.type_length, nullable };
  const decoder = {
    ...{ pathInSchema: meta.path_in_schema, element, schemaPath: [...path], type },
    ...{ codec: "UNCOMPRESSED" as const, parsers: { ...DEFAULT_PARSERS, ...parsers } },
  };
  const reader = { view: viewOf(bytes), offset: 0 };
  let dictionary: ReturnType<typeof convert> | undefined;
  let row = 0;
  // hyparquet's own rule: a last byte is no page.
  while (row < rows && reader.offset < bytes.length - 1) {
    const header = parquetHeader(reader);
    const page = openPage(bytes, reader.offset, header, facts, rows - row, where);
    reader.offset += header.compressed_page_size;
    const plain = { view: viewOf(page.bytes), offset: 0 };
    const { data = [] } = readPage(plain, page.header, decoder, dictionary, undefined, 0);
    if (header.type === "DICTIONARY_PAGE") {
      dictionary = convert(data, decoder);
      continue;
    }
    for (const value of data) put(row++, checked(value, where));
  }
  if (row === rows) return;
  throw new FormatError(where, "number of cells of a Parquet column", { expected: rows, got: row });
}

/** hyparquet has `null` for null, and undefined where the dictionary or the page is too short. */
function checked(value: unknown, where: string): unknown {
  if (value !== undefined) return value;
  throw new FormatError(
    where,
    "a cell of the Parquet column has no value in its page or dictionary",
  );
}

function viewOf(bytes: Uint8Array): DataView<ArrayBuffer> {
  // Pages are of memory of their own or of the file's slice: never shared.
  const { buffer, byteOffset, byteLength } = bytes as Uint8Array<ArrayBuffer>;
  return new DataView(buffer, byteOffset, byteLength);
}
