import { FormatError } from "../../../base/errors.js";

/** Bytes to text; throws a TypeError where the bytes are none of its set. */
export type TextReader = (bytes: Uint8Array) => string;

/** A character set of the standard. */
interface CharacterSet {
  readonly read: TextReader;
  /** What announces it in a text with code extensions, after ESC; null where it cannot be one. */
  readonly escapes: readonly string[] | null;
  /** Two bytes of seven bits a letter: what looks like a delimiter is none. */
  readonly wide?: boolean;
}

/**
 * By defined term, without "ISO_IR" or "ISO 2022 IR". TextDecoder has all but three: it takes iso-8859-1 for windows-1252,
 * and knows JIS X 0208 and 0212 with eight bits only.
 */
const sets: ReadonlyMap<string, CharacterSet> = new Map<string, CharacterSet>([
  ["6", { read: readAscii, escapes: ["(B"] }],
  ["100", { read: readLatin1, escapes: ["-A"] }],
  ["101", decoded("iso-8859-2", "-B")],
  ["109", decoded("iso-8859-3", "-C")],
  ["110", decoded("iso-8859-4", "-D")],
  ["144", decoded("iso-8859-5", "-L")],
  ["127", decoded("iso-8859-6", "-G")],
  ["126", decoded("iso-8859-7", "-F")],
  ["138", decoded("iso-8859-8", "-H")],
  ["148", decoded("windows-1254", "-M")],
  ["203", decoded("iso-8859-15", "-b")],
  ["166", decoded("windows-874", "-T")],
  ["13", decoded("shift_jis", ")I", "(J")],
  ["87", { read: readJis([]), escapes: ["$B"], wide: true }],
  ["159", { read: readJis([0x8f]), escapes: ["$(D"], wide: true }],
  ["149", decoded("euc-kr", "$)C")],
  ["58", decoded("gbk", "$)A")],
]);

const wholeSets: ReadonlyMap<string, TextReader> = new Map([
  ["ISO_IR 192", decoded("utf-8").read],
  ["GB18030", decoded("gb18030").read],
  ["GBK", decoded("gbk").read],
]);

/**
 * How the text of a data set is read, from the values of its Specific Character Set (0008,0005).
 *
 * None, or an empty first value: ASCII. All sets of the standard: ISO 8859-1 to -9 and -15, Thai, Japanese, Korean, Chinese,
 * UTF-8, GB18030, GBK. With code extensions (ISO 2022) an escape sequence changes to another set that the file declares, up
 * to the next escape sequence or delimiter (\ ^ = and control characters).
 * @throws FormatError, by name, for another set.
 * @source DICOM PS3.3 C.12.1.1.2; PS3.5 section 6.1.
 */
export function textReader(terms: readonly string[], where: string): TextReader {
  const [first = ""] = terms;
  const whole = terms.length === 1 ? wholeSets.get(first) : undefined;
  if (whole !== undefined) return whole;
  const declared = terms.map((term, index) =>
    findSet(index === 0 && term === "" ? "ISO_IR 6" : term, where),
  );
  const initial = declared[0] ?? ascii;
  if (terms.length <= 1 && !first.startsWith("ISO 2022 ")) return initial.read;
  return (bytes) => readExtended(bytes, initial, [ascii, ...declared]);
}

/** Byte and code point are one. */
export function readLatin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

const ascii: CharacterSet = { read: readAscii, escapes: ["(B"] };

function findSet(term: string, where: string): CharacterSet {
  const found = sets.get(term.replace(/^(ISO_IR|ISO 2022 IR) /, ""));
  if (found !== undefined) return found;
  throw new FormatError(where, "unknown DICOM character set", { got: term.slice(0, 64) });
}

const escape = 0x1b;
/** Tab, line feed, form feed, carriage return, = \ ^ */
const delimiters: readonly number[] = [0x09, 0x0a, 0x0c, 0x0d, 0x3d, 0x5c, 0x5e];

function readExtended(
  bytes: Uint8Array,
  initial: CharacterSet,
  declared: readonly CharacterSet[],
): string {
  let text = "";
  let set = initial;
  let start = 0;
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    if (byte === escape) {
      text += set.read(bytes.subarray(start, at));
      const next = announcedSet(bytes.subarray(at + 1, at + 4), declared);
      set = next.set;
      at += 1 + next.length;
      start = at;
    } else if (set !== initial && set.wide !== true && delimiters.includes(byte)) {
      text += set.read(bytes.subarray(start, at));
      set = initial;
      start = at++;
    } else {
      at++;
    }
  }
  return text + set.read(bytes.subarray(start));
}

function announcedSet(
  bytes: Uint8Array,
  declared: readonly CharacterSet[],
): { readonly set: CharacterSet; readonly length: number } {
  const code = readLatin1(bytes);
  for (const set of declared) {
    const found = set.escapes?.find((letters) => code.startsWith(letters));
    if (found !== undefined) return { set, length: found.length };
  }
  throw new TypeError("an escape sequence names a set that the file does not declare");
}

function decoded(label: string, ...escapes: readonly string[]): CharacterSet {
  const read: TextReader = (bytes) =>
    new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  return { read, escapes: escapes.length === 0 ? null : escapes };
}

function readAscii(bytes: Uint8Array): string {
  if (bytes.some((byte) => byte > 0x7e)) {
    throw new TypeError("bytes outside ASCII, and the file names no character set");
  }
  return readLatin1(bytes);
}

/** Pairs of seven bits, read as the EUC-JP that they are with the eighth; `prefix` comes before each. */
function readJis(prefix: readonly number[]): TextReader {
  return (bytes) => {
    const pairs = Array.from({ length: Math.ceil(bytes.length / 2) }, (_, index) => [
      ...prefix,
      ...bytes.subarray(2 * index, 2 * index + 2).map((byte) => byte | 0x80),
    ]);
    return new TextDecoder("euc-jp", { fatal: true }).decode(Uint8Array.from(pairs.flat()));
  };
}
