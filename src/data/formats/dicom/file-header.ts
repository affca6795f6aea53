import { inflateRawSync } from "node:zlib";
import { FormatError } from "../../../base/errors.js";
import type { DicomDataSet } from "./data-set.js";
import type { DicomBytes, DicomElement } from "./element.js";
import { dicomBytes, isVr, readElement, readTag, whereAt } from "./element.js";
import type { DicomEncoding, TransferSyntax } from "./transfer-syntax.js";
import {
  explicitBig,
  explicitLittle,
  implicitLittle,
  plainSyntax,
  transferSyntaxOf,
} from "./transfer-syntax.js";

/** Where the data set of a file starts, and how it is written. */
export interface DicomFile {
  readonly data: DicomBytes;
  readonly start: number;
  readonly syntax: TransferSyntax;
  /** The file meta group; empty in a file without it. */
  readonly meta: DicomDataSet;
}

const preambleLength = 128;
const syntaxTag = 0x00020010;

/** A deflated data set may not unpack to more than this; no picture of ours is larger. */
const largestInflated = 2 ** 30;

/**
 * Find the data set of a DICOM file: after the 128-byte preamble, DICM and the file meta group; after the
 * group alone; or at byte 0. Where no Transfer Syntax UID is written the syntax is guessed from the first
 * element as pydicom's `force=True` does: explicit if it names a value representation (big endian where its
 * group would be 0400 or more in little endian), else implicit little endian.
 *
 * A deflated data set is unpacked whole, at most 1 GiB; byte offsets of later errors are then those of the
 * unpacked bytes, and their source says so.
 * @throws FormatError with `source` and byte offset: not DICOM, damaged meta group, unknown transfer syntax,
 * damaged deflate stream.
 * @source DICOM PS3.10 section 7; PS3.5 annex A.
 */
export function openDicomFile(bytes: Uint8Array, source: string): DicomFile {
  const data = dicomBytes(bytes, source);
  const prefixed = isPrefix(bytes, preambleLength);
  const start = prefixed ? preambleLength + 4 : isPrefix(bytes, 0) ? 4 : 0;
  const meta = readMetaGroup(data, start);
  const named = meta.elements.get(syntaxTag);
  const syntax =
    named === undefined
      ? plainSyntax(guessEncoding(data, meta.end, start > 0))
      : transferSyntaxOf(textOf(data, named), `${source}, (0002,0010) TransferSyntaxUID`);
  if (!syntax.deflated) return { data, start: meta.end, syntax, meta };
  const unpacked = dicomBytes(inflate(data, meta.end), `${source}, inflated`);
  return { data: unpacked, start: 0, syntax, meta };
}

/**
 * Whether the bytes look like a DICOM file, from their start alone: DICM at byte 128 or 0, or an element of group 0002 or
 * 0008 at byte 0. Other files of other formats hardly ever do; one that does may still be damaged.
 */
export function isDicom(bytes: Uint8Array): boolean {
  if (isPrefix(bytes, preambleLength) || isPrefix(bytes, 0)) return true;
  if (bytes.length < 8) return false;
  const data = dicomBytes(bytes, "");
  const group = data.view.getUint16(0, true);
  const vr = String.fromCharCode(data.bytes[4] ?? 0, data.bytes[5] ?? 0);
  if (isVr(vr)) return [0x0002, 0x0008, 0x0800].includes(group);
  return group === 8 && 8 + data.view.getUint32(4, true) <= bytes.length;
}

function isPrefix(bytes: Uint8Array, at: number): boolean {
  return [0x44, 0x49, 0x43, 0x4d].every((value, index) => bytes[at + index] === value);
}

/** Elements of group 0002, which is explicit little endian in every file; its length element is not needed. */
function readMetaGroup(data: DicomBytes, start: number): DicomDataSet & { readonly end: number } {
  const elements = new Map<number, DicomElement>();
  let position = start;
  while (position + 8 <= data.bytes.length) {
    if (readTag(data, position, explicitLittle) >>> 16 !== 2) break;
    const element = readElement(data, position, data.bytes.length, explicitLittle);
    elements.set(element.tag, element);
    position = element.next;
  }
  return { data, elements, end: position };
}

function guessEncoding(data: DicomBytes, at: number, prefixed: boolean): DicomEncoding {
  if (at + 8 > data.bytes.length) {
    throw new FormatError(whereAt(data, at), "file ends before its DICOM data set");
  }
  const group = data.view.getUint16(at, true);
  const vr = String.fromCharCode(data.bytes[at + 4] ?? 0, data.bytes[at + 5] ?? 0);
  if (isVr(vr)) return group >= 0x400 ? explicitBig : explicitLittle;
  // Data sets start with group 0008; a file without prefix that does not is taken for something else.
  const plausible = group <= 8 && at + 8 + data.view.getUint32(at + 4, true) <= data.bytes.length;
  if (plausible) return implicitLittle;
  throw new FormatError(whereAt(data, at), "not a DICOM file", {
    expected: "DICM at byte 128, or an element of group 0002 or 0008 at byte 0",
    ...(prefixed ? { advice: "The file has the prefix DICM, but no data set follows it." } : {}),
  });
}

function textOf({ bytes }: DicomBytes, { start, end }: DicomElement): string {
  const text = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 64)));
  return text.replace(/[\0 ]+$/, "");
}

function inflate(data: DicomBytes, start: number): Uint8Array {
  try {
    return inflateRawSync(data.bytes.subarray(start), { maxOutputLength: largestInflated });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(whereAt(data, start), "damaged or too long DICOM deflate stream", {
      reason,
    });
  }
}
