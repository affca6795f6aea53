import { FormatError } from "../../../base/errors.js";
import type { DicomEncoding } from "./transfer-syntax.js";
import { implicitLittle } from "./transfer-syntax.js";

/** Value representations with a 16-bit length field. */
const shortVrs = [
  ...["AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "PN", "SH"],
  ...["SL", "SS", "ST", "TM", "UI", "UL", "US"],
] as const;

/** Value representations with two reserved bytes and a 32-bit length field. */
const longVrs = [
  ...["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"],
] as const;

export type DicomVr = (typeof shortVrs)[number] | (typeof longVrs)[number];

const vrs: ReadonlySet<string> = new Set<string>([...shortVrs, ...longVrs]);
/** By the codes of their two letters: finding one makes no string. */
const vrOfLetters: ReadonlyMap<number, DicomVr> = new Map(
  [...shortVrs, ...longVrs].map((vr) => [(vr.charCodeAt(0) << 8) | vr.charCodeAt(1), vr]),
);
const longForm: ReadonlySet<string> = new Set<string>(longVrs);

export const itemTag = 0xfffee000;
export const itemEndTag = 0xfffee00d;
export const sequenceEndTag = 0xfffee0dd;
export const pixelDataTag = 0x7fe00010;
export const undefinedLength = 0xffffffff;

/** Sequences within sequences that are followed; no attribute of the standard needs ten. */
const deepest = 32;

/** The bytes that elements are read from, and how messages call them. */
export interface DicomBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly source: string;
}

/** One element: where its value stands, [start, end), and where the next element starts. */
export interface DicomElement {
  /** Group in the upper 16 bits, element number in the lower. */
  readonly tag: number;
  /** Null where the file does not say (implicit syntax). */
  readonly vr: DicomVr | null;
  readonly at: number;
  readonly start: number;
  readonly end: number;
  readonly next: number;
  /** The length field said "undefined": the value is items up to a delimiter. */
  readonly open: boolean;
  /** How the elements inside of its items are written. */
  readonly encoding: DicomEncoding;
}

export function dicomBytes(bytes: Uint8Array, source: string): DicomBytes {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), source };
}

/** True for the two letters of a value representation. */
export function isVr(text: string): text is DicomVr {
  return vrs.has(text);
}

/** A tag as the standard prints it, such as (0028,0010). */
export function showTag(tag: number): string {
  const text = tag.toString(16).toUpperCase().padStart(8, "0");
  return `(${text.slice(0, 4)},${text.slice(4)})`;
}

/**
 * The element at byte `at`, which must end by byte `limit`. The value of encapsulated Pixel Data is left to
 * the reader of frames: its `end` and `next` are then `limit`.
 * @throws FormatError with byte offset: fewer bytes than declared, unknown value representation, undefined
 * length where there can be none, damaged items.
 * @source DICOM PS3.5 section 7.
 */
export function readElement(
  data: DicomBytes,
  at: number,
  limit: number,
  encoding: DicomEncoding,
  depth = 0,
): DicomElement {
  requireBytes(data, at, 8, limit, "file ends inside a DICOM element header");
  const tag = readTag(data, at, encoding);
  const little = encoding.order === "little";
  const vr = encoding.explicit && !isDelimiter(tag) ? readVr(data, at, tag) : null;
  const long = vr !== null && longForm.has(vr);
  if (long) requireBytes(data, at, 12, limit, "file ends inside a DICOM element header");
  const length =
    vr === null
      ? data.view.getUint32(at + 4, little)
      : long
        ? data.view.getUint32(at + 8, little)
        : data.view.getUint16(at + 6, little);
  const start = at + (long ? 12 : 8);
  const inside = insideOf(vr, encoding);
  // Written out each time: a spread takes several times as long as all the rest.
  if (length !== undefinedLength) {
    requireValue(data, tag, start, length, limit);
    const end = start + length;
    return { tag, vr, at, start, end, next: end, open: false, encoding: inside };
  }
  if (tag === pixelDataTag && depth === 0) {
    return { tag, vr, at, start, end: limit, next: limit, open: true, encoding: inside };
  }
  if (vr !== null && vr !== "SQ" && vr !== "UN" && tag !== pixelDataTag) {
    throw new FormatError(whereAt(data, at), "DICOM element of undefined length is no sequence", {
      expected: ["SQ", "UN"],
      got: vr,
      tag: showTag(tag),
    });
  }
  const next = skipItems(data, start, limit, inside, depth);
  return { tag, vr, at, start, end: next - 8, next, open: true, encoding: inside };
}

