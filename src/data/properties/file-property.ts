import type { DecodedImage } from "../formats/decoded-image.js";
import { isDicom } from "../formats/dicom/file-header.js";
import { gunzipStart } from "../formats/gunzip-bounded.js";
import { kindOfBytes } from "../formats/image-file/kind-of-bytes.js";
import { jpegQuality } from "./jpeg-quality.js";

/** The files of an image, and what they hold. */
export interface PropertyFiles {
  /** Bytes of its file, or of each file of its series. */
  readonly files: readonly Uint8Array[];
  readonly decoded: Pick<DecodedImage, "samples" | "channels">;
}

/** A number that is known of the files of an image. */
export interface FileProperty {
  readonly title: string;
  readonly unit: string;
  readonly high: string;
  /** Present: the number is a place in this list. */
  readonly valueNames?: readonly string[];
  /** It follows from all that the picture shows, so that nearly every other property changes it. */
  readonly follows?: true;
  /** NaN where it is not defined. */
  readonly measure: (files: PropertyFiles) => number;
}

const formatNames = ["DICOM", "PNG", "JPEG", "TIFF", "NIfTI", "MGH", "NPY", "other"] as const;

/** Format of the (first) file by its first bytes. */
export const fileFormat: FileProperty = {
  title: "file format",
  unit: "",
  high: "",
  valueNames: formatNames,
  measure({ files: [bytes = new Uint8Array(0)] }) {
    const start = gunzipStart(bytes, "file");
    const kind = isDicom(start) ? "DICOM" : kindOfBytes(start);
    const place = formatNames.findIndex((name) => name === kind);
    return place < 0 ? formatNames.length - 1 : place;
  },
};

/** {@link jpegQuality} of a JPEG file, 1..100; NaN of other formats, also of JPEG inside DICOM. */
export const quality: FileProperty = {
  title: "JPEG quality",
  unit: "of libjpeg, estimated",
  high: "less compressed",
  measure: ({ files: [bytes = new Uint8Array(0)] }) => jpegQuality(bytes),
};

const pngDepthAt = 24;

/** Bits a sample: as the header of a PNG says, else those of the samples that the file is read into. */
export const bitDepth: FileProperty = {
  title: "bit depth",
  unit: "bits a sample",
  high: "more bits",
  measure({ files: [bytes = new Uint8Array(0)], decoded }) {
    if (kindOfBytes(bytes) === "PNG") return bytes[pngDepthAt] ?? NaN;
    return 8 * decoded.samples.data.BYTES_PER_ELEMENT;
  },
};

/** Channels: 1 grey, 3 colour. */
export const channelCount: FileProperty = {
  title: "channels",
  unit: "",
  high: "in colour",
  measure: ({ decoded }) => decoded.samples.shape[0] ?? NaN,
};

/** Samples across; of a volume along x. */
export const width: FileProperty = {
  title: "width",
  unit: "samples",
  high: "wider",
  measure: ({ decoded: { samples } }) => samples.shape[samples.shape.length === 3 ? 2 : 1] ?? NaN,
};

/** Samples down; of a volume along y. */
export const height: FileProperty = {
  title: "height",
  unit: "samples",
  high: "higher",
  measure: ({ decoded: { samples } }) => samples.shape[samples.shape.length === 3 ? 1 : 2] ?? NaN,
};

/** Samples along z; NaN of a picture. */
export const slices: FileProperty = {
  title: "slices",
  unit: "samples",
  high: "more slices",
  measure: ({ decoded: { samples } }) => samples.shape[3] ?? NaN,
};

/** Width by height, above 0. */
export const aspect: FileProperty = {
  title: "aspect ratio",
  unit: "width by height",
  high: "broader",
  measure: (files) => width.measure(files) / height.measure(files),
};

/** Bytes of all its files. */
export const fileSize: FileProperty = {
  title: "file size",
  unit: "bytes",
  high: "larger",
  follows: true,
  measure: ({ files }) => files.reduce((sum, { length }) => sum + length, 0),
};
