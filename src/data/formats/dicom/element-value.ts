import { FormatError } from "../../../base/errors.js";
import type { TextReader } from "./charset.js";
import { readLatin1 } from "./charset.js";
import type { DicomBytes, DicomElement, DicomVr } from "./element.js";
import { readTag, showTag } from "./element.js";

/** The value of one element by its kind; `values` is empty where the file has the element without a value. */
export type DicomValue =
  | { readonly kind: "text"; readonly values: readonly string[] }
  | { readonly kind: "numbers"; readonly values: readonly number[] }
  /** Tags, written as (gggg,eeee). */
  | { readonly kind: "tags"; readonly values: readonly string[] }
  /** Bytes that are no text and no list of numbers, or of which nothing is known. */
  | { readonly kind: "bytes"; readonly length: number }
  | { readonly kind: "items"; readonly count: number };

/**
 * The value of `element` as value representation `vr` has it; `where` is what messages call it.
 *
 * DS and IS are decimal texts; backslashes part the values of texts, save LT, ST, UT and UR, which are one. Whole numbers
 * of 64 bits (SV, UV) are bytes here. Sequences are not for this function.
 * @throws FormatError: text or numbers of more than 1 MiB, not a number, a length that fits no whole number of values, text outside of the character set.
 * @source DICOM PS3.5 section 6.2.
 */
export function readValue(
  data: DicomBytes,
  element: DicomElement,
  vr: Exclude<DicomVr, "SQ">,
  readText: TextReader,
  where: string,
): DicomValue {
  const bytes = data.bytes.subarray(element.start, element.end);
  const kind: VrKind = kindOfVr[vr];
  if (kind !== "bytes" && bytes.length > longestValue) {
    throw new FormatError(where, "DICOM value is longer than is read", {
      expected: longestValue,
      got: bytes.length,
    });
  }
  switch (kind) {
    case "decimal":
      return {
        kind: "numbers",
        values: splitText(readLatin1(bytes)).map((text) => parseDecimal(text, vr, where)),
      };
    case "list":
      return { kind: "text", values: splitText(decodeText(bytes, readText, where)) };
    case "whole":
      return { kind: "text", values: wholeText(decodeText(bytes, readText, where)) };
    case "bytes":
      return { kind: "bytes", length: bytes.length };
    case "tag":
      requireMultiple(bytes, 4, where);
      return {
        kind: "tags",
        values: Array.from({ length: bytes.length / 4 }, (_, index) =>
          showTag(readTag(data, element.start + 4 * index, element.encoding)),
        ),
      };
    default: {
      const little = element.encoding.order === "little";
      return { kind: "numbers", values: readEach(bytes, kind, little, where) };
    }
  }
}

/** No text or list of numbers that we ask for is near this many bytes. */
const longestValue = 2 ** 20;

/** The standard allows 16 letters; some programs write all digits that they have. */
const longestDecimal = 64;

/** A whole number or a decimal as IS and DS have them, without the spaces around. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

interface BinaryKind {
  readonly size: number;
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

/** Text of one number each, of values apart by backslashes, of one value; tags; or nothing of these. */
type VrKind = "decimal" | "list" | "whole" | "tag" | "bytes" | BinaryKind;

const kindOfVr = {
  DS: "decimal",
  IS: "decimal",
  US: { size: 2, read: (view, at, little) => view.getUint16(at, little) },
  SS: { size: 2, read: (view, at, little) => view.getInt16(at, little) },
  UL: { size: 4, read: (view, at, little) => view.getUint32(at, little) },
  SL: { size: 4, read: (view, at, little) => view.getInt32(at, little) },
  FL: { size: 4, read: (view, at, little) => view.getFloat32(at, little) },
  FD: { size: 8, read: (view, at, little) => view.getFloat64(at, little) },
  LT: "whole",
  ST: "whole",
  UT: "whole",
  UR: "whole",
  AE: "list",
  AS: "list",
  CS: "list",
  DA: "list",
  DT: "list",
  LO: "list",
  PN: "list",
  SH: "list",
  TM: "list",
  UC: "list",
  UI: "list",
  AT: "tag",
  OB: "bytes",
  OD: "bytes",
  OF: "bytes",
  OL: "bytes",
  OV: "bytes",
  OW: "bytes",
  SV: "bytes",
  UN: "bytes",
  UV: "bytes",
} as const satisfies Record<Exclude<DicomVr, "SQ">, VrKind>;

function decodeText(bytes: Uint8Array, readText: TextReader, where: string): string {
  try {
    return readText(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(where, "DICOM text cannot be decoded", { reason });
  }
}

/** Values apart at each backslash, without the padding around them; none where nothing is left. */
function splitText(text: string): string[] {
  const whole = withoutPadding(text);
  return whole === "" ? [] : whole.split("\\").map((value) => withoutPadding(value.trimStart()));
}

/** One value in which a backslash and leading spaces are text. */
function wholeText(text: string): string[] {
  const whole = withoutPadding(text);
  return whole === "" ? [] : [whole];
}

/** Without the spaces and zeros at its end; in time linear in the length, which a regular expression is not. */
function withoutPadding(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === " " || text[end - 1] === "\0")) end -= 1;
  return text.slice(0, end);
}

function parseDecimal(text: string, vr: DicomVr, where: string): number {
  if (text.length <= longestDecimal && decimal.test(text)) {
    const value = Number(text);
    if (Number.isFinite(value) && (vr === "DS" || Number.isInteger(value))) return value;
  }
  throw new FormatError(where, "DICOM text is no number", {
    expected: vr === "DS" ? "a decimal" : "a whole number",
    got: text.slice(0, longestDecimal),
  });
}

function readEach(
  bytes: Uint8Array,
  { size, read }: BinaryKind,
  little: boolean,
  where: string,
): number[] {
  requireMultiple(bytes, size, where);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / size }, (_, index) =>
    read(view, index * size, little),
  );
}

function requireMultiple(bytes: Uint8Array, size: number, where: string): void {
  if (bytes.length % size === 0) return;
  throw new FormatError(where, "DICOM value is cut inside a number", {
    expected: `a multiple of ${size} bytes`,
    got: bytes.length,
  });
}
