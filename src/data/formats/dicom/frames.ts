import { FormatError } from "../../../base/errors.js";
import type { DicomDataSet } from "./data-set.js";
import type { DicomElement } from "./element.js";
import { readItemHeader, sequenceEndTag, undefinedLength, whereAt } from "./element.js";
import type { PixelLayout } from "./pixel-layout.js";
import { frameLength, requirePixels } from "./pixel-layout.js";
import { bytesOf, whereIs } from "./values.js";

/** One frame as it is stored, and how messages call it. */
export interface StoredFrame {
  readonly bytes: Uint8Array;
  readonly where: string;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The stored bytes of frame `index`, from 0, of a file that is not compressed.
 * After the last frame there may be zeros, fewer than a frame takes.
 * @throws FormatError: no pixel data, encapsulated, fewer or more bytes than the frames take.
 */
export function plainFrame(set: DicomDataSet, layout: PixelLayout, index: number): StoredFrame {
  const element = requirePixels(set);
  const where = frameWhere(set, layout, index);
  if (element.open) {
    throw new FormatError(where, "pixel data in fragments, in a syntax that has none");
  }
  const length = frameLength(layout);
  const total = layout.frames * length;
  const stored = set.data.bytes.subarray(element.start, element.end);
  const padded = stored.length >= total && stored.length - total < Math.max(length, 2);
  // Values have an even length, so an odd one is padded by a byte of any value.
  const padding = stored.subarray(total + (total % 2));
  if (!padded || padding.some((byte) => byte !== 0)) {
    throw new FormatError(where, "DICOM pixel data have another length than the frames", {
      expected: total,
      got: stored.length,
      ...layoutDetails(layout),
    });
  }
  const start = element.start + index * length;
  return { bytes: set.data.bytes.subarray(start, start + length), where };
}

/**
 * The stored bytes of frame `index`, from 0, of an encapsulated file: its fragments joined. With several frames
 * the basic or the extended offset table says where each starts; with neither, each must be one fragment.
 * @throws FormatError with byte offset: no pixel data, not encapsulated, damaged or missing items, an offset that
 * is no fragment's, fragments that cannot be told apart.
 * @source DICOM PS3.5 annex A.4; PS3.3 C.7.6.3.1.8.
 */
export function packedFrame(set: DicomDataSet, layout: PixelLayout, index: number): StoredFrame {
  const element = requirePixels(set);
  const where = frameWhere(set, layout, index);
  if (!element.open) {
    throw new FormatError(where, "compressed pixel data without fragments", {
      advice: "The transfer syntax of the file is wrong; write the file anew.",
    });
  }
  const { table, fragments } = readFragments(set, element);
  const [first] = fragments;
  if (first === undefined) throw new FormatError(where, "DICOM pixel data have no fragment");
  const own =
    layout.frames === 1
      ? fragments
      : fragmentsOfFrame(set, fragments, frameStarts(set, layout, table, fragments, where), index);
  return { bytes: joinSpans(set, own), where };
}

/** Frame starts as offsets in the file, from whichever table there is. */
function frameStarts(
  set: DicomDataSet,
  { frames }: PixelLayout,
  table: readonly number[],
  fragments: readonly Span[],
  where: string,
): readonly number[] {
  const extended = readExtendedTable(set);
  const base = (fragments[0]?.start ?? 0) - 8;
  const offsets = table.length > 0 ? table : extended;
  const starts =
    offsets.length > 0
      ? offsets.map((offset) => base + offset + 8)
      : fragments.map(({ start }) => start);
  if (starts.length === frames) return starts;
  throw new FormatError(where, "DICOM fragments cannot be told apart", {
    expected: frames,
    got: starts.length,
    advice: "Write the file anew with an offset table.",
  });
}

function fragmentsOfFrame(
  set: DicomDataSet,
  fragments: readonly Span[],
  starts: readonly number[],
  index: number,
): readonly Span[] {
  const start = starts[index] ?? 0;
  const end = starts[index + 1] ?? Infinity;
  const own = fragments.filter((span) => span.start >= start && span.start < end);
  if (own[0]?.start === start) return own;
  throw new FormatError(whereAt(set.data, start), "DICOM offset table names no fragment");
}

/** The offset table and the fragments after it, up to the delimiter, which must be there. */
function readFragments(
  set: DicomDataSet,
  element: DicomElement,
): { readonly table: readonly number[]; readonly fragments: readonly Span[] } {
  const { data } = set;
  const spans: Span[] = [];
  let position = element.start;
  for (;;) {
    const { tag, length } = readItemHeader(data, position, element.end, element.encoding);
    if (tag === sequenceEndTag) break;
    const start = position + 8;
    if (length === undefinedLength || start + length > element.end) {
      throw new FormatError(whereAt(data, position), "DICOM fragment is longer than the file", {
        expected: length,
        got: element.end - start,
      });
    }
    spans.push({ start, end: start + length });
    position = start + length;
  }
  const [table, ...fragments] = spans;
  if (table === undefined || (table.end - table.start) % 4 !== 0) {
    throw new FormatError(whereAt(data, element.start), "DICOM offset table is absent or damaged");
  }
  const offsets = Array.from({ length: (table.end - table.start) / 4 }, (_, index) =>
    data.view.getUint32(table.start + 4 * index, true),
  );
  return { table: offsets, fragments };
}

/** Offsets of 64 bits, exact below 2⁵³, and no file is longer. */
function readExtendedTable(set: DicomDataSet): readonly number[] {
  const bytes = bytesOf(set, "ExtendedOffsetTable") ?? new Uint8Array(0);
  if (bytes.length % 8 !== 0) {
    throw new FormatError(whereIs(set, "ExtendedOffsetTable"), "DICOM offset table is damaged");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from(
    { length: bytes.length / 8 },
    (_, index) => view.getUint32(8 * index, true) + view.getUint32(8 * index + 4, true) * 2 ** 32,
  );
}

function joinSpans(set: DicomDataSet, spans: readonly Span[]): Uint8Array {
  const [only] = spans;
  if (only !== undefined && spans.length === 1) {
    return set.data.bytes.subarray(only.start, only.end);
  }
  const joined = new Uint8Array(spans.reduce((sum, { start, end }) => sum + end - start, 0));
  let at = 0;
  for (const { start, end } of spans) {
    joined.set(set.data.bytes.subarray(start, end), at);
    at += end - start;
  }
  return joined;
}

function frameWhere(set: DicomDataSet, { frames }: PixelLayout, index: number): string {
  return frames === 1 ? set.data.source : `${set.data.source}, frame ${index}`;
}

function layoutDetails({ rows, columns, frames, bitsAllocated, photometric }: PixelLayout): {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly bits: number;
  readonly photometric: string;
} {
  return { rows, columns, frames, bits: bitsAllocated, photometric };
}
