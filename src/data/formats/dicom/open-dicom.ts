import { FormatError } from "../../../base/errors.js";
import type { NdArray } from "../../../base/ndarray.js";
import type { DecodedImage } from "../decoded-image.js";
import type { DicomCodecs } from "./codecs.js";
import { createDicomCodecs } from "./codecs.js";
import { paletteToRgb, ybrToRgb } from "./colour.js";
import { readDataSet } from "./data-set.js";
import { dicomDictionary } from "./dictionary.js";
import { openDicomFile } from "./file-header.js";
import type { FunctionalGroups } from "./functional-groups.js";
import { macroOf, readFunctionalGroups } from "./functional-groups.js";
import type { DicomPlane, DicomSpacing } from "./geometry.js";
import { readPlane, readSpacing } from "./geometry.js";
import { greyImage } from "./grey-image.js";
import { readModality } from "./modality.js";
import type { PixelLayout } from "./pixel-layout.js";
import { readPixelLayout } from "./pixel-layout.js";
import type { RawFrame } from "./raw-frame.js";
import { channelSamples, greySamples } from "./samples.js";
import { unpackFrame } from "./unpack-frame.js";
import { codesOf } from "./values.js";
import type { VoiChoice } from "./voi.js";
import { readVoi } from "./voi.js";

/** How a frame is decoded. */
export interface FrameOptions {
  /** Values of interest; "none" where it is not given. */
  readonly window?: VoiChoice;
  /** One value for a whole program; made for this frame alone where it is not given, which costs some milliseconds. */
  readonly codecs?: DicomCodecs;
}

/** The frames of a DICOM file; nothing of their pixels is unpacked before a frame is asked for. */
export interface DicomImage {
  readonly source: string;
  /** UID of the transfer syntax; one whose pixels are refused can be here. */
  readonly transferSyntax: string;
  /** Null where the file has none. */
  readonly seriesUid: string | null;
  readonly frameOfReferenceUid: string | null;
  readonly layout: PixelLayout;
  /** Spacing of frame `index`, from 0, and the attribute that it is from; null where the file does not say. */
  readonly spacing: (index: number) => DicomSpacing | null;
  /** Where frame `index` lies in the patient; null where the file does not say. */
  readonly plane: (index: number) => DicomPlane | null;
  /** Decode frame `index` as `decodeDicom` has it. */
  readonly decodeFrame: (index: number, options?: FrameOptions) => Promise<DecodedImage>;
}

/**
 * Read all of a DICOM file but its pixels. The elements are read once, so this is the way to many frames of one file.
 * @throws FormatError as `decodeDicom`, for all but the pixels.
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
    source,
    transferSyntax: syntax.uid,
    seriesUid: codesOf(set, "SeriesInstanceUID")[0] ?? null,
    frameOfReferenceUid: codesOf(set, "FrameOfReferenceUID")[0] ?? null,
    layout,
    spacing,
    plane: (index) => (placed ? readPlane(groups, index) : null),
    decodeFrame: async (index, { codecs = createDicomCodecs(), window = "none" } = {}) => {
      requireFrame(layout, index, source);
      const frame = await unpackFrame(set, syntax, layout, index, codecs);
      const grey = layout.photometric === "MONOCHROME1" || layout.photometric === "MONOCHROME2";
      const samples = grey
        ? decodeGrey(groups, layout, frame, index, window)
        : decodeColour(groups, layout, frame, window);
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
  // A stream may have more bits than the file says; then they bound its samples.
  const declared = { ...layout, bitsStored: Math.max(layout.bitsStored, frame.bitsStored) };
  const values = macroOf(groups, index, "PixelValueTransformationSequence");
  const modality = readModality(groups.set, values, declared);
  const windows = macroOf(groups, index, "FrameVOILUTSequence");
  const voi = choice === "none" ? null : readVoi(choice, windows, declared, modality);
  return greyImage(frame, declared, modality, voi);
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
