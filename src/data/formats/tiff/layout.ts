import { FormatError } from "../../../base/errors.js";
import type { ArrayDType } from "../../../base/ndarray.js";
import type { TiffDirectory } from "./directory.js";
import { tiffNumbers } from "./directory.js";
import type { TiffPacking } from "./packing.js";
import { refusedTiffPackings, tiffPackings } from "./packing.js";
import type { TiffPredictor } from "./predictor.js";

/** What the tags of a TIFF picture say of its samples. */
export interface TiffLayout {
  readonly width: number;
  readonly height: number;
  readonly dtype: ArrayDType;
  /** Bytes of a sample. */
  readonly size: 1 | 2 | 4;
  /** Samples of a pixel that are grey or colour, and that are not. */
  readonly channels: 1 | 3;
  readonly extra: 0 | 1;
  /** WhiteIsZero: higher is darker. */
  readonly inverted: boolean;
  /** Planar configuration 2: each sample of a pixel in a plane of its own. */
  readonly planar: boolean;
  readonly packing: TiffPacking;
  readonly predictor: TiffPredictor;
  readonly orientation: number;
}

interface SampleType {
  readonly dtype: ArrayDType;
  readonly size: 1 | 2 | 4;
}

/** By the values of SampleFormat (1 unsigned, 2 signed, 3 floating point) and BitsPerSample. */
const sampleTypes: ReadonlyMap<string, SampleType> = new Map<string, SampleType>([
  ["format 1 of 8 bits", { dtype: "uint8", size: 1 }],
  ["format 1 of 16 bits", { dtype: "uint16", size: 2 }],
  ["format 1 of 32 bits", { dtype: "uint32", size: 4 }],
  ["format 2 of 8 bits", { dtype: "int8", size: 1 }],
  ["format 2 of 16 bits", { dtype: "int16", size: 2 }],
  ["format 2 of 32 bits", { dtype: "int32", size: 4 }],
  ["format 3 of 32 bits", { dtype: "float32", size: 4 }],
]);

/** Channels by the value of PhotometricInterpretation, and names of some that are not read. */
const channelsOf: ReadonlyMap<number, 1 | 3> = new Map<number, 1 | 3>([
  [0, 1],
  [1, 1],
  [2, 3],
]);
const refusedPhotometrics: ReadonlyMap<number, string> = new Map([
  [3, "palette"],
  [4, "transparency mask"],
  [5, "CMYK"],
  [6, "YCbCr"],
  [8, "CIELAB"],
]);

const saveAgain = "Save it as grey or RGB with LZW or Deflate, or without compression.";

/**
 * The layout of the picture of `directory`.
 * @throws FormatError with tag: missing, out of range, or a variant that is not read.
 * @source TIFF 6.0, sections 8, 14 and 18 to 19.
 */
export function readTiffLayout(directory: TiffDirectory): TiffLayout {
  const one = (tag: number, missing?: number): number => onlyNumber(directory, tag, missing);
  const where = (tag: number): string => `${directory.source}, tag ${tag}`;
  const [width, height] = [one(256), one(257)];
  if (width === 0 || height === 0) {
    throw new FormatError(where(256), "TIFF has no pixels", { got: [width, height] });
  }
  const packing = readPacking(directory);
  const photometric = one(262);
  const channels = channelsOf.get(photometric);
  if (channels === undefined) {
    throw new FormatError(where(262), "TIFF photometric interpretation is not supported", {
      expected: ["0 WhiteIsZero", "1 BlackIsZero", "2 RGB"],
      got: withName(photometric, refusedPhotometrics),
      advice: saveAgain,
    });
  }
  const type = readSampleType(directory, one(277, 1));
  requireOne(directory, 266, [1], "order of bits in a byte (FillOrder)");
  const layout = {
    width,
    height,
    ...type,
    channels,
    extra: readExtra(directory, channels, type.dtype),
    inverted: photometric === 0,
    planar: requireOne(directory, 284, [1, 2], "planar configuration") === 2,
    packing,
    predictor: readPredictor(directory, packing, type),
    orientation: one(274, 1),
  };
  if (layout.inverted && !type.dtype.startsWith("uint")) {
    throw new FormatError(where(262), "TIFF WhiteIsZero has a meaning for unsigned samples only", {
      got: type.dtype,
    });
  }
  return layout;
}

