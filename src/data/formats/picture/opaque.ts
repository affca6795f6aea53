import { FormatError } from "../../../base/errors.js";
import type { Planes } from "./planes.js";

/**
 * The colour planes of a picture whose last plane is alpha. An alpha that is `opaque` everywhere says nothing and is
 * dropped.
 *
 * Any other is refused: what stands under a transparent pixel is often left over by a program and not meant to be
 * seen, which background it was to be seen over the file does not say, and the outline itself tells a model something.
 * @throws FormatError with `where` and the first pixel that is not opaque.
 */
export function dropOpaqueAlpha(planes: Planes, opaque: number, where: string): Planes {
  const { words, height, width } = planes;
  const channels = planes.channels - 1;
  const size = height * width;
  const alpha = words.subarray(channels * size);
  const first = alpha.findIndex((value) => value !== opaque);
  if (first >= 0) throw transparentPixel(first, width, alpha[first] ?? 0, where);
  return { words: words.slice(0, channels * size), channels, height, width };
}

/** The error for pixel number `index` of a picture of `width` columns. */
export function transparentPixel(
  index: number,
  width: number,
  alpha: number,
  where: string,
): FormatError {
  return new FormatError(where, "picture is partly transparent", {
    row: Math.floor(index / width),
    column: index % width,
    alpha,
    advice: "Lay it over a background of your choice, and save it without alpha.",
  });
}
