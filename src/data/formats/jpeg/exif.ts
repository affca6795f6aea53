import { FormatError } from "../../../base/errors.js";
import { readTiffDirectory, tiffNumbers } from "../tiff/directory.js";

/** The tag of TIFF and EXIF that says how a stored picture is to be turned. */
export const orientationTag = 274;

/**
 * The orientation that EXIF metadata give for the picture of their file, as stored (1 where they have none).
 * Orientations that stand elsewhere, in XMP or in ImageMagick's text chunks, are not looked at, as by browsers.
 * `bytes` are the TIFF structure of EXIF: a PNG chunk eXIf, or a JPEG segment APP1 after "Exif", 0, 0.
 * @throws FormatError with `source` and byte offset for a damaged directory.
 * @source EXIF 2.32, section 4.6.4.
 */
export function exifOrientation(bytes: Uint8Array, source: string): number {
  const values = tiffNumbers(readTiffDirectory(bytes, source), orientationTag) ?? [1];
  if (values.length !== 1) {
    throw new FormatError(`${source}, tag ${orientationTag}`, "more than one orientation", {
      got: values,
    });
  }
  return values[0] ?? 1;
}