/** One whole number; `missing` where the tag is not there, or an error if that is undefined. */
export function onlyNumber(directory: TiffDirectory, tag: number, missing?: number): number {
  const values = tiffNumbers(directory, tag);
  if (values === undefined && missing !== undefined) return missing;
  const [value] = values ?? [];
  if (value === undefined || values?.length !== 1) {
    throw new FormatError(`${directory.source}, tag ${tag}`, "TIFF field must have one value", {
      got: values?.length ?? "no field",
    });
  }
  return value;
}

/** The value of a tag that is 1 where it is not there, and must be one of `known`. */
function requireOne(
  directory: TiffDirectory,
  tag: number,
  known: readonly number[],
  name: string,
): number {
  const value = onlyNumber(directory, tag, 1);
  if (!known.includes(value)) {
    throw new FormatError(`${directory.source}, tag ${tag}`, `TIFF ${name} is not supported`, {
      expected: known,
      got: value,
    });
  }
  return value;
}

/** The one type that all samples of a pixel have. */
function readSampleType(directory: TiffDirectory, samples: number): SampleType {
  const bits = tiffNumbers(directory, 258) ?? [1];
  // Unsigned where nothing is said; 4 says that nothing is known, and 5 and 6 are complex.
  const formats = tiffNumbers(directory, 339) ?? bits.map(() => 1);
  const kinds = new Set(
    bits.map((value, index) => `format ${formats[index] ?? 0} of ${value} bits`),
  );
  const [kind = ""] = kinds;
  const type = sampleTypes.get(kind);
  if (kinds.size !== 1 || bits.length !== samples || type === undefined) {
    throw new FormatError(`${directory.source}, tag 258`, "TIFF sample type is not supported", {
      expected: [...sampleTypes.values()].map(({ dtype }) => dtype),
      got: [...kinds],
      samples,
      advice: "Save it with 8 or 16 bits a sample, or as float32.",
    });
  }
  return type;
}

function readPacking(directory: TiffDirectory): TiffPacking {
  const value = onlyNumber(directory, 259, 1);
  const packing = tiffPackings.get(value);
  if (packing === undefined) {
    throw new FormatError(`${directory.source}, tag 259`, "TIFF compression is not supported", {
      expected: [...tiffPackings].map(([code, { name }]) => `${code} ${name}`),
      got: withName(value, refusedTiffPackings),
      advice: saveAgain,
    });
  }
  return packing;
}

/** Samples of a pixel beyond its colour: none or one, which is read as alpha. */
function readExtra(directory: TiffDirectory, channels: 1 | 3, dtype: ArrayDType): 0 | 1 {
  const samples = onlyNumber(directory, 277, 1);
  if (samples === channels) return 0;
  if (samples !== channels + 1 || !dtype.startsWith("uint")) {
    throw new FormatError(`${directory.source}, tag 277`, "samples a pixel of a TIFF", {
      expected: [channels, `${channels + 1} with alpha, unsigned`],
      got: `${samples} of ${dtype}`,
    });
  }
  return 1;
}

/** Readers disagree on a predictor beside a packing that has none, so that is refused. */
function readPredictor(
  directory: TiffDirectory,
  packing: TiffPacking,
  { dtype }: SampleType,
): TiffPredictor {
  const value = onlyNumber(directory, 317, 1);
  if (value === 1) return "none";
  const predicted = packing.name === "LZW" || packing.name === "Deflate";
  if (predicted && value === 2 && dtype !== "float32") return "horizontal";
  if (predicted && value === 3 && dtype === "float32") return "float";
  throw new FormatError(`${directory.source}, tag 317`, "TIFF predictor is not supported", {
    expected: ["1 none", "2 differences of whole numbers", "3 differences of float32"],
    got: `${value} with ${packing.name} of ${dtype}`,
  });
}

function withName(value: number, names: ReadonlyMap<number, string>): string {
  const name = names.get(value);
  return name === undefined ? String(value) : `${value} ${name}`;
}
