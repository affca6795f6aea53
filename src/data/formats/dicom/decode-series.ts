import { DataError, FormatError } from "../../../base/errors.js";
import { at, sizeOf } from "../../../base/ndarray.js";
import type { DecodedImage } from "../decoded-image.js";
import { toClosestCanonical } from "../volume/canonical-orientation.js";
import { requireVoxelCount } from "../volume/size-limit.js";
import { createDicomCodecs } from "./codecs.js";
import type { DicomImage, FrameOptions } from "./open-dicom.js";
import { openDicom } from "./open-dicom.js";
import type { DicomSlice } from "./stack-slices.js";
import { stackSlices } from "./stack-slices.js";

/** One file of a series, and how messages call it. */
export interface DicomSeriesFile {
  readonly bytes: Uint8Array;
  readonly source: string;
}

/**
 * Decode the files of one series, in any order, to a volume [1, X, Y, Z] with its axes closest to RAS+: one slice a file
 * (CT, MR, PET), or many frames a file where each has a place of its own (enhanced CT and MR).
 *
 * Slices are ordered by their position along the normal, never by name or number, and are not resampled. Distances may be
 * uneven by 1 % or 0.01 mm, whichever is more. Samples are those of `decodeDicom`; with slopes of their own (PET) they are
 * float32 in one unit. `source` is what messages call the series.
 * @throws FormatError as `decodeDicom`, for any file; for more voxels than are held in memory.
 * @throws DataError naming the files: several series or frames of reference; MONOCHROME1 that is rescaled, since each slice
 * would be turned about a value of its own; all that {@link stackSlices} refuses.
 * @source DICOM PS3.3 C.7.6.2, C.7.6.16.2.3.
 */
export async function decodeDicomSeries(
  files: readonly DicomSeriesFile[],
  options: FrameOptions & { readonly source: string },
): Promise<DecodedImage> {
  const { source, codecs = createDicomCodecs(), window = "none" } = options;
  const images = files.map((file) => openDicom(file.bytes, file.source));
  for (const image of images) requireOneSeries(image, at(images, 0));
  const sizes = images.map(({ layout }) => sizeOf([layout.frames, layout.rows, layout.columns]));
  requireVoxelCount([sizes.reduce((sum, size) => sum + size, 0)], source);
  const slices: DicomSlice[] = [];
  for (const image of images) {
    const { frames } = image.layout;
    for (let index = 0; index < frames; index++) {
      const decoded = await image.decodeFrame(index, { codecs, window });
      requireOneScale(image, decoded, window === "none");
      const name = frames === 1 ? image.source : `${image.source}, frame ${index}`;
      slices.push({ image: decoded, plane: image.plane(index), source: name });
    }
  }
  return toClosestCanonical(stackSlices(slices, source), source);
}

function requireOneSeries(image: DicomImage, first: DicomImage): void {
  const differs =
    image.seriesUid !== first.seriesUid
      ? "SeriesInstanceUID"
      : image.frameOfReferenceUid !== first.frameOfReferenceUid
        ? "FrameOfReferenceUID"
        : null;
  if (differs === null) return;
  throw new DataError(image.source, `files of the DICOM series differ in ${differs}`, {
    other: first.source,
    advice: "Give the files of one series only.",
  });
}

function requireOneScale(
  { layout, source }: DicomImage,
  image: DecodedImage,
  plain: boolean,
): void {
  if (layout.photometric !== "MONOCHROME1" || !plain || image.samples.dtype !== "float32") return;
  throw new FormatError(source, "rescaled MONOCHROME1 slices make no volume", {
    advice: "Give a window, or convert the series to MONOCHROME2.",
  });
}
