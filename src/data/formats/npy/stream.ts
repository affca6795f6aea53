import { FormatError } from "../../../base/errors.js";
import { sizeOf } from "../../../base/ndarray.js";
import type { ByteSource } from "../byte-source.js";
import { bytesPerElement } from "../elements.js";
import { parseNpyHeader, type NpyHeader } from "./header.js";
import { halfToNumber } from "../half.js";
import { npyElementType, npyHeaderPlace, type NpyElementType } from "./layout.js";

/** The head of an NPY array, and the source standing at its first element. */
export interface NpyOpening extends NpyHeader {
  readonly source: ByteSource;
  /** Byte where the elements start. */
  readonly start: number;
}

/** Read the head of an NPY array (format 1 to 3). @throws FormatError with the byte. */
export async function openNpy(source: ByteSource): Promise<NpyOpening> {
  const first = await source.take(12, "file ends inside the NPY header");
  const place = npyHeaderPlace(first, source.name);
  const rest = await source.take(
    Math.max(0, place.end - first.length),
    "file ends inside the NPY header",
  );
  const text = new TextDecoder("utf-8").decode(
    Uint8Array.of(...first.subarray(place.start), ...rest),
  );
  return { ...parseNpyHeader(text, place.start, source.name), source, start: place.end };
}

/**
 * A matrix [rows, columns] as float32 in C order, read as it comes: beside the result nothing larger than a
 * chunk is held.
 *
 * f2 and f4 are exact; f8 is rounded to the nearest float32. Both byte orders; Fortran order is turned.
 * @throws FormatError for another type or rank, missing or extra bytes.
 */
export async function readNpyMatrix(opening: NpyOpening): Promise<Float32Array> {
  const { source, shape, start } = opening;
  const type = matrixType(opening);
  const itemSize = type.half ? 2 : bytesPerElement(type.dtype);
  const total = sizeOf(shape) * itemSize;
  if (start + total > source.length) throw endsEarly(opening, total, source.length);
  const values = new Float32Array(sizeOf(shape));
  const write = writerOf(values, opening, type);
  const carried = new Uint8Array(itemSize);
  let carry = 0;
  let done = 0;
  for (let chunk = await source.next(); chunk !== null; chunk = await source.next()) {
    if (done + chunk.length > total) {
      throw new FormatError(
        `${source.name}, byte ${start + total}`,
        "bytes after the last NPY element",
        { expected: start + total, got: start + done + chunk.length },
      );
    }
    let from = 0;
    // An element that began in the chunk before.
    while (carry > 0 && carry < itemSize && from < chunk.length) {
      carried[carry++] = chunk[from++] ?? 0;
    }
    if (carry === itemSize) {
      write(carried, (done - carry + from) / itemSize);
      carry = 0;
    }
    const whole = from + Math.floor((chunk.length - from) / itemSize) * itemSize;
    if (carry === 0) {
      write(chunk.subarray(from, whole), (done + from) / itemSize);
      carried.set(chunk.subarray(whole));
      carry = chunk.length - whole;
    }
    done += chunk.length;
  }
  if (done < total) throw endsEarly(opening, total, start + done);
  return values;
}

function endsEarly({ source, start }: NpyOpening, total: number, end: number): FormatError {
  return new FormatError(`${source.name}, byte ${end}`, "file ends inside the NPY elements", {
    expected: start + total,
    got: end,
  });
}

function matrixType({ descr, source, shape, start }: NpyOpening): NpyElementType {
  if (shape.length !== 2) {
    throw new FormatError(source.name, "features are not a matrix", {
      expected: "[rows, features]",
      got: shape,
      advice: "Pool or flatten all but the first axis before saving.",
    });
  }
  const type = npyElementType(descr, start, source.name);
  if (type.dtype === "float32" || type.dtype === "float64") return type;
  throw new FormatError(source.name, "features are not floating-point numbers", {
    expected: "float16, float32 or float64",
    got: type.dtype,
    advice: "Save them with astype('float32').",
  });
}

/** Writes whole elements, the first of which is number `index` in the order of the file. */
type ElementWriter = (bytes: Uint8Array, index: number) => void;

function writerOf(
  values: Float32Array,
  { shape, fortranOrder }: NpyOpening,
  { dtype, half, order }: NpyElementType,
): ElementWriter {
  const little = order === "little";
  const [rows = 0, columns = 0] = shape;
  const turned = fortranOrder && columns > 1;
  if (dtype === "float32" && !half && little && !turned && hostIsLittleEndian()) {
    const target = new Uint8Array(values.buffer);
    return (bytes, index) => target.set(bytes, 4 * index);
  }
  const itemSize = half ? 2 : bytesPerElement(dtype);
  // In a Fortran file the first axis varies fastest.
  const place = (index: number) =>
    turned ? (index % rows) * columns + Math.floor(index / rows) : index;
  return (bytes, index) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.length; at += itemSize) {
      values[place(index + at / itemSize)] = half
        ? halfToNumber(view.getUint16(at, little))
        : dtype === "float64"
          ? view.getFloat64(at, little)
          : view.getFloat32(at, little);
    }
  };
}

function hostIsLittleEndian(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
}
