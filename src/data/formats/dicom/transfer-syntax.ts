import { FormatError } from "../../../base/errors.js";
import type { ByteOrder } from "../elements.js";

/** How pixel data are packed; `refused` for a packing whose attributes can be read but whose pixels cannot. */
export type DicomCompression =
  "none" | "rle" | "jpeg" | "jpeg-lossless" | "jpeg-ls" | "jpeg-2000" | "refused";

/** How the elements of a data set are written. */
export interface DicomEncoding {
  /** Each element names its value representation; else a dictionary must know it. */
  readonly explicit: boolean;
  readonly order: ByteOrder;
}

export interface TransferSyntax {
  readonly uid: string;
  readonly name: string;
  readonly encoding: DicomEncoding;
  /** The data set after the file header is one raw deflate stream. */
  readonly deflated: boolean;
  readonly compression: DicomCompression;
}

export const implicitLittle: DicomEncoding = { explicit: false, order: "little" };
export const explicitLittle: DicomEncoding = { explicit: true, order: "little" };
export const explicitBig: DicomEncoding = { explicit: true, order: "big" };

/** What to do about a file that only another program can unpack. */
export const plainAdvice =
  "Convert the file to Explicit VR Little Endian (1.2.840.10008.1.2.1) first.";

const root = "1.2.840.10008.1.2";

const plain: readonly TransferSyntax[] = [
  syntax("", "Implicit VR Little Endian", "none", implicitLittle),
  syntax(".1", "Explicit VR Little Endian", "none"),
  syntax(".2", "Explicit VR Big Endian", "none", explicitBig),
  { ...syntax(".1.99", "Deflated Explicit VR Little Endian", "none"), deflated: true },
];

const encapsulated: readonly TransferSyntax[] = [
  syntax(".5", "RLE Lossless", "rle"),
  syntax(".4.50", "JPEG Baseline", "jpeg"),
  syntax(".4.51", "JPEG Extended", "jpeg"),
  syntax(".4.57", "JPEG Lossless", "jpeg-lossless"),
  syntax(".4.70", "JPEG Lossless, first-order prediction", "jpeg-lossless"),
  syntax(".4.80", "JPEG-LS Lossless", "jpeg-ls"),
  syntax(".4.81", "JPEG-LS Near-lossless", "jpeg-ls"),
  syntax(".4.90", "JPEG 2000 Lossless", "jpeg-2000"),
  syntax(".4.91", "JPEG 2000", "jpeg-2000"),
  syntax(".4.92", "JPEG 2000 Multi-component Lossless", "refused"),
  syntax(".4.93", "JPEG 2000 Multi-component", "refused"),
  syntax(".4.94", "JPIP Referenced", "refused"),
  syntax(".4.95", "JPIP Referenced Deflate", "refused"),
  syntax(".4.100", "MPEG2 Main Profile, Main Level", "refused"),
  syntax(".4.101", "MPEG2 Main Profile, High Level", "refused"),
  syntax(".4.102", "MPEG-4 AVC/H.264 High Profile", "refused"),
  syntax(".4.103", "MPEG-4 AVC/H.264 BD-compatible", "refused"),
  syntax(".4.104", "MPEG-4 AVC/H.264 High Profile for 2D Video", "refused"),
  syntax(".4.105", "MPEG-4 AVC/H.264 High Profile for 3D Video", "refused"),
  syntax(".4.106", "MPEG-4 AVC/H.264 Stereo High Profile", "refused"),
  syntax(".4.107", "HEVC/H.265 Main Profile", "refused"),
  syntax(".4.108", "HEVC/H.265 Main 10 Profile", "refused"),
  syntax(".4.201", "High-Throughput JPEG 2000 Lossless", "refused"),
  syntax(".4.202", "High-Throughput JPEG 2000 with RPCL Lossless", "refused"),
  syntax(".4.203", "High-Throughput JPEG 2000", "refused"),
];

const byUid: ReadonlyMap<string, TransferSyntax> = new Map(
  [...plain, ...encapsulated].map((entry) => [entry.uid, entry]),
);

function syntax(
  suffix: string,
  name: string,
  compression: DicomCompression,
  encoding = explicitLittle,
): TransferSyntax {
  return { uid: root + suffix, name, encoding, deflated: false, compression };
}

/**
 * The transfer syntax of a UID. Deflated JPIP is `refused` and never inflated.
 * @throws FormatError for a UID that is not of the table: how its elements are written is then unknown.
 * @source DICOM PS3.5 section 10 and annex A; PS3.6 table A-1.
 */
export function transferSyntaxOf(uid: string, where: string): TransferSyntax {
  const found = byUid.get(uid);
  if (found !== undefined) return found;
  throw new FormatError(where, "unknown DICOM transfer syntax", {
    got: uid,
    advice: plainAdvice,
  });
}

/** The uncompressed syntax that writes its elements in this way. */
export function plainSyntax(encoding: DicomEncoding): TransferSyntax {
  const uid = !encoding.explicit ? root : `${root}.${encoding.order === "little" ? 1 : 2}`;
  return transferSyntaxOf(uid, uid);
}

/** @throws FormatError, by name, where the pixels of the syntax cannot be unpacked here. */
export function requireReadable(transfer: TransferSyntax, source: string): void {
  if (transfer.compression !== "refused") return;
  throw new FormatError(source, "DICOM compression is not supported", {
    got: `${transfer.name} (${transfer.uid})`,
    advice: plainAdvice,
  });
}
