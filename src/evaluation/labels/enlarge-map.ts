import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { PlaceCentres } from "../../base/place-centres.js";

/** Rows and columns of a map, or of a picture. */
export interface Extents {
  readonly height: number;
  readonly width: number;
}

/**
 * A map [h · w] brought to the size of its picture, [H · W], by bilinear interpolation: pixel x reads the map at
 * (x − first) / step, and not beyond its outermost places, rows alike. Without centres places split the picture evenly:
 * (x + 1/2) · w/W − 1/2. Equal places give exactly equal pixels.
 * @throws DataError where the map has not `from`'s places.
 * @source without centres torch.nn.functional.interpolate, bilinear, align_corners false.
 */
export function enlargeMap(
  map: ArrayLike<number>,
  from: Extents,
  to: Extents,
  centres: PlaceCentres | null = null,
): Float64Array {
  if (map.length !== from.height * from.width) {
    throw new DataError("enlargeMap", "places of the map", {
      expected: from.height * from.width,
      got: map.length,
    });
  }
  const columns = readings(from.width, to.width, centres);
  const wide = new Float64Array(from.height * to.width);
  for (let y = 0; y < from.height; y++) {
    for (let x = 0; x < to.width; x++) {
      const { first, second, share } = at(columns, x);
      const start = y * from.width;
      wide[y * to.width + x] = mix(at(map, start + first), at(map, start + second), share);
    }
  }
  const rows = readings(from.height, to.height, centres);
  const out = new Float64Array(to.height * to.width);
  for (let y = 0; y < to.height; y++) {
    const { first, second, share } = at(rows, y);
    for (let x = 0; x < to.width; x++) {
      const [above, below] = [first * to.width + x, second * to.width + x];
      out[y * to.width + x] = mix(at(wide, above), at(wide, below), share);
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
    const place =
      centres === null
        ? ((2 * pixel + 1) * places - pixels) / (2 * pixels)
        : (pixel - centres.first) / centres.step;
    const inside = Math.min(Math.max(place, 0), places - 1);
    const first = Math.floor(inside);
    return { first, second: Math.min(first + 1, places - 1), share: inside - first };
  });
}

function mix(first: number, second: number, share: number): number {
  return first + share * (second - first);
}
