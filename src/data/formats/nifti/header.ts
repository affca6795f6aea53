import { FormatError } from "../../../base/errors.js";
import type { ByteOrder } from "../elements.js";
import { requireLength } from "../require-length.js";

type FieldType = "uint8" | "int16" | "int32" | "int64" | "float32" | "float64";
type FieldTable = Readonly<Record<NiftiField, readonly [start: number, type: FieldType]>>;

/** Fields that a reader of volumes needs; those with more than one element are told by their docstring. */
export type NiftiField =
  /** 8: number of axes, then extents. */
  | "dim"
  | "datatype"
  /** 8: qfac, then voxel sizes. */
  | "pixdim"
  | "voxOffset"
  | "slope"
  | "inter"
  | "units"
  | "qformCode"
  | "sformCode"
  /** 3: b, c, d. */
  | "quatern"
  /** 3: x, y, z. */
  | "qoffset"
  /** 12: the first three rows of the affine. */
  | "srow";

/** Byte offset and type of each field. @source nifti1.h and nifti2.h of the NIfTI Data Format Working Group. */
const fieldsOfVersion = {
  1: {
    dim: [40, "int16"],
    datatype: [70, "int16"],
    pixdim: [76, "float32"],
    voxOffset: [108, "float32"],
    slope: [112, "float32"],
    inter: [116, "float32"],
    units: [123, "uint8"],
    qformCode: [252, "int16"],
    sformCode: [254, "int16"],
    quatern: [256, "float32"],
    qoffset: [268, "float32"],
    srow: [280, "float32"],
  },
  2: {
    datatype: [12, "int16"],
    dim: [16, "int64"],
    pixdim: [104, "float64"],
    voxOffset: [168, "int64"],
    slope: [176, "float64"],
    inter: [184, "float64"],
    qformCode: [344, "int32"],
    sformCode: [348, "int32"],
    quatern: [352, "float64"],
    qoffset: [376, "float64"],
    srow: [400, "float64"],
    units: [500, "int32"],
  },
} as const satisfies Record<1 | 2, FieldTable>;

/** Length of the header, which is also its first field. */
const lengthOfVersion = { 1: 348, 2: 540 } as const;
const magicStart = { 1: 344, 2: 4 } as const;
/** "n+1\0", and "n+2\0\r\n\x1a\n", whose line ends show a transfer as text. */
const magicOfVersion = {
  1: [0x6e, 0x2b, 0x31, 0],
  2: [0x6e, 0x2b, 0x32, 0, 0x0d, 0x0a, 0x1a, 0x0a],
} as const;

/** A NIfTI header whose fields are read as they are asked for. */
export interface NiftiHeader {
  readonly version: 1 | 2;
  readonly order: ByteOrder;
  /** Element `index` (default 0) of a field. An int64 beyond 2⁵³ is rounded: no field may have such a value. */
  value(field: NiftiField, index?: number): number;
  /** `source, byte n` of the same element, for messages. */
  where(field: NiftiField, index?: number): string;
}

/**
 * The header of a single-file NIfTI-1 or NIfTI-2 image. Version and byte order are told by the header's own length,
 * which is its first field: 348 or 540.
 * @throws FormatError with `source` and byte offset: neither length, too few bytes, a wrong magic string; by name for
 * a pair of header and image (.hdr, .img) and for ANALYZE 7.5.
 */
export function parseNiftiHeader(bytes: Uint8Array, source: string): NiftiHeader {
  requireLength(bytes, 4, source, "file ends inside the NIfTI header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { version, order } = versionOf(view, source);
  requireLength(bytes, lengthOfVersion[version], source, "file ends inside the NIfTI header");
  requireMagic(bytes, version, source);
  const fields = fieldsOfVersion[version];
  const place = (field: NiftiField, index: number): number =>
    fields[field][0] + index * sizeOfType[fields[field][1]];
  return {
    version,
    order,
    value: (field, index = 0) =>
      readNumber(view, place(field, index), fields[field][1], order === "little"),
    where: (field, index = 0) => `${source}, byte ${place(field, index)}`,
  };
}

function versionOf(view: DataView, source: string): { version: 1 | 2; order: ByteOrder } {
  for (const order of ["little", "big"] as const) {
    for (const version of [1, 2] as const) {
      if (view.getInt32(0, order === "little") === lengthOfVersion[version]) {
        return { version, order };
      }
    }
  }
  throw new FormatError(`${source}, byte 0`, "not a NIfTI file: wrong header length", {
    expected: Object.values(lengthOfVersion),
    got: view.getInt32(0, true),
  });
}

function requireMagic(bytes: Uint8Array, version: 1 | 2, source: string): void {
  const start = magicStart[version];
  const where = `${source}, byte ${start}`;
  const expected = magicOfVersion[version];
  const got = [...bytes.subarray(start, start + expected.length)];
  if (expected.every((value, index) => got[index] === value)) return;
  const [n, i, digit, end] = got;
  if (n === 0x6e && i === 0x69 && digit === expected[2] && end === 0) {
    throw new FormatError(where, "NIfTI pair of header and image is not supported", {
      advice:
        "Convert it to one file: nibabel.save(nibabel.load('scan.hdr'), 'scan.nii'), or fslchfiletype NIFTI.",
    });
  }
  if (version === 1 && n !== 0x6e) {
    throw new FormatError(where, "no NIfTI magic string: an ANALYZE 7.5 header, or damaged", {
      expected,
      got,
      advice: "ANALYZE does not say left from right; convert to NIfTI where that is known.",
    });
  }
  throw new FormatError(where, "wrong NIfTI magic string", {
    expected,
    got,
    advice: "The file may have been transferred as text.",
  });
}

const sizeOfType = {
  uint8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  float32: 4,
  float64: 8,
} as const satisfies Record<FieldType, number>;

function readNumber(view: DataView, at: number, type: FieldType, little: boolean): number {
  switch (type) {
    case "uint8":
      return view.getUint8(at);
    case "int16":
      return view.getInt16(at, little);
    case "int32":
      return view.getInt32(at, little);
    case "int64":
      return Number(view.getBigInt64(at, little));
    case "float32":
      return view.getFloat32(at, little);
    case "float64":
      return view.getFloat64(at, little);
  }
}
