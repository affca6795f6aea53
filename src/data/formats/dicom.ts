import { FormatError } from "../../base/errors.js";
import type { NdArray } from "../../base/ndarray.js";
import type { DecodedImage } from "./decoded-image.js";
import type { DicomCodecs } from "./dicom/codecs.js";
import { paletteToRgb, ybrToRgb } from "./dicom/colour.js";
import { readDataSet } from "./dicom/data-set.js";
import { dicomDictionary } from "./dicom/dictionary.js";
import { openDicomFile } from "./dicom/file-header.js";
import type { FunctionalGroups } from "./dicom/functional-groups.js";
import { macroOf, readFunctionalGroups } from "./dicom/functional-groups.js";
import type { DicomPlane, DicomSpacing } from "./dicom/geometry.js";
import { readPlane, readSpacing } from "./dicom/geometry.js";
import { greyImage } from "./dicom/grey-image.js";
import { readModality } from "./dicom/modality.js";
import type { PixelLayout } from "./dicom/pixel-layout.js";
import { readPixelLayout } from "./dicom/pixel-layout.js";
import type { RawFrame } from "./dicom/raw-frame.js";
import { channelSamples, greySamples } from "./dicom/samples.js";
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
  /** Values of interest; none where it is not given. */
  readonly voi?: VoiChoice;
}

/** The frames of a DICOM file; nothing of their pixels is unpacked before a frame is asked for. */
export interface DicomImage {
  /** UID of the transfer syntax; one whose pixels are refused can be here. */
  readonly transferSyntax: string;
  readonly layout: PixelLayout;
  /** Spacing of frame `index`, from 0, and the attribute that it is from; null where the file does not say. */
  readonly spacing: (index: number) => DicomSpacing | null;
  /** Where frame `index` lies in the patient; null where the file does not say. */
  readonly plane: (index: number) => DicomPlane | null;
  /** Decode frame `index` as {@link decodeDicom} has it. */
  readonly decodeFrame: (index: number, options: DicomOptions) => Promise<DecodedImage>;
}

/**
 * Decode the picture of a DICOM file to [1, H, W] grey or [3, H, W] rgb.
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
 * Spacing is Pixel Spacing, else Imager Pixel Spacing; {@link DicomImage} says which. Padding values stay as they are.
 * @throws FormatError with `source` and byte offset or attribute, for every damaged, cut or not supported file; for a file
 * of several frames where no `frame` is given; for a colour file with `voi`.
 * @source DICOM PS3.3 C.7.6.3, C.11.1, C.11.2; PS3.5 sections 7 and 8, annexes A and G; PS3.10 section 7.
 */
export async function decodeDicom(
  bytes: Uint8Array,
  source: string,
  options: DicomOptions & { readonly frame?: number },
): Promise<DecodedImage> {
  const image = openDicom(bytes, source);
  if (options.frame === undefined && image.layout.frames > 1) {
    throw new FormatError(source, "the DICOM file has several frames", {
      got: image.layout.frames,
      advice: "Say which one is meant.",
    });
  }
  return image.decodeFrame(options.frame ?? 0, options);
}

/**
 * Read all of a DICOM file but its pixels. The elements are read once, so this is the way to many frames of one file.
 * @throws FormatError as {@link decodeDicom}, for all but the pixels.
 */
export function openDicom(bytes: Uint8Array, source: string): DicomImage {
  const { data, start, syntax } = openDicomFile(bytes, source);
  const set = readDataSet(data, start, syntax.encoding, dicomDictionary.PixelData.tag);
  const layout = readPixelLayout(set);
  const groups = readFunctionalGroups(set, layout.frames);
  const spacing = (index: number): DicomSpacing | null => readSpacing(groups, index);
  // One position for several frames is that of the first, if any.
  const placed = layout.frames === 1 || groups.frames.length > 0;
  return {
    transferSyntax: syntax.uid,
    layout,
    spacing,
    plane: (index) => (placed ? readPlane(groups, index) : null),
    decodeFrame: async (index, { codecs, voi = "none" }) => {
      requireFrame(layout, index, source);
      const frame = await unpackFrame(set, syntax, layout, index, codecs);
      const grey = layout.photometric === "MONOCHROME1" || layout.photometric === "MONOCHROME2";
      const samples = grey
        ? decodeGrey(groups, layout, frame, index, voi)
        : decodeColour(groups, layout, frame, voi);
      const found = spacing(index);
      const spacingMm = found === null ? null : [found.rowMm, found.columnMm];
      return { samples, channels: grey ? "grey" : "rgb", spacingMm, affine: null };
    },
  };
}

function requireFrame({ frames }: PixelLayout, index: number, source: string): void {
  if (Number.isInteger(index) && index >= 0 && index < frames) return;
  throw new FormatError(source, "the DICOM file has no such frame", {
    expected: `0 to ${frames - 1}`,
    got: index,
  });
}

function decodeGrey(
  groups: FunctionalGroups,
  layout: PixelLayout,
  frame: RawFrame,
  index: number,
  choice: VoiChoice,
): NdArray {
  const stored = greySamples(frame, layout, layout.signed);
  const values = macroOf(groups, index, "PixelValueTransformationSequence");
  const modality = readModality(groups.set, values, layout);
  const windows = macroOf(groups, index, "FrameVOILUTSequence");
  const voi = choice === "none" ? null : readVoi(choice, windows, layout, modality);
  return greyImage(stored, layout, modality, voi);
}

function decodeColour(
  { set }: FunctionalGroups,
  layout: PixelLayout,
  frame: RawFrame,
  choice: VoiChoice,
): NdArray {
  if (choice !== "none") {
    throw new FormatError(set.data.source, "a window is for grey DICOM files only", {
      got: layout.photometric,
    });
  }
  if (layout.photometric === "PALETTE COLOR") {
    return paletteToRgb(set, greySamples(frame, layout, layout.signed), layout.signed);
  }
  const samples = channelSamples(frame, layout);
  return frame.colour === "ybr" ? ybrToRgb(samples) : samples;
}
