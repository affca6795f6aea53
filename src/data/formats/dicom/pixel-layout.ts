import { FormatError } from "../../../base/errors.js";
import type { DicomDataSet } from "./data-set.js";
import type { DicomKeyword } from "./dictionary.js";
import type { DicomElement } from "./element.js";
import { codesOf, elementOf, numberOf, whereIs } from "./values.js";

const photometrics = [
  ...["MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB"],
  ...["YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT"],
] as const;

export type Photometric = (typeof photometrics)[number];

/** More samples a frame than this are refused: two 8K pictures high and wide, and 2 GiB at 8 bytes each. */
const mostSamples = 2 ** 28;

/** How the samples of each frame are laid out and what they stand for. */
export interface PixelLayout {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samplesPerPixel: 1 | 3;
  readonly bitsAllocated: 8 | 16 | 32;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly photometric: Photometric;
  /** Colour: all of one channel after the other, not pixel after pixel. */
  readonly planar: boolean;
}

/**
 * The Image Pixel module of a data set, checked as a whole. Number of Frames is 1 where it is absent.
 * @throws FormatError with the attribute: absent, out of range, or not supported (1 or 64 bits allocated,
 * float pixels, other photometric interpretations, YBR_FULL of more than 8 bits).
 * @source DICOM PS3.3 C.7.6.3.
 */
export function readPixelLayout(set: DicomDataSet): PixelLayout {
  for (const keyword of ["FloatPixelData", "DoubleFloatPixelData"] as const) {
    if (elementOf(set, keyword) === undefined) continue;
    throw new FormatError(whereIs(set, keyword), "DICOM float pixels are not supported", {
      advice: "Parametric maps are no pictures; convert them to NIfTI.",
    });
  }
  requirePixels(set);
  const photometric = readPhotometric(set);
  const samplesPerPixel = requireOneOf(set, "SamplesPerPixel", samplesOf(photometric));
  if (numberOf(set, "BitsAllocated") === 1) {
    throw new FormatError(
      whereIs(set, "BitsAllocated"),
      "DICOM pixels of one bit are not supported",
      {
        advice: "Segmentations are no pictures; leave them out, or convert them to NIfTI.",
      },
    );
  }
  const bitsAllocated = requireOneOf(set, "BitsAllocated", bitsOf(photometric));
  const bitsStored = requireWithin(set, "BitsStored", 1, bitsAllocated);
  const highBit = requireWithin(set, "HighBit", bitsStored - 1, bitsAllocated - 1);
  const signed = requireOneOf(set, "PixelRepresentation", samplesPerPixel === 1 ? [0, 1] : [0]);
  const layout = {
    rows: requireWithin(set, "Rows", 1, 0xffff),
    columns: requireWithin(set, "Columns", 1, 0xffff),
    frames: readFrames(set),
    samplesPerPixel,
    bitsAllocated,
    bitsStored,
    highBit,
    signed: signed === 1,
    photometric,
    planar: samplesPerPixel === 3 && requireOneOf(set, "PlanarConfiguration", [0, 1]) === 1,
  };
  if (layout.rows * layout.columns * samplesPerPixel > mostSamples) {
    throw new FormatError(whereIs(set, "Rows"), "DICOM frame is too large", {
      expected: mostSamples,
      got: [layout.rows, layout.columns, samplesPerPixel],
    });
  }
  return layout;
}

/** Bytes of a frame that is not compressed. 4:2:2 has two samples a pixel: Y Y Cb Cr for two pixels. */
export function frameLength(layout: PixelLayout): number {
  const { rows, columns, samplesPerPixel, bitsAllocated, photometric } = layout;
  const samples = photometric === "YBR_FULL_422" ? 2 : samplesPerPixel;
  return (rows * columns * samples * bitsAllocated) / 8;
}

/** @throws FormatError where there is none: a report, a plan, or another object that is no image. */
export function requirePixels(set: DicomDataSet): DicomElement {
  const element = elementOf(set, "PixelData");
  if (element !== undefined) return element;
  throw new FormatError(whereIs(set, "PixelData"), "DICOM file has no pixel data", {
    advice: "Leave out reports, plans and other objects that are no images.",
  });
}

function readPhotometric(set: DicomDataSet): Photometric {
  const [text = "absent"] = codesOf(set, "PhotometricInterpretation");
  const found = photometrics.find((name) => name === text);
  if (found !== undefined) return found;
  throw new FormatError(
    whereIs(set, "PhotometricInterpretation"),
    "DICOM photometric interpretation is not supported",
    { expected: photometrics, got: text },
  );
}

function samplesOf(photometric: Photometric): readonly (1 | 3)[] {
  switch (photometric) {
    case "MONOCHROME1":
    case "MONOCHROME2":
    case "PALETTE COLOR":
      return [1];
    case "RGB":
    case "YBR_FULL":
    case "YBR_FULL_422":
    case "YBR_ICT":
    case "YBR_RCT":
      return [3];
  }
}

function bitsOf(photometric: Photometric): readonly (8 | 16 | 32)[] {
  switch (photometric) {
    case "MONOCHROME1":
    case "MONOCHROME2":
    case "RGB":
      return [8, 16, 32];
    case "PALETTE COLOR":
    case "YBR_ICT":
    case "YBR_RCT":
      return [8, 16];
    case "YBR_FULL":
    case "YBR_FULL_422":
      return [8];
  }
}

function readFrames(set: DicomDataSet): number {
  const frames = numberOf(set, "NumberOfFrames") ?? 1;
  if (frames >= 1) return frames;
  throw new FormatError(whereIs(set, "NumberOfFrames"), "DICOM file has no frame", { got: frames });
}

function requireOneOf<N extends number>(
  set: DicomDataSet,
  keyword: DicomKeyword,
  expected: readonly N[],
): N {
  const got = numberOf(set, keyword);
  const found = expected.find((value) => value === got);
  if (found !== undefined) return found;
  throw new FormatError(whereIs(set, keyword), "DICOM value is absent or not supported", {
    expected,
    got: got ?? "absent",
  });
}

function requireWithin(
  set: DicomDataSet,
  keyword: DicomKeyword,
  lowest: number,
  highest: number,
): number {
  const got = numberOf(set, keyword);
  if (got !== undefined && got >= lowest && got <= highest) return got;
  throw new FormatError(whereIs(set, keyword), "DICOM value is absent or out of range", {
    expected: `${lowest} to ${highest}`,
    got: got ?? "absent",
  });
}
