import { FormatError } from "../../base/errors.js";
import type { NdArray } from "../../base/ndarray.js";
import type { DecodedImage } from "./decoded-image.js";
import type { DicomCodecs } from "./dicom/codecs.js";
import { paletteToRgb, ybrToRgb } from "./dicom/colour.js";
import type { DicomDataSet } from "./dicom/data-set.js";
import { readDataSet } from "./dicom/data-set.js";
import { dicomDictionary } from "./dicom/dictionary.js";
import { openDicomFile } from "./dicom/file-header.js";
import type { DicomPlane, DicomSpacing } from "./dicom/geometry.js";
import { macroOf, readPlane, readSpacing } from "./dicom/geometry.js";
import { greyImage } from "./dicom/grey-image.js";
import { readModality } from "./dicom/modality.js";
import type { PixelLayout } from "./dicom/pixel-layout.js";
import { readPixelLayout } from "./dicom/pixel-layout.js";
import type { RawFrame } from "./dicom/raw-frame.js";
import { channelSamples, greySamples } from "./dicom/samples.js";
import type { TransferSyntax } from "./dicom/transfer-syntax.js";
import { unpackFrame } from "./dicom/unpack-frame.js";
import type { VoiChoice } from "./dicom/voi.js";
import { readVoi } from "./dicom/voi.js";

export { createDicomCodecs } from "./dicom/codecs.js";
export type { DicomCodecs } from "./dicom/codecs.js";
export type { DicomKeyword } from "./dicom/dictionary.js";
export type { DicomPlane, DicomSpacing } from "./dicom/geometry.js";
export { parseDicomKeyword, readDicomTags } from "./dicom/read-tags.js";
export type { DicomValues } from "./dicom/values.js";
export type { VoiChoice } from "./dicom/voi.js";

export interface DicomOptions {
  readonly codecs: DicomCodecs;
  /** Which frame, from 0. Must be given where the file has several. */
  readonly frame?: number;
  /** Values of interest; none where it is not given. */
  readonly voi?: VoiChoice;
}

/** What a DICOM file says of its frames, without their pixels. */
export interface DicomFacts {
  readonly transferSyntax: string;
  readonly layout: PixelLayout;
  /** Of each frame; null where the file does not say. */
  readonly spacing: readonly (DicomSpacing | null)[];
  readonly planes: readonly (DicomPlane | null)[];
}

interface DicomImageFile {
  readonly set: DicomDataSet;
  readonly syntax: TransferSyntax;
  readonly layout: PixelLayout;
}

/**
 * Decode one frame of a DICOM file to [1, H, W] grey or [3, H, W] rgb.
 *
 * Files: with or without preamble and file meta group; implicit and explicit little endian, explicit big endian,
 * deflated. Pixels: not compressed, RLE, JPEG baseline and extended of 8 bits, JPEG lossless, JPEG-LS, JPEG 2000; refused
 * by name: JPEG of 12 bits, High-Throughput JPEG 2000, MPEG, H.264, HEVC, float and 1-bit pixels.
 *
 * Grey samples are in the unit of the modality. Without a modality transform they are the stored whole numbers; with slope
 * and intercept they are float32, rounded once from double precision; with a Modality LUT they are its entries. With `voi`
 * they are float32 from 0 to 1. MONOCHROME1, where low is bright, is turned at the very end so that higher is brighter:
 * value → lowest + highest − value, over the range that Bits Stored allow after the modality transform (of a Modality
 * LUT, over 0 to 2^bits − 1; after `voi`, over 0 to 1). A Presentation LUT Shape is not read.
 *
 * Colour is red, green, blue: YBR is converted, palettes are looked up, no modality transform is applied.
 * Spacing is Pixel Spacing, else Imager Pixel Spacing; {@link readDicomFacts} says which. Padding values stay as they are.
 * @throws FormatError with `source` and byte offset or attribute, for every damaged, cut or not supported file; for a file
 * of several frames where none is asked for; for a colour file with `voi`.
 * @source DICOM PS3.3 C.7.6.3, C.11.1, C.11.2; PS3.5 sections 7 and 8, annexes A and G; PS3.10 section 7.
 */
export async function decodeDicom(
  bytes: Uint8Array,
  source: string,
  options: DicomOptions,
): Promise<DecodedImage> {
  const file = openImageFile(bytes, source);
  const { set, syntax, layout } = file;
  const index = requireFrame(layout, options.frame, source);
  const frame = await unpackFrame(set, syntax, layout, index, options.codecs);
  const spacing = readSpacing(set, index);
  const spacingMm = spacing === null ? null : [spacing.rowMm, spacing.columnMm];
  const grey = layout.photometric === "MONOCHROME1" || layout.photometric === "MONOCHROME2";
  const samples = grey
    ? decodeGrey(file, frame, index, options.voi ?? "none")
    : decodeColour(file, frame, options.voi ?? "none", source);
  return { samples, channels: grey ? "grey" : "rgb", spacingMm, affine: null };
}

/**
 * What a file says of its frames; their pixels are not unpacked, so that it also works for packings that are refused.
 * @throws FormatError as {@link decodeDicom}, for all but the pixels.
 */
export function readDicomFacts(bytes: Uint8Array, source: string): DicomFacts {
  const { set, syntax, layout } = openImageFile(bytes, source);
  const groups = set.elements.has(dicomDictionary.PerFrameFunctionalGroupsSequence.tag);
  const indices = Array.from({ length: groups ? layout.frames : 1 }, (_, index) => index);
  return {
    transferSyntax: syntax.uid,
    layout,
    spacing: indices.map((index) => readSpacing(set, index)),
    planes: indices.map((index) => readPlane(set, index)),
  };
}

function openImageFile(bytes: Uint8Array, source: string): DicomImageFile {
  const { data, start, syntax } = openDicomFile(bytes, source);
  const set = readDataSet(data, start, syntax.encoding, dicomDictionary.PixelData.tag);
  return { set, syntax, layout: readPixelLayout(set) };
}

function requireFrame(layout: PixelLayout, frame: number | undefined, source: string): number {
  const last = layout.frames - 1;
  if (frame === undefined && last === 0) return 0;
  if (frame !== undefined && Number.isInteger(frame) && frame >= 0 && frame <= last) return frame;
  throw new FormatError(source, "which frame of the DICOM file is not said, or is none of it", {
    expected: `0 to ${last}`,
    got: frame ?? "none",
    ...(frame === undefined ? { advice: "Give the option frame." } : {}),
  });
}

function decodeGrey(
  { set, layout }: DicomImageFile,
  frame: RawFrame,
  index: number,
  choice: VoiChoice,
): NdArray {
  const stored = greySamples(frame, layout, layout.signed);
  const modality = readModality(
    set,
    macroOf(set, index, "PixelValueTransformationSequence"),
    layout,
  );
  const windows = macroOf(set, index, "FrameVOILUTSequence");
  const voi = choice === "none" ? null : readVoi(choice, windows, layout, modality);
  return greyImage(stored, layout, modality, voi);
}

function decodeColour(
  { set, layout }: DicomImageFile,
  frame: RawFrame,
  choice: VoiChoice,
  source: string,
): NdArray {
  if (choice !== "none") {
    throw new FormatError(source, "a window is for grey DICOM files only", {
      got: layout.photometric,
    });
  }
  if (layout.photometric === "PALETTE COLOR") {
    return paletteToRgb(set, greySamples(frame, layout, layout.signed), layout.signed);
  }
  const samples = channelSamples(frame, layout);
  return frame.colour === "ybr" ? ybrToRgb(samples) : samples;
}
