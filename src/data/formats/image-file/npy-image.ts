import { FormatError } from "../../../base/errors.js";
import type { NdArray } from "../../../base/ndarray.js";
import { at, sizeOf } from "../../../base/ndarray.js";
import type { DecodedImage } from "../decoded-image.js";
import { arrayOver, bytesPerElement } from "../elements.js";
import { gunzipBounded } from "../gunzip-bounded.js";
import { decodeNpy, npyLength } from "../npy.js";
import { dropOpaqueAlpha } from "../picture/opaque.js";
import type { SampleWords } from "../picture/planes.js";
import { imageOfPlanes } from "../picture/planes.js";
import { spreadPixels } from "../picture/spread-pixels.js";

/** As first or last axis these are channels to some writers and slices to others. */
const channelCounts: readonly number[] = [1, 2, 3, 4];

/**
 * Decode one array of NumPy as a picture or a volume; plain or gzip (told by its magic).
 *
 *   [H, W]         grey picture
 *   [H, W, 3]      red, green, blue
 *   [H, W, 4]      the same with alpha, uint8 or uint16; alpha is dropped where every pixel is opaque, else refused
 *   [X, Y, Z]      volume; its axes are taken to run to the right, the front and the head (RAS+), for the file does not say
 *
 * An array of three axes whose last extent is 3 or 4 is colour, whatever its type. One whose first extent is 1 to 4, or
 * last extent 1 or 2, may be a picture with its channels in another place or a flat volume: it is refused. Types and
 * byte orders are those of {@link decodeNpy}, samples as stored; truth values are uint8, 0 and 1. Spacing and affine are
 * not known. 2²⁸ samples at most.
 * @throws FormatError as {@link decodeNpy} and {@link gunzipBounded}; another number of axes, an axis without samples,
 * axes that could mean two things, too many samples, an alpha of another type or that is not opaque.
 */
export function decodeNpyImage(bytes: Uint8Array, source: string): DecodedImage {
  const plain = gunzipBounded(bytes, (start) => npyLength(start, source), source);
  // Declared and present: the length is exact.
  const array = withoutTruth(decodeNpy(plain, source));
  const { shape } = array;
  if (shape.includes(0)) {
    throw new FormatError(source, "NPY image has an axis without samples", { got: shape });
  }
  if (shape.length === 2) return grey(array, [1, ...shape]);
  if (shape.length !== 3) {
    throw new FormatError(source, "NPY array is not one picture or volume", {
      expected: ["H x W", "H x W x 3", "H x W x 4", "X x Y x Z"],
      got: shape,
    });
  }
  if (at(shape, 2) === 3) return colour(array);
  if (at(shape, 2) === 4) return colourWithAlpha(array, source);
  if (channelCounts.includes(at(shape, 0)) || channelCounts.includes(at(shape, 2))) {
    throw new FormatError(source, "NPY array may be a picture or a flat volume", {
      got: shape,
      advice:
        "Save a grey picture as [H, W], a colour picture as [H, W, 3], and a volume of so few slices as NIfTI.",
    });
  }
  return grey(array, [1, ...shape]);
}

function withoutTruth(array: NdArray): NdArray {
  return array.dtype === "bool" ? { ...array, dtype: "uint8" } : array;
}

function grey({ data, dtype }: NdArray, shape: readonly number[]): DecodedImage {
  const samples = arrayOver(data.buffer, dtype, shape);
  return { samples, channels: "grey", spacingMm: null, affine: null };
}

/** [H, W, 3] to [3, H, W], with the bits that each sample has. */
function colour({ data, dtype, shape }: NdArray): DecodedImage {
  const [height = 0, width = 0] = shape;
  const size = height * width;
  const from = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const bytes = bytesPerElement(dtype);
  const to = new Uint8Array(from.length);
  for (let pixel = 0, start = 0; pixel < size; pixel++) {
    for (let channel = 0; channel < 3; channel++, start += bytes) {
      const place = (channel * size + pixel) * bytes;
      for (let byte = 0; byte < bytes; byte++) to[place + byte] = from[start + byte] ?? 0;
    }
  }
  const samples = arrayOver(to.buffer, dtype, [3, height, width]);
  return { samples, channels: "rgb", spacingMm: null, affine: null };
}

function colourWithAlpha(array: NdArray, source: string): DecodedImage {
  const { dtype, data, shape } = array;
  if (dtype !== "uint8" && dtype !== "uint16") {
    throw new FormatError(source, "alpha of an NPY picture is not of a whole number", {
      expected: ["uint8", "uint16"],
      got: dtype,
      advice: "Save the three colours alone, as [H, W, 3].",
    });
  }
  const [height = 0, width = 0] = shape;
  const words: SampleWords =
    dtype === "uint8" ? new Uint8Array(sizeOf(shape)) : new Uint16Array(sizeOf(shape));
  const size = height * width;
  spreadPixels(data, 4, size, { words, size, start: 0, step: 1 });
  const planes = dropOpaqueAlpha(
    { words, channels: 4, height, width },
    dtype === "uint8" ? 255 : 65535,
    source,
  );
  return imageOfPlanes(planes, dtype);
}
