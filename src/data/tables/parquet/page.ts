import type { Compressors, PageHeader } from "hyparquet";
import { compressors as packers, decompressZstd } from "hyparquet-compressors";
import { FormatError } from "../../../base/errors.js";
import { requireRuns } from "./runs.js";

/** What the pages of a column chunk have in common. */
export interface PageFacts {
  readonly codec: string;
  /** Physical type. */
  readonly type: string;
  /** Bytes of a value of FIXED_LEN_BYTE_ARRAY. */
  readonly typeLength: number | undefined;
  /** Cells may be null: each has a definition level of one bit. */
  readonly nullable: boolean;
}

/** A page whose bytes are unpacked, with the header that it would have had then. */
export interface PlainPage {
  readonly header: PageHeader;
  readonly bytes: Uint8Array;
}

/** A page may unpack to so many bytes, whatever it is packed in, and beyond that to so many times its packed bytes. */
const freeBytes = 2 ** 20;
const mostRatio = 2 ** 12;

// hyparquet-compressors gives zstd as much memory as the stream asks for. Here it gets the page's; what it holds beyond
// that is dropped.
const unpackers: Compressors = {
  ...packers,
  ZSTD: (input, length) => decompressZstd(input, new Uint8Array(length)),
};

/**
 * Unpack the page whose packed bytes start at `start` of `chunk`, after the check of every length that hyparquet believes:
 * sizes, number of values (at most `most` in a page of data) and runs.
 * @throws FormatError for one that cannot be. What unpackers throw passes through.
 */
export function openPage(
  chunk: Uint8Array,
  start: number,
  header: PageHeader,
  facts: PageFacts,
  most: number,
  where: string,
): PlainPage {
  const { compressed_page_size: packedSize, uncompressed_page_size: size } = header;
  requireCount("packed bytes", packedSize, chunk.length - start, where);
  requireCount("bytes", size, freeBytes + mostRatio * packedSize, where);
  const packed = chunk.subarray(start, start + packedSize);
  const page =
    header.type === "DATA_PAGE_V2"
      ? openSecondVersion(packed, header, facts, where)
      : { header, bytes: unpack(packed, size, facts.codec, where) };
  requireValues(page, facts, most, where);
  const plain = { ...page.header, compressed_page_size: page.bytes.length };
  return { header: { ...plain, uncompressed_page_size: page.bytes.length }, bytes: page.bytes };
}

/** Levels of a page of the second version are never packed. */
function openSecondVersion(
  packed: Uint8Array,
  header: PageHeader,
  { codec }: PageFacts,
  where: string,
): PlainPage {
  const second = header.data_page_header_v2;
  if (second === undefined) throw new FormatError(where, "Parquet page without its header");
  const { definition_levels_byte_length: levels, repetition_levels_byte_length: lists } = second;
  requireCount(
    "level bytes",
    levels,
    Math.min(packed.length, header.uncompressed_page_size),
    where,
  );
  requireCount("list level bytes", lists, 0, where);
  requireCount("nulls", second.num_nulls, second.num_values, where);
  const size = header.uncompressed_page_size - levels;
  const isPacked = second.is_compressed !== false && size > 0;
  const values = packed.subarray(levels);
  const plain = isPacked ? unpack(values, size, codec, where) : values;
  const bytes = new Uint8Array(levels + plain.length);
  bytes.set(packed.subarray(0, levels));
  bytes.set(plain, levels);
  return {
    header: { ...header, data_page_header_v2: { ...second, is_compressed: false } },
    bytes,
  };
}

function unpack(packed: Uint8Array, size: number, codec: string, where: string): Uint8Array {
  const unpacker = Object.entries(unpackers).find(([name]) => name === codec)?.[1];
  if (unpacker === undefined && codec !== "UNCOMPRESSED") {
    throw new FormatError(where, "Parquet compression is not supported", {
      expected: ["UNCOMPRESSED", ...Object.keys(unpackers)],
      got: codec,
    });
  }
  const bytes = unpacker === undefined ? packed : unpacker(packed, size);
  if (bytes.length !== size) {
    throw new FormatError(where, "Parquet page unpacks to another size", {
      expected: size,
      got: bytes.length,
    });
  }
  return bytes;
}

/** Number of values and lengths of runs. */
function requireValues(
  { header, bytes }: PlainPage,
  facts: PageFacts,
  most: number,
  where: string,
): void {
  const dictionary = header.dictionary_page_header;
  if (header.type === "DICTIONARY_PAGE" && dictionary !== undefined) {
    requirePlain(dictionary.num_values, bytes.length, facts, where);
    return;
  }
  const data = header.type === "DATA_PAGE" ? header.data_page_header : header.data_page_header_v2;
  if (data === undefined) {
    throw new FormatError(where, "Parquet page is of no kind that is read", {
      got: header.type ?? "unknown",
    });
  }
  const count = data.num_values;
  requireCount("values", count, most, where);
  requireCount("bytes", count * (facts.typeLength ?? 0), freeBytes * mostRatio, where);
  const start = requireLevels(bytes, header, facts, count, where);
  const nulls = "num_nulls" in data ? data.num_nulls : facts.nullable ? count : 0;
  const end = bytes.length;
  const encoding = data.encoding;
  if (encoding === "PLAIN" || encoding === "BYTE_STREAM_SPLIT") {
    // Where levels say which cells are null, how many are not is known to hyparquet alone, which reads no more than that.
    requirePlain(count - nulls, end - start, facts, where);
  } else if (encoding === "RLE" && facts.type === "BOOLEAN") {
    requireRuns(bytes, { start: start + 4, end, width: 1, most: count }, where);
  } else if (encoding === "RLE" || encoding?.endsWith("_DICTIONARY")) {
    const width = bytes[start] ?? 0;
    requireRuns(bytes, { start: start + 1, end, width, most: count }, where);
  }
}

/** Where the values start, behind the levels. */
function requireLevels(
  bytes: Uint8Array,
  header: PageHeader,
  { nullable }: PageFacts,
  most: number,
  where: string,
): number {
  const second = header.data_page_header_v2;
  if (header.type === "DATA_PAGE_V2") {
    const end = second?.definition_levels_byte_length ?? 0;
    if (nullable) requireRuns(bytes, { start: 0, end, width: 1, most }, where);
    return end;
  }
  if (!nullable) return 0;
  requireCount("level bytes", 4, bytes.length, where);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  requireCount("level bytes", length, bytes.length - 4, where);
  requireRuns(bytes, { start: 4, end: 4 + length, width: 1, most }, where);
  return 4 + length;
}

/** Least bits of a value by physical type. */
const bitsOfType: ReadonlyMap<string, number> = new Map([
  ["BOOLEAN", 1],
  ["INT32", 32],
  ["FLOAT", 32],
  ["INT64", 64],
  ["DOUBLE", 64],
  ["INT96", 96],
  ["BYTE_ARRAY", 32],
]);

function requirePlain(
  count: number,
  length: number,
  { type, typeLength = 0 }: PageFacts,
  where: string,
): void {
  const bits = bitsOfType.get(type) ?? 8 * Math.max(1, typeLength);
  requireCount("values", count, Math.floor((8 * length) / bits), where);
}

function requireCount(what: string, count: number, most: number, where: string): void {
  if (Number.isInteger(count) && count >= 0 && count <= most) return;
  throw new FormatError(where, `Parquet page cannot have so many ${what}`, {
    expected: `0 to ${most}`,
    got: count,
  });
}