/** An unknown value is written as the implicit syntax has it, whatever stands around it (PS3.5 6.2.2, note 2). */
function insideOf(vr: DicomVr | null, encoding: DicomEncoding): DicomEncoding {
  return vr === "UN" ? implicitLittle : encoding;
}

/** Offset after the delimiter of a sequence of undefined length whose items start at `at`. */
function skipItems(
  data: DicomBytes,
  at: number,
  limit: number,
  encoding: DicomEncoding,
  depth: number,
): number {
  if (depth >= deepest) {
    throw new FormatError(whereAt(data, at), "DICOM sequences are nested too deeply", {
      expected: deepest,
    });
  }
  let position = at;
  for (;;) {
    const { tag, length } = readItemHeader(data, position, limit, encoding);
    if (tag === sequenceEndTag) return position + 8;
    position += 8;
    if (length === undefinedLength) {
      position = skipElements(data, position, limit, encoding, depth + 1);
    } else {
      requireValue(data, tag, position, length, limit);
      position += length;
    }
  }
}

/** Offset after the delimiter of an item of undefined length whose elements start at `at`. */
function skipElements(
  data: DicomBytes,
  at: number,
  limit: number,
  encoding: DicomEncoding,
  depth: number,
): number {
  let position = at;
  for (;;) {
    const element = readElement(data, position, limit, encoding, depth);
    if (element.tag === itemEndTag) return element.next;
    position = element.next;
  }
}

/** @throws FormatError unless an item, or the delimiter of a sequence, starts at `at`. */
export function readItemHeader(
  data: DicomBytes,
  at: number,
  limit: number,
  encoding: DicomEncoding,
): { readonly tag: number; readonly length: number } {
  requireBytes(data, at, 8, limit, "file ends inside a DICOM sequence");
  const tag = readTag(data, at, encoding);
  if (tag !== itemTag && tag !== sequenceEndTag) {
    throw new FormatError(whereAt(data, at), "no item where a DICOM sequence goes on", {
      expected: [showTag(itemTag), showTag(sequenceEndTag)],
      got: showTag(tag),
    });
  }
  return { tag, length: data.view.getUint32(at + 4, encoding.order === "little") };
}

export function readTag(data: DicomBytes, at: number, { order }: DicomEncoding): number {
  const little = order === "little";
  return data.view.getUint16(at, little) * 0x10000 + data.view.getUint16(at + 2, little);
}

function readVr(data: DicomBytes, at: number, tag: number): DicomVr {
  const [first, second] = [data.bytes[at + 4] ?? 0, data.bytes[at + 5] ?? 0];
  const known = vrOfLetters.get((first << 8) | second);
  if (known !== undefined) return known;
  const vr = String.fromCharCode(first, second);
  throw new FormatError(whereAt(data, at), "unknown DICOM value representation", {
    got: vr.replace(/[^\x20-\x7e]/g, "?"),
    tag: showTag(tag),
    advice: "The file is damaged, or written in another transfer syntax than it names.",
  });
}

/** Items and delimiters name no value representation, in any syntax. */
function isDelimiter(tag: number): boolean {
  return tag === itemTag || tag === itemEndTag || tag === sequenceEndTag;
}

function requireValue(
  data: DicomBytes,
  tag: number,
  start: number,
  length: number,
  limit: number,
): void {
  if (start + length <= limit) return;
  throw new FormatError(whereAt(data, start), "DICOM value is longer than what holds it", {
    expected: length,
    got: limit - start,
    tag: showTag(tag),
  });
}

function requireBytes(
  data: DicomBytes,
  at: number,
  length: number,
  limit: number,
  what: string,
): void {
  if (at + length <= limit) return;
  throw new FormatError(whereAt(data, at), what, { expected: length, got: limit - at });
}

/** File and byte, for messages. */
export function whereAt(data: DicomBytes, at: number): string {
  return `${data.source}, byte ${at}`;
}
