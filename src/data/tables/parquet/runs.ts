import { FormatError } from "../../../base/errors.js";

/** Bits of the widest number that runs hold: levels and places in a dictionary. */
const widest = 32;
/** A writer may fill its last packed run up to here. */
const mostSpare = 512;

/**
 * Check the lengths of runs in Parquet's hybrid of repeated and packed numbers, without unpacking one: hyparquet believes
 * them, and five bytes can ask for 2³⁰ numbers.
 *
 * A run is a varint n and, for even n, one number that is repeated n/2 times; for odd n, (n − 1)/2 groups of eight packed
 * numbers. Looked at are the bytes [start, end), up to the run in which the number `most` is.
 * @throws FormatError for numbers of more than 32 bits, a damaged varint, more numbers than `most`.
 * @source Apache Parquet, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid".
 */
export function requireRuns(
  bytes: Uint8Array,
  { start, end, width, most }: { start: number; end: number; width: number; most: number },
  where: string,
): void {
  if (width > widest) throw new FormatError(where, "Parquet runs of wide numbers", { got: width });
  let at = start;
  let seen = 0;
  while (at < end && seen < most) {
    const head = readVarint(bytes, at, end, where);
    at = head.next;
    const packed = head.value % 2 === 1;
    const count = packed ? ((head.value - 1) / 2) * 8 : head.value / 2;
    if (count > most - seen + (packed ? mostSpare : 0)) {
      throw new FormatError(where, "Parquet run is longer than its page", {
        expected: `at most ${most - seen}`,
        got: count,
      });
    }
    at += packed ? (count / 8) * width : Math.ceil(width / 8);
    seen += count;
  }
}

/** A number of 32 bits, seven a byte, lowest first. */
function readVarint(
  bytes: Uint8Array,
  start: number,
  end: number,
  where: string,
): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let at = start, unit = 1; at < Math.min(end, start + 5); at++, unit *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * unit;
    if (byte < 0x80) return { value, next: at + 1 };
  }
  throw new FormatError(where, "Parquet run is damaged");
}
