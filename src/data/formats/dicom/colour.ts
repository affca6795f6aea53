import { FormatError } from "../../../base/errors.js";
import type { DicomDataSet } from "./data-set.js";
import type { DicomKeyword } from "./dictionary.js";
import type { FrameSize } from "./raw-frame.js";
import type { IntegerSamples } from "./samples.js";
import { bytesOf, elementOf, whereIs } from "./values.js";
import { readLutDescriptor } from "./lookup-table.js";

/**
 * Full-range Y, Cb, Cr of 8 bits, [3, H, W], as red, green, blue, rounded half up and clipped.
 *
 * The factors are those of DICOM's equation for the way back, in single precision and the order of pydicom's
 * matrix product, so that the results are equal to pydicom's.
 * @source DICOM PS3.3 C.7.6.3.1.2; ITU-T T.871 section 7.
 */
export function ybrToRgb(samples: IntegerSamples): IntegerSamples {
  const [, rows = 0, columns = 0] = samples.shape;
  const pixels = rows * columns;
  const { data } = samples;
  const out = new Uint8Array(3 * pixels);
  const round = Math.fround;
  const [toBlue, blueToGreen] = [round(1.772), round((-0.114 * 1.772) / 0.587)];
  const [toRed, redToGreen] = [round(1.402), round((-0.299 * 1.402) / 0.587)];
  for (let pixel = 0; pixel < pixels; pixel++) {
    const luma = data[pixel] ?? 0;
    const blue = (data[pixels + pixel] ?? 0) - 128;
    const red = (data[2 * pixels + pixel] ?? 0) - 128;
    out[pixel] = toByte(luma + toRed * red);
    out[pixels + pixel] = toByte(luma + blueToGreen * blue + redToGreen * red);
    out[2 * pixels + pixel] = toByte(luma + toBlue * blue);
  }
  return { dtype: "uint8", shape: samples.shape, data: out };
}

function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.floor(Math.fround(value) + 0.5)));
}

/**
 * 4:2:2 bytes, Y Y Cb Cr for two pixels of a row, as Y Cb Cr a pixel: both pixels have the one Cb and Cr.
 * @throws FormatError for an odd number of columns.
 * @source DICOM PS3.3 C.7.6.3.1.2, YBR_FULL_422.
 */
export function spread422(bytes: Uint8Array, { columns }: FrameSize, where: string): Uint8Array {
  if (columns % 2 !== 0) {
    throw new FormatError(where, "YBR_FULL_422 with an odd number of columns", { got: columns });
  }
  const out = new Uint8Array((bytes.length / 2) * 3);
  for (let from = 0, to = 0; from < bytes.length; from += 4, to += 6) {
    const [first = 0, second = 0, blue = 0, red = 0] = bytes.subarray(from, from + 4);
    out.set([first, blue, red, second, blue, red], to);
  }
  return out;
}

/**
 * The colours, [3, H, W], that a palette gives to samples [H, W]: of its first entry below the first mapped value,
 * of its last beyond the end. Entries of 8 or 16 bits as the length of the table tells, taken as they are.
 * @throws FormatError: no or damaged table, tables of different size, a segmented table.
 * @source DICOM PS3.3 C.7.6.3.1.5 and C.7.6.3.1.6.
 */
export function paletteToRgb(
  set: DicomDataSet,
  samples: IntegerSamples,
  signed: boolean,
): IntegerSamples {
  if (elementOf(set, "SegmentedRedPaletteColorLookupTableData") !== undefined) {
    throw new FormatError(
      whereIs(set, "SegmentedRedPaletteColorLookupTableData"),
      "segmented DICOM palettes are not supported",
    );
  }
  const [red, green, blue] = (["Red", "Green", "Blue"] as const).map((name) =>
    readChannel(
      set,
      `${name}PaletteColorLookupTableDescriptor`,
      `${name}PaletteColorLookupTableData`,
      signed,
    ),
  );
  if (red === undefined || green === undefined || blue === undefined) return samples;
  for (const channel of [green, blue]) {
    if (channel.entries.length === red.entries.length && channel.bits === red.bits) continue;
    throw new FormatError(
      whereIs(set, "RedPaletteColorLookupTableDescriptor"),
      "DICOM palette tables differ in size",
      { expected: red.entries.length, got: channel.entries.length },
    );
  }
  const pixels = samples.data.length;
  const data = red.bits === 8 ? new Uint8Array(3 * pixels) : new Uint16Array(3 * pixels);
  for (const [channel, { entries, first }] of [red, green, blue].entries()) {
    const last = entries.length - 1;
    for (let pixel = 0; pixel < pixels; pixel++) {
      const index = Math.min(last, Math.max(0, (samples.data[pixel] ?? 0) - first));
      data[channel * pixels + pixel] = entries[index] ?? 0;
    }
  }
  const shape = [3, ...samples.shape];
  return data instanceof Uint8Array
    ? { dtype: "uint8", shape, data }
    : { dtype: "uint16", shape, data };
}

interface PaletteChannel {
  readonly entries: Uint8Array | Uint16Array;
  readonly first: number;
  readonly bits: 8 | 16;
}

function readChannel(
  set: DicomDataSet,
  descriptor: DicomKeyword,
  table: DicomKeyword,
  signed: boolean,
): PaletteChannel {
  const { length, first } = readLutDescriptor(set, descriptor, signed);
  const bytes = bytesOf(set, table) ?? new Uint8Array(0);
  if (bytes.length === length || bytes.length === length + (length % 2)) {
    return { entries: bytes.subarray(0, length), first, bits: 8 };
  }
  if (bytes.length !== 2 * length) {
    throw new FormatError(whereIs(set, table), "DICOM table is absent or has another length", {
      expected: [length, 2 * length],
      got: bytes.length,
    });
  }
  const little = elementOf(set, table)?.encoding.order !== "big";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = Uint16Array.from({ length }, (_, index) => view.getUint16(2 * index, little));
  return { entries, first, bits: 16 };
}
