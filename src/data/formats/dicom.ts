import { FormatError } from "../../base/errors.js";
import type { DecodedImage } from "./decoded-image.js";
import type { FrameOptions } from "./dicom/open-dicom.js";
import { openDicom } from "./dicom/open-dicom.js";

export { createDicomCodecs } from "./dicom/codecs.js";
export type { DicomCodecs } from "./dicom/codecs.js";
export { decodeDicomSeries } from "./dicom/decode-series.js";
export type { DicomSeriesFile } from "./dicom/decode-series.js";
export { isDicom } from "./dicom/file-header.js";
export type { DicomValue } from "./dicom/element-value.js";
export type { DicomPlane, DicomSpacing } from "./dicom/geometry.js";
export { openDicom } from "./dicom/open-dicom.js";
export type { DicomImage } from "./dicom/open-dicom.js";
export { readTags } from "./dicom/read-tags.js";
export type { DicomTag } from "./dicom/read-tags.js";
export type { VoiChoice } from "./dicom/voi.js";

/** How a file is decoded. */
export interface DicomOptions extends FrameOptions {
  /** What messages call the file. */
  readonly source: string;
  /** Which frame, from 0; needed where there are several. */
  readonly frame?: number;
}

/**
 * Decode the picture of a DICOM file to [1, H, W] grey or [3, H, W] rgb.
 *
 * Files: with or without preamble and file meta group; implicit and explicit little endian, explicit big endian,
 * deflated. Pixels: not compressed, RLE, JPEG baseline and extended of 8 bits, JPEG lossless, JPEG-LS, JPEG 2000; refused
 * by name: JPEG of 12 bits, High-Throughput JPEG 2000, MPEG, H.264, HEVC, float and 1-bit pixels.
 *
 * Grey samples are in the unit of the modality. Without a modality transform they are the stored whole numbers; with slope
 * and intercept they are float32, rounded once from double precision; with a Modality LUT they are its entries. With `window`
 * they are float32 from 0 to 1. MONOCHROME1, where low is bright, is turned at the very end so that higher is brighter:
 * value → lowest + highest − value, over the range that Bits Stored allow after the modality transform (of a Modality
 * LUT, over 0 to 2^bits − 1; after `window`, over 0 to 1). A Presentation LUT Shape is not read.
 *
 * Colour is red, green, blue: YBR is converted, palettes are looked up, no modality transform is applied.
 * Spacing is Pixel Spacing, else Imager Pixel Spacing; {@link openDicom} says which. Padding values stay as they are.
 * @throws FormatError with `source` and byte offset or attribute, for every damaged, cut or not supported file; for a file
 * of several frames where no `frame` is given; for a colour file with `window`.
 * @source DICOM PS3.3 C.7.6.3, C.11.1, C.11.2; PS3.5 sections 7 and 8, annexes A and G; PS3.10 section 7.
 */
export async function decodeDicom(bytes: Uint8Array, options: DicomOptions): Promise<DecodedImage> {
  const { source, frame, ...rest } = options;
  const image = openDicom(bytes, source);
  if (frame === undefined && image.layout.frames > 1) {
    throw new FormatError(source, "the DICOM file has several frames", {
      got: image.layout.frames,
      advice: "Say which one is meant.",
    });
  }
  return image.decodeFrame(frame ?? 0, rest);
}
