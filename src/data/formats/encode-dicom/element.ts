import { FormatError } from "../../../base/errors.js";
import type { WrittenVr } from "./attributes.js";

/** What an attribute can be given: one value or several. Numbers for DS, IS and US, else text; "" is no value. */
export type DicomValue = string | number | readonly (string | number)[];

/** VRs whose length takes four bytes, after two that are 0. */
type LongVr = "OB" | "OW";

/** One element in explicit little endian: tag, VR, length, value. `bytes` have an even length. */
export function elementBytes(
  tag: number,
  vr: WrittenVr | LongVr | "UL",
  bytes: Uint8Array,
): Uint8Array {
  const isLong = vr === "OB" || vr === "OW";
  const head = elementHead(tag, vr, isLong ? bytes.length : null);
  if (!isLong) new DataView(head.buffer).setUint16(6, bytes.length, true);
  return Buffer.concat([head, bytes]);
}

/** Tag, VR and, where it takes four bytes, `longLength`; else room for two. */
export function elementHead(tag: number, vr: string, longLength: number | null): Uint8Array {
  const head = new Uint8Array(longLength === null ? 8 : 12);
  const view = new DataView(head.buffer);
  view.setUint16(0, tag >>> 16, true);
  view.setUint16(2, tag & 0xffff, true);
  head.set([vr.charCodeAt(0), vr.charCodeAt(1)], 4);
  if (longLength !== null) view.setUint32(8, longLength, true);
  return head;
}

/**
 * The bytes of a value, padded to an even length: with a space, a UID with a zero byte. Text is UTF-8 (ISO_IR 192).
 * @throws FormatError with `where` for a value that its VR cannot hold.
 * @source DICOM PS3.5 6.2, table 6.2-1.
 */
export function valueBytes(value: DicomValue, vr: WrittenVr, where: string): Uint8Array {
  const values = typeof value === "object" ? value : [value];
  if (vr === "US") return shortBytes(values, where);
  const text = values.map((one) => textOf(one, vr, where)).join("\\");
  const bytes = new TextEncoder().encode(text);
  if (bytes.length % 2 === 0) return bytes;
  const even = new Uint8Array(bytes.length + 1).fill(vr === "UI" ? 0 : 0x20);
  even.set(bytes);
  return even;
}

function shortBytes(values: readonly (string | number)[], where: string): Uint8Array {
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) {
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > 0xffff) {
      throw refused(where, "a whole number from 0 to 65535", value);
    }
    view.setUint16(2 * index, value, true);
  }
  return bytes;
}

/** Form of each VR's text, and how it is said to people. */
const textRules: Readonly<
  Record<Exclude<WrittenVr, "US" | "DS" | "IS">, readonly [RegExp, string]>
> = {
  AS: [/^\d{3}[DWMY]$/, "an age such as 063Y"],
  CS: [/^[A-Z0-9 _]{0,16}$/, "up to 16 of A-Z, 0-9, space and _"],
  DA: [/^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/, "a date YYYYMMDD"],
  LO: [/^[^\\\p{Cc}]{0,64}$/u, "up to 64 characters, no backslash or control character"],
  LT: [/^[^\p{Cc}]{0,10240}$/u, "up to 10240 characters, no control character"],
  PN: [/^[^\\\p{Cc}]{0,64}$/u, "up to 64 characters, no backslash or control character"],
  SH: [/^[^\\\p{Cc}]{0,16}$/u, "up to 16 characters, no backslash or control character"],
  TM: [/^([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,6})?)?)?$/, "a time HHMMSS"],
  UI: [/^(?=.{1,64}$)(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/, "a UID of up to 64 digits and dots"],
};

function textOf(value: string | number, vr: Exclude<WrittenVr, "US">, where: string): string {
  if (value === "") return value;
  if (vr === "DS" || vr === "IS") return numberText(value, vr, where);
  const [form, expected] = textRules[vr];
  if (typeof value !== "string" || !form.test(value)) throw refused(where, expected, value);
  return value;
}

/** The number in up to 16 characters, with as many digits as fit; of a whole number, all. */
function numberText(value: string | number, vr: "DS" | "IS", where: string): string {
  if (vr === "IS") {
    if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 2 ** 31) {
      return String(value);
    }
    throw refused(where, "a whole number below 2^31", value);
  }
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw refused(where, "a finite number", value);
  }
  let text = String(value);
  for (let digits = 15; text.length > 16; digits--)
    text = String(Number(value.toPrecision(digits)));
  return text;
}

function refused(where: string, expected: string, got: string | number): FormatError {
  return new FormatError(where, "DICOM attribute cannot hold this value", { expected, got });
}
