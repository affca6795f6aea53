import { FormatError } from "../../../base/errors.js";
import type { DicomDataSet } from "./data-set.js";
import type { DicomKeyword } from "./dictionary.js";
import { bytesOf, elementOf, numbersOf, whereIs } from "./values.js";

/** What a LUT descriptor says. */
interface LutDescriptor {
  /** Number of entries, 1 to 65536. */
  readonly length: number;
  /** The sample value of the first entry. */
  readonly first: number;
  readonly bits: number;
}

/** A table of grey values: below the first sample its first entry holds, beyond the end its last. */
export interface LookupTable {
  readonly first: number;
  readonly entries: readonly number[];
  /** The highest value that an entry can have: 2^bits − 1. */
  readonly highest: number;
}

/**
 * The descriptor of a table: entries (0 stands for 65536), first mapped value, bits of an entry. The first mapped
 * value may be negative where the samples may (`signed`) or the file writes it as SS; the others have no sign.
 * @throws FormatError with the attribute: not three numbers, or not 8 to 16 bits.
 * @source DICOM PS3.3 C.11.1.1.1.
 */
export function readLutDescriptor(
  set: DicomDataSet,
  keyword: DicomKeyword,
  signed: boolean,
): LutDescriptor {
  const values = numbersOf(set, keyword);
  const [length = 0, first = 0, bits = 0] = values.map((value) => value & 0xffff);
  if (values.length !== 3 || bits < 8 || bits > 16) {
    throw new FormatError(whereIs(set, keyword), "DICOM LUT descriptor is absent or damaged", {
      expected: "entries, first value, 8 to 16 bits",
      got: values,
    });
  }
  const negative = signed || (values[1] ?? 0) < 0;
  return {
    length: length === 0 ? 0x10000 : length,
    first: negative ? (first << 16) >> 16 : first,
    bits,
  };
}

/**
 * The table in an item of a Modality or VOI LUT Sequence. Entries are 16-bit words, or bytes where the data are
 * half as long and an entry has 8 bits.
 * @throws FormatError with the attribute: damaged descriptor, another length, an entry of more than its bits.
 */
export function readLookupTable(item: DicomDataSet, signed: boolean): LookupTable {
  const { length, first, bits } = readLutDescriptor(item, "LUTDescriptor", signed);
  const bytes = bytesOf(item, "LUTData") ?? new Uint8Array(0);
  const narrow = bits === 8 && bytes.length === length + (length % 2);
  if (!narrow && bytes.length !== 2 * length) {
    throw new FormatError(whereIs(item, "LUTData"), "DICOM table is absent or has another length", {
      expected: 2 * length,
      got: bytes.length,
    });
  }
  const little = elementOf(item, "LUTData")?.encoding.order !== "big";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = Array.from({ length }, (_, index) =>
    narrow ? view.getUint8(index) : view.getUint16(2 * index, little),
  );
  const highest = 2 ** bits - 1;
  const wrong = entries.find((entry) => entry > highest);
  if (wrong !== undefined) {
    throw new FormatError(whereIs(item, "LUTData"), "DICOM table entry is out of range", {
      expected: highest,
      got: wrong,
    });
  }
  return { first, entries, highest };
}

/** The entry for a sample, which is taken down to a whole number first. */
export function lookUp({ first, entries }: LookupTable, value: number): number {
  const index = Math.min(entries.length - 1, Math.max(0, Math.floor(value) - first));
  return entries[index] ?? 0;
}
