import { FormatError } from "../../../base/errors.js";

/** Bytes to text; throws a TypeError where the bytes are none of its set. */
export type TextReader = (bytes: Uint8Array) => string;

/** Defined terms of Specific Character Set, and the label that TextDecoder knows each by. */
const decoderLabels: ReadonlyMap<string, string> = new Map([
  ["ISO_IR 101", "iso-8859-2"],
  ["ISO_IR 109", "iso-8859-3"],
  ["ISO_IR 110", "iso-8859-4"],
  ["ISO_IR 144", "iso-8859-5"],
  ["ISO_IR 127", "iso-8859-6"],
  ["ISO_IR 126", "iso-8859-7"],
  ["ISO_IR 138", "iso-8859-8"],
  ["ISO_IR 148", "windows-1254"],
  ["ISO_IR 203", "iso-8859-15"],
  ["ISO_IR 166", "windows-874"],
  ["ISO_IR 13", "shift_jis"],
  ["ISO_IR 192", "utf-8"],
  ["GB18030", "gb18030"],
  ["GBK", "gbk"],
]);

/**
 * How the text of a data set is read, from the values of its Specific Character Set (0008,0005).
 *
 * None or an empty value: the default repertoire, ASCII. ISO_IR 100: Latin-1. The other single sets that
 * TextDecoder has (ISO 8859-2 to -8 and -15, Turkish, Thai, Japanese, UTF-8, GB18030, GBK). With code
 * extensions (ISO 2022, several values) only text that is ASCII and has no escape sequence can be read.
 * @throws FormatError, by name, for another set.
 * @source DICOM PS3.3 C.12.1.1.2.
 */
export function textReader(sets: readonly string[], where: string): TextReader {
  const [first = ""] = sets;
  if (sets.length > 1 || first.startsWith("ISO 2022 ")) return readUnextended;
  if (first === "" || first === "ISO_IR 6") return readAscii;
  if (first === "ISO_IR 100") return readLatin1;
  const label = decoderLabels.get(first);
  if (label === undefined) {
    throw new FormatError(where, "unknown DICOM character set", { got: first });
  }
  return (bytes) => new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** TextDecoder takes iso-8859-1 for windows-1252, so Latin-1 is read here: byte and code point are one. */
export function readLatin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function readAscii(bytes: Uint8Array): string {
  if (bytes.some((byte) => byte > 0x7e)) {
    throw new TypeError("bytes outside ASCII, and the file names no character set");
  }
  return readLatin1(bytes);
}

function readUnextended(bytes: Uint8Array): string {
  if (bytes.some((byte) => byte > 0x7e || byte === 0x1b)) {
    throw new TypeError("text with ISO 2022 code extensions cannot be read");
  }
  return readLatin1(bytes);
}
