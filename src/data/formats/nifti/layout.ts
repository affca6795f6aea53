import { FormatError } from "../../../base/errors.js";
import type { ArrayDType } from "../../../base/ndarray.js";
import { sizeOf } from "../../../base/ndarray.js";
import { bytesPerElement } from "../elements.js";
import type { NiftiHeader } from "./header.js";
import { requireVoxelCount } from "../volume/size-limit.js";

/** Datatype codes that are read. */
const dtypeOfCode: ReadonlyMap<number, ArrayDType> = new Map([
  [2, "uint8"],
  [4, "int16"],
  [8, "int32"],
  [16, "float32"],
  [64, "float64"],
  [256, "int8"],
  [512, "uint16"],
  [768, "uint32"],
  [1024, "int64"],
  [1280, "uint64"],
]);

const takeMagnitude = "Save the magnitude, or the part that is meant, as float32.";
const takeLuminance = "Save the brightness as one number a voxel.";

/** The other codes of the format: what they are called and what to do about them. */
const refusedCodes: ReadonlyMap<number, readonly [name: string, advice: string]> = new Map([
  [0, ["unknown", "Write the true type into the header."]],
  [1, ["bit", "Save the mask as uint8."]],
  [32, ["complex64", takeMagnitude]],
  [128, ["RGB24", takeLuminance]],
  [1536, ["float128", "Save it as float64."]],
  [1792, ["complex128", takeMagnitude]],
  [2048, ["complex256", takeMagnitude]],
  [2304, ["RGBA32", takeLuminance]],
]);

/** First byte that voxels may have: after the header and four bytes that announce extensions. */
const firstVoxelByte = { 1: 352, 2: 544 } as const;
/** Extensions (XML of a CIFTI file, DICOM headers) seldom have more than a few megabytes. */
const mostExtensionBytes = 2 ** 26;

/** Where and what the voxels of a file are. */
export interface NiftiLayout {
  readonly dtype: ArrayDType;
  /** Extents of i, j, k; i runs fastest in the file. */
  readonly shape: readonly [number, number, number];
  /** First byte of the voxels, and the one after the last: the length of the file. */
  readonly start: number;
  readonly end: number;
}

/**
 * Type, extents and place of the voxels.
 *
 * One volume: two axes are a volume of one slice, and further axes must have extent 1. `bitpix` is not read: the
 * datatype implies it.
 * @throws FormatError with the field's byte offset: datatype not supported (by name) or unknown, fewer than two axes
 * or more than seven, an extent below 1, more than one volume or more than one value a voxel, too many voxels, voxels
 * that start inside the header, at a fraction of a byte or beyond 64 MiB of extensions.
 */
export function niftiLayout(header: NiftiHeader): NiftiLayout {
  const dtype = dtypeOf(header);
  const shape = shapeOf(header);
  const start = header.value("voxOffset");
  const first = firstVoxelByte[header.version];
  if (!Number.isInteger(start) || start < first || start > first + mostExtensionBytes) {
    throw new FormatError(header.where("voxOffset"), "NIfTI voxels cannot start at this byte", {
      expected: `${first} to ${first + mostExtensionBytes}`,
      got: start,
    });
  }
  return { dtype, shape, start, end: start + sizeOf(shape) * bytesPerElement(dtype) };
}

function dtypeOf(header: NiftiHeader): ArrayDType {
  const code = header.value("datatype");
  const dtype = dtypeOfCode.get(code);
  if (dtype !== undefined) return dtype;
  const refused = refusedCodes.get(code);
  if (refused === undefined) {
    throw new FormatError(header.where("datatype"), "no such NIfTI datatype code", {
      expected: [...dtypeOfCode.keys()],
      got: code,
    });
  }
  const [name, advice] = refused;
  throw new FormatError(header.where("datatype"), "NIfTI datatype is not supported", {
    expected: [...dtypeOfCode.values()],
    got: name,
    advice,
  });
}

function shapeOf(header: NiftiHeader): [number, number, number] {
  const rank = header.value("dim");
  if (rank < 2 || rank > 7) {
    throw new FormatError(header.where("dim"), "number of axes of a NIfTI image", {
      expected: "2 to 7",
      got: rank,
    });
  }
  const extentOf = (axis: number): number => (axis <= rank ? header.value("dim", axis) : 1);
  for (let axis = 1; axis <= rank; axis++) {
    if (extentOf(axis) < 1) {
      throw new FormatError(header.where("dim", axis), "extent of a NIfTI axis is not positive", {
        got: extentOf(axis),
        axis,
      });
    }
  }
  if (extentOf(4) > 1) {
    throw new FormatError(header.where("dim", 4), "NIfTI file holds more than one volume", {
      expected: 1,
      got: extentOf(4),
      advice:
        "Split it into volumes (nibabel.four_to_three, fslsplit) and name those that are meant.",
    });
  }
  for (let axis = 5; axis <= rank; axis++) {
    if (extentOf(axis) > 1) {
      throw new FormatError(header.where("dim", axis), "NIfTI voxel has more than one value", {
        expected: 1,
        got: extentOf(axis),
        axis,
        advice: "Save each component (of a vector, a tensor, a warp) as a volume of its own.",
      });
    }
  }
  const shape: [number, number, number] = [extentOf(1), extentOf(2), extentOf(3)];
  requireVoxelCount(shape, header.where("dim", 1));
  return shape;
}
