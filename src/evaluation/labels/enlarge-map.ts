import { DataError } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import { placeOfPixel, type PlaceCentres } from "../../base/place-centres.js";

/**
 * A map [...from] brought to the size of its picture or volume, [...to], by linear interpolation along each axis (bilinear, trilinear):
 * pixel x reads the map at (x − first) / step, and not beyond its outermost places, along every axis alike. Without centres places split
 * the picture evenly: (x + 1/2) · w/W − 1/2. Equal places give exactly equal pixels.
 * @throws DataError where the map has not `from`'s places, or the sizes have not as many axes.
 * @source without centres torch.nn.functional.interpolate, bilinear or trilinear, align_corners false.
 */
export function enlargeMap(
  map: ArrayLike<number>,
  from: readonly number[],
  to: readonly number[],
  centres: PlaceCentres | null = null,
): Float64Array {
  if (map.length !== sizeOf(from)) {
    throw new DataError("enlargeMap", "places of the map", {
      expected: sizeOf(from),
      got: map.length,
    });
  }
  if (from.length !== to.length) {
    throw new DataError("enlargeMap", "axes", { expected: from.length, got: to.length });
  }
  let current: ArrayLike<number> = map;
  // The last axis first, as long as the others are short.
  for (let axis = to.length - 1; axis >= 0; axis--) {
    const inner = sizeOf(to.slice(axis + 1));
    current = enlargeAxis(current, inner, readings(at(from, axis), at(to, axis), centres), at(from, axis)); // prettier-ignore
  }
  return Float64Array.from(current);
}

/** [outer, places, inner] -> [outer, pixels, inner]. */
function enlargeAxis(
  values: ArrayLike<number>,
  inner: number,
  pixels: readonly Reading[],
  places: number,
): Float64Array {
  const outer = values.length / (places * inner);
  const out = new Float64Array(outer * pixels.length * inner);
  let to = 0;
  for (let block = 0; block < outer; block++) {
    for (const { first, second, share } of pixels) {
      const [near, far] = [(block * places + first) * inner, (block * places + second) * inner];
      for (let index = 0; index < inner; index++) {
        out[to++] = mix(at(values, near + index), at(values, far + index), share);
      }
    }
  }
  return out;
}

/** Between which two places a pixel lies, and how far it is towards the second, 0..1. */
interface Reading {
  readonly first: number;
  readonly second: number;
  readonly share: number;
}

function readings(places: number, pixels: number, centres: PlaceCentres | null): Reading[] {
  return Array.from({ length: pixels }, (_, pixel) => {
    const place = placeOfPixel(pixel, { places, pixels, centres });
    const inside = Math.min(Math.max(place, 0), places - 1);
    const first = Math.floor(inside);
    return { first, second: Math.min(first + 1, places - 1), share: inside - first };
  });
}

function mix(first: number, second: number, share: number): number {
  return first + share * (second - first);
}
