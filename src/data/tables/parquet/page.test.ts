import type { PageHeader } from "hyparquet";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../../base/errors.js";
import type { PageFacts } from "./page.js";
import { openPage } from "./page.js";

const where = "a.parquet, column x";
const facts: PageFacts = {
  ...{ codec: "UNCOMPRESSED", type: "INT32", typeLength: undefined, nullable: false },
};
const levels = { definition_level_encoding: "RLE", repetition_level_encoding: "RLE" } as const;
const data = { num_values: 2, encoding: "PLAIN", ...levels } as const;
const header: PageHeader = {
  ...{ type: "DATA_PAGE", compressed_page_size: 8, uncompressed_page_size: 8 },
  data_page_header: data,
};
const two = Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0);

const open = (bytes: Uint8Array, change: Partial<PageHeader> = {}, own: Partial<PageFacts> = {}) =>
  openPage(bytes, 0, { ...header, ...change }, { ...facts, ...own }, 4, where);
const message = (...given: Parameters<typeof open>): string => {
  try {
    open(...given);
  } catch (error) {
    return error instanceof FormatError ? error.message : `another error: ${String(error)}`;
  }
  return "no error";
};

/** A zstd frame of 13 bytes that says it holds 1 GiB, and begins with 128 KiB of one byte. */
const zstdBomb = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0x40, 0x03, 0, 0x10, 0);

describe("openPage", () => {
  it("gives the bytes of a page, unpacked", () => {
    expect(open(two).bytes).toEqual(two);
    const packed = new Uint8Array(gzipSync(two));
    const page = open(packed, { compressed_page_size: packed.length }, { codec: "GZIP" });
    expect(page.bytes).toEqual(two);
    expect(page.header).toMatchObject({ compressed_page_size: 8, uncompressed_page_size: 8 });
  });

  it("refuses sizes that the file does not have", () => {
    expect(message(two, { compressed_page_size: 9 })).toBe(
      `${where}: Parquet page cannot have so many packed bytes: expected 0 to 8, got 9`,
    );
    // A page of which the next one would start before it.
    expect(message(two, { compressed_page_size: -8 })).toBe(
      `${where}: Parquet page cannot have so many packed bytes: expected 0 to 8, got -8`,
    );
    expect(message(two, { uncompressed_page_size: 7 })).toBe(
      `${where}: Parquet page unpacks to another size: expected 7, got 8`,
    );
  });

  it("refuses bombs before it takes memory for them", () => {
    const most = 2 ** 20 + 4096 * 8;
    expect(message(two, { uncompressed_page_size: 2 ** 31 - 1 }, { codec: "GZIP" })).toBe(
      `${where}: Parquet page cannot have so many bytes: expected 0 to ${most}, got 2147483647`,
    );
    const size = { compressed_page_size: zstdBomb.length, uncompressed_page_size: 8 };
    expect(open(zstdBomb, size, { codec: "ZSTD" }).bytes).toEqual(new Uint8Array(8));
  });

  it("refuses more values than rows, or than bytes", () => {
    expect(message(two, { data_page_header: { ...data, num_values: 5 } })).toBe(
      `${where}: Parquet page cannot have so many values: expected 0 to 4, got 5`,
    );
    expect(message(two, { data_page_header: { ...data, num_values: 3 } })).toBe(
      `${where}: Parquet page cannot have so many values: expected 0 to 2, got 3`,
    );
    const dictionary = { num_values: 2 ** 31 - 1, encoding: "PLAIN" } as const;
    const own: PageHeader = {
      ...{ type: "DICTIONARY_PAGE", compressed_page_size: 8, uncompressed_page_size: 8 },
      dictionary_page_header: dictionary,
    };
    expect(() => openPage(two, 0, own, facts, 4, where)).toThrow(
      `${where}: Parquet page cannot have so many values: expected 0 to 2, got 2147483647`,
    );
  });

  it("refuses levels and runs that are longer than the page", () => {
    const own = { nullable: true };
    expect(message(Uint8Array.of(255, 0, 0, 0, 2, 0, 0, 0), {}, own)).toBe(
      `${where}: Parquet page cannot have so many level bytes: expected 0 to 4, got 255`,
    );
    // Levels of two bytes: one number, repeated 63 times.
    expect(message(Uint8Array.of(2, 0, 0, 0, 126, 1, 0, 0), {}, own)).toBe(
      `${where}: Parquet run is longer than its page: expected at most 2, got 63`,
    );
    const places = { data_page_header: { ...data, encoding: "RLE_DICTIONARY" } } as const;
    expect(message(Uint8Array.of(1, 126, 1, 0, 0, 0, 0, 0), places)).toBe(
      `${where}: Parquet run is longer than its page: expected at most 2, got 63`,
    );
  });

  it("refuses pages and compressions that it does not know", () => {
    const { type: _, data_page_header: __, ...sizes } = header;
    const index: PageHeader = { ...sizes, type: "INDEX_PAGE" };
    expect(() => openPage(two, 0, index, facts, 4, where)).toThrow(
      `${where}: Parquet page is of no kind that is read: got INDEX_PAGE`,
    );
    expect(message(two, {}, { codec: "LZO" })).toBe(
      `${where}: Parquet compression is not supported: expected [UNCOMPRESSED,SNAPPY,GZIP,BROTLI,ZSTD,LZ4,LZ4_RAW], got LZO`,
    );
  });
});
