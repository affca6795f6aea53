import { FormatError } from "../../../base/errors.js";
import type { DicomDataSet } from "./data-set.js";
import { readItems } from "./data-set.js";
import type { TextReader } from "./charset.js";
import { readLatin1 } from "./charset.js";
import type { DicomKeyword } from "./dictionary.js";
import { dicomDictionary } from "./dictionary.js";
import type { DicomElement, DicomVr } from "./element.js";
import { showTag } from "./element.js";

/** The values of one attribute: all text or all numbers; empty where the file has it without a value. */
export type DicomValues = readonly string[] | readonly number[];

/** A whole number or a decimal as IS and DS have them, without the spaces around. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** File and attribute, for messages: `scan.dcm, (0028,0010) Rows`. */
export function whereIs({ data }: DicomDataSet, keyword: DicomKeyword): string {
  return `${data.source}, ${showTag(dicomDictionary[keyword].tag)} ${keyword}`;
}

/** The element of an attribute, or undefined; with a value representation where the syntax names none. */
export function elementOf(set: DicomDataSet, keyword: DicomKeyword): DicomElement | undefined {
  return set.elements.get(dicomDictionary[keyword].tag);
}

/**
 * The numbers of an attribute; none where it is absent or empty.
 * @throws FormatError with the attribute: no number, or a value representation of another kind.
 */
export function numbersOf(set: DicomDataSet, keyword: DicomKeyword): readonly number[] {
  const values = valuesOf(set, keyword, readLatin1);
  if (values.every((value) => typeof value === "number")) return values;
  throw new FormatError(whereIs(set, keyword), "DICOM attribute is no number", {
    got: vrOf(set, keyword) ?? "absent",
  });
}

/** The one number of an attribute, or undefined. @throws FormatError as {@link numbersOf}, and for several. */
export function numberOf(set: DicomDataSet, keyword: DicomKeyword): number | undefined {
  const values = numbersOf(set, keyword);
  if (values.length <= 1) return values[0];
  throw new FormatError(whereIs(set, keyword), "DICOM attribute has several values", {
    expected: 1,
    got: values,
  });
}

/** The texts of a coded attribute (CS, UI), which is ASCII; none where it is absent or empty. */
export function codesOf(set: DicomDataSet, keyword: DicomKeyword): readonly string[] {
  return valuesOf(set, keyword, readLatin1).map(String);
}

/** The bytes of an attribute, or undefined where it is absent. */
export function bytesOf(set: DicomDataSet, keyword: DicomKeyword): Uint8Array | undefined {
  const element = elementOf(set, keyword);
  return element === undefined ? undefined : set.data.bytes.subarray(element.start, element.end);
}

/** The items of a sequence attribute; none where it is absent. */
export function itemsOf(set: DicomDataSet, keyword: DicomKeyword): readonly DicomDataSet[] {
  const element = elementOf(set, keyword);
  return element === undefined ? [] : readItems(set.data, element);
}

/**
 * The values of an attribute by its value representation: that of the file, or the dictionary's where the
 * file does not say (implicit syntax, UN). `xs` is read as unsigned.
 * @throws FormatError with the attribute: not a number, a length that fits no whole number of values, text
 * outside of the character set, a value representation without plain values (OB, SQ, AT, …).
 */
export function valuesOf(
  set: DicomDataSet,
  keyword: DicomKeyword,
  readText: TextReader,
): DicomValues {
  const element = elementOf(set, keyword);
  const vr = vrOf(set, keyword);
  if (element === undefined || vr === undefined) return [];
  const where = whereIs(set, keyword);
  const bytes = set.data.bytes.subarray(element.start, element.end);
  const kind: VrKind = kindOfVr[vr];
  switch (kind) {
    case "decimal":
      return splitText(readLatin1(bytes)).map((text) => parseDecimal(text, vr, where));
    case "list":
      return splitText(decodeText(bytes, readText, where));
    case "whole":
      return wholeText(decodeText(bytes, readText, where));
    case "none":
      throw new FormatError(where, "DICOM attribute has no plain text or numbers", { got: vr });
    default:
      return readEach(bytes, kind, element.encoding.order === "little", where);
  }
}

/** Numbers of so many bytes. */
interface BinaryKind {
  readonly size: number;
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

/** Text of one number each, of values apart by backslashes, of one value, or nothing that is text or numbers. */
type VrKind = "decimal" | "list" | "whole" | "none" | BinaryKind;

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
  AT: "none",
  OB: "none",
  OD: "none",
  OF: "none",
  OL: "none",
  OV: "none",
  OW: "none",
  SQ: "none",
  SV: "none",
  UN: "none",
  UV: "none",
} as const satisfies Record<DicomVr, VrKind>;

function vrOf(set: DicomDataSet, keyword: DicomKeyword): DicomVr | undefined {
  const element = elementOf(set, keyword);
  if (element === undefined) return undefined;
  if (element.vr !== null && element.vr !== "UN") return element.vr;
  const { vr } = dicomDictionary[keyword];
  return vr === "xs" ? "US" : vr;
}

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
  const whole = text.replace(/[\0 ]+$/, "");
  return whole === "" ? [] : whole.split("\\").map((value) => value.replace(/^ +|[\0 ]+$/g, ""));
}

/** One value in which a backslash and leading spaces are text. */
function wholeText(text: string): string[] {
  const whole = text.replace(/[\0 ]+$/, "");
  return whole === "" ? [] : [whole];
}

function parseDecimal(text: string, vr: DicomVr, where: string): number {
  const value = Number(text);
  if (decimal.test(text) && Number.isFinite(value) && (vr === "DS" || Number.isInteger(value))) {
    return value;
  }
  throw new FormatError(where, "DICOM text is no number", {
    expected: vr === "DS" ? "a decimal" : "a whole number",
    got: text,
  });
}

function readEach(
  bytes: Uint8Array,
  { size, read }: BinaryKind,
  little: boolean,
  where: string,
): number[] {
  if (bytes.length % size !== 0) {
    throw new FormatError(where, "DICOM value is cut inside a number", {
      expected: `a multiple of ${size} bytes`,
      got: bytes.length,
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / size }, (_, index) =>
    read(view, index * size, little),
  );
}
