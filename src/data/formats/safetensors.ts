import { FormatError } from "../../base/errors.js";
import { sizeOf, type ArrayDType, type NdArray } from "../../base/ndarray.js";
import { bytesPerElement, readElements, writeElements } from "./elements.js";
import { halfToNumber } from "./half.js";
import { requireLength } from "./require-length.js";

/** Named arrays and words about them. */
export interface Safetensors {
  readonly arrays: ReadonlyMap<string, NdArray>;
  /** Text by name; the format has no other kind. */
  readonly metadata: Readonly<Record<string, string>>;
}

const wordOfDType = {
  bool: "BOOL",
  uint8: "U8",
  int8: "I8",
  uint16: "U16",
  int16: "I16",
  uint32: "U32",
  int32: "I32",
  uint64: "U64",
  int64: "I64",
  float32: "F32",
  float64: "F64",
} as const satisfies Record<ArrayDType, string>;
const dtypeOfWord: ReadonlyMap<unknown, ArrayDType> = new Map(
  Object.entries(wordOfDType).map(([dtype, word]) => [word, dtype as ArrayDType]),
);
/** Sixteen-bit floats are read as float32, which holds them exactly. */
const halfWords: readonly string[] = ["F16", "BF16"];

/** The reference implementation's: a longer header is an attack or damage. */
const longestHeader = 100e6;
const metadataKey = "__metadata__";

/**
 * Arrays as the bytes of one safetensors file: length of the header (uint64), header in JSON, padded by spaces to a
 * multiple of 8, then the arrays in their order without gaps; all little endian. Same arrays, same bytes.
 * @source github.com/huggingface/safetensors, README, "Format".
 */
export function encodeSafetensors({ arrays, metadata }: Safetensors): Uint8Array {
  const header: Record<string, unknown> =
    Object.keys(metadata).length === 0 ? {} : { [metadataKey]: metadata };
  let length = 0;
  for (const [name, { dtype, shape, data }] of arrays) {
    header[name] = {
      dtype: wordOfDType[dtype],
      shape,
      data_offsets: [length, length + data.byteLength],
    };
    length += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(start + length);
  bytes.fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(text, 8);
  let position = start;
  for (const array of arrays.values()) {
    bytes.set(writeElements(array, "little"), position);
    position += array.data.byteLength;
  }
  return bytes;
}

/**
 * Read a safetensors file: all types of ours; F16 and BF16 become float32. Eight-bit and packed floats are refused.
 * @throws FormatError with `source` and the array: a cut file, a header that is not as the format has it, a type that is
 * refused, a shape that its bytes do not fit, bytes that two arrays share or that none has.
 */
export function decodeSafetensors(bytes: Uint8Array, source: string): Safetensors {
  const { header, start } = readHeader(bytes, source);
  const arrays = new Map<string, NdArray>();
  const { [metadataKey]: metadata = {}, ...entries } = header;
  const places = Object.entries(entries).map(([name, entry]) => placeOf(name, entry, source));
  requireWhole(places, bytes.length - start, source);
  for (const { name, word, shape, from } of places) {
    const dtype = dtypeOfWord.get(word);
    arrays.set(
      name,
      dtype === undefined
        ? readHalves(bytes, start + from, word, shape)
        : readElements(bytes, start + from, dtype, shape, "little"),
    );
  }
  return { arrays, metadata: wordsOf(metadata, source) };
}

function readHeader(
  bytes: Uint8Array,
  source: string,
): { readonly header: Readonly<Record<string, unknown>>; readonly start: number } {
  requireLength(bytes, 8, source, "file ends inside the length of the safetensors header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > longestHeader) {
    throw new FormatError(`${source}, byte 0`, "not a safetensors file: header too long", {
      expected: `at most ${longestHeader}`,
      got: length,
    });
  }
  const start = 8 + length;
  requireLength(bytes, start, source, "file ends inside the safetensors header");
  const header = parseObject(bytes.subarray(8, start));
  if (header !== null) return { header, start };
  throw new FormatError(`${source}, byte 8`, "not a safetensors file: no JSON object as header");
}

function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where an array lies behind the header. */
interface Place {
  readonly name: string;
  readonly word: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

function placeOf(name: string, entry: unknown, source: string): Place {
  const where = `${source}, array ${name}`;
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  if (typeof dtype !== "string" || !areCounts(shape) || !areCounts(offsets)) {
    throw new FormatError(where, "entry of the safetensors header", {
      expected: "dtype, shape, data_offsets",
    });
  }
  const size = sizeOfWord(dtype);
  if (size === null) {
    throw new FormatError(where, "type is not supported", {
      expected: [...dtypeOfWord.keys(), ...halfWords].map(String),
      got: dtype,
      advice: "Convert it to F32.",
    });
  }
  const [from = 0, to = 0] = offsets;
  if (offsets.length !== 2 || to - from !== sizeOf(shape) * size) {
    throw new FormatError(where, "bytes do not fit the shape", {
      expected: sizeOf(shape) * size,
      got: to - from,
      shape,
    });
  }
  return { name, word: dtype, shape, from, to };
}

function areCounts(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.every((count) => Number.isSafeInteger(count) && Number(count) >= 0)
  );
}

function sizeOfWord(word: string): number | null {
  const dtype = dtypeOfWord.get(word);
  if (dtype !== undefined) return bytesPerElement(dtype);
  return halfWords.includes(word) ? 2 : null;
}

/** As the reference reader has it: the arrays fill the file, one behind the other. */
function requireWhole(places: readonly Place[], length: number, source: string): void {
  let position = 0;
  for (const { name, from, to } of places.toSorted(
    (left, right) => left.from - right.from || left.to - right.to,
  )) {
    if (from !== position) {
      throw new FormatError(`${source}, array ${name}`, "arrays overlap or leave a gap", {
        expected: position,
        got: from,
      });
    }
    position = to;
  }
  if (position === length) return;
  throw new FormatError(source, "bytes behind the safetensors header", {
    expected: position,
    got: length,
    advice: "The file is cut short or damaged.",
  });
}

function wordsOf(value: unknown, source: string): Readonly<Record<string, string>> {
  if (isObject(value) && Object.values(value).every((word) => typeof word === "string")) {
    return value as Readonly<Record<string, string>>;
  }
  throw new FormatError(source, `${metadataKey} of the safetensors header`, {
    expected: "text by name",
  });
}

function readHalves(
  bytes: Uint8Array,
  start: number,
  word: string,
  shape: readonly number[],
): NdArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, sizeOf(shape) * 2);
  const data = new Float32Array(sizeOf(shape));
  const dataBits = new Uint32Array(data.buffer);
  for (let index = 0; index < data.length; index++) {
    const bits = view.getUint16(2 * index, true);
    // A bfloat16 is the upper half of a float32.
    if (word === "BF16") dataBits[index] = bits * 0x10000;
    else data[index] = halfToNumber(bits);
  }
  return { dtype: "float32", shape, data };
}
