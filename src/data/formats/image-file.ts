import { FormatError } from "../../base/errors.js";
import type { DecodedImage } from "./decoded-image.js";
import type { DicomOptions } from "./dicom.js";
import { isDicom } from "./dicom/file-header.js";
import { gunzipStart } from "./gunzip-bounded.js";
import { kindOfBytes } from "./image-file/kind-of-bytes.js";
import { decodeNpyImage } from "./image-file/npy-image.js";
import { decodeMgh } from "./mgh.js";
import { decodeNifti } from "./nifti.js";
import { decodeRaster } from "./raster.js";

/**
 * What is taken of a file, where its format leaves a choice: `frame` and `window` of a DICOM file, and `codecs`, which a
 * program makes once for all files.
 */
export type ImageFileOptions = Omit<DicomOptions, "source">;

/** One format of image files. */
interface ImageFormat {
  readonly name: string;
  /** @param start the first bytes, unpacked where the file is gzip: 262 at least, or all. */
  readonly is: (start: Uint8Array) => boolean;
  /** True where `decode` takes a file in gzip too, and bounds what it unpacks to. */
  readonly gzip: boolean;
  /** True where a file can have several pictures, or a window of its own. */
  readonly choices: boolean;
  readonly decode: (
    bytes: Uint8Array,
    source: string,
    options: ImageFileOptions,
  ) => DecodedImage | Promise<DecodedImage>;
}

/** Asked in this order: the first 128 bytes of a DICOM file are free, and some hold the header of a TIFF file. */
const formats: readonly ImageFormat[] = [
  { name: "DICOM", is: isDicom, gzip: false, choices: true, decode: decodeDicomFile },
  ...["PNG", "JPEG", "TIFF"].map((name) => simple(name, decodeRaster, false)),
  simple("NIfTI", decodeNifti, true),
  simple("MGH", decodeMgh, true),
  simple("NPY", decodeNpyImage, true),
];

/**
 * Decode one image file, told apart by its first bytes, never by its name: DICOM, PNG, JPEG, TIFF, NIfTI, MGH or MGZ,
 * NPY. The last three may be gzip. Pictures give [C, H, W], volumes [C, X, Y, Z]; each format's own function says the rest.
 *
 * Asynchronous, for some decoders are loaded when they are first needed.
 * @throws FormatError as decodeDicom, {@link decodeRaster}, {@link decodeNifti}, {@link decodeMgh} and {@link decodeNpyImage}; bytes of
 * another kind, by name where it is known; gzip of another format; a frame or a window of a format that has none.
 */
export async function decodeImageFile(
  bytes: Uint8Array,
  source: string,
  options: ImageFileOptions = {},
): Promise<DecodedImage> {
  const start = gunzipStart(bytes, source);
  const packed = start !== bytes;
  const format = formats.find((candidate) => candidate.is(start));
  if (format === undefined) throw unknownFormat(start, packed, source);
  if (packed && !format.gzip) {
    throw new FormatError(source, `gzip of a ${format.name} file is not read`, {
      expected: formats.filter(({ gzip }) => gzip).map(({ name }) => name),
      advice: "Unpack it with gunzip.",
    });
  }
  if (!format.choices) refuseChoices(format.name, options, source);
  return format.decode(bytes, source, options);
}

function simple(
  name: string,
  decode: (bytes: Uint8Array, source: string) => DecodedImage | Promise<DecodedImage>,
  gzip: boolean,
): ImageFormat {
  const is = (start: Uint8Array): boolean => kindOfBytes(start) === name;
  return { name, is, gzip, choices: false, decode };
}

/** Loaded when the first one comes, with all that it may need. */
async function decodeDicomFile(
  bytes: Uint8Array,
  source: string,
  options: ImageFileOptions,
): Promise<DecodedImage> {
  const { decodeDicom } = await import("./dicom.js");
  return decodeDicom(bytes, { ...options, source });
}

function refuseChoices(name: string, options: ImageFileOptions, source: string): void {
  const { frame = 0, window = "none" } = options;
  if (frame !== 0) {
    throw new FormatError(source, `a ${name} file has one picture or volume`, {
      expected: "frame 0",
      got: frame,
    });
  }
  if (window !== "none") {
    throw new FormatError(source, `a ${name} file has no window of its own`, {
      got: typeof window === "string" ? window : `${window.centre} +- ${window.width / 2}`,
      advice: "Say which values are meant with a window step in preprocess.",
    });
  }
}

function unknownFormat(start: Uint8Array, packed: boolean, source: string): FormatError {
  const kind = kindOfBytes(start) ?? wordsFor(start);
  return new FormatError(`${source}, byte 0`, "not an image file that is read", {
    expected: formats.map(({ name }) => name),
    got: packed ? `gzip of ${kind}` : kind,
  });
}

/** Bytes of no known kind. Text is not shown: it may name a patient. */
function wordsFor(start: Uint8Array): string {
  if (start.length === 0) return "an empty file";
  const first = start.subarray(0, 16);
  if (first.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13)))
    return "text";
  return `bytes ${Buffer.from(first).toString("hex")}`;
}
