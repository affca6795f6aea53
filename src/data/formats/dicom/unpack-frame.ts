import { FormatError } from "../../../base/errors.js";
import type { DicomCodecs, DecodedStream } from "./codecs.js";
import { spread422 } from "./colour.js";
import type { DicomDataSet } from "./data-set.js";
import { packedFrame, plainFrame } from "./frames.js";
import { unpackBaseline } from "./jpeg-baseline.js";
import { readJpegHeader } from "./jpeg-header.js";
import { decodeJpegLossless } from "./jpeg-lossless.js";
import { jp2Codestream } from "./jp2-codestream.js";
import { readJpeg2000Header } from "./jpeg2000-header.js";
import type { PixelLayout } from "./pixel-layout.js";
import type { RawFrame } from "./raw-frame.js";
import { decodeRle } from "./rle.js";
import type { DicomCompression, TransferSyntax } from "./transfer-syntax.js";
import { requireReadable } from "./transfer-syntax.js";
import { elementOf } from "./values.js";

type Packed = Exclude<DicomCompression, "none" | "refused">;

/**
 * The samples of frame `index`, out of whatever packs them.
 * @throws FormatError: a packing that is not supported, damaged or of another size than the file declares; each codec
 * is shown a stream only after its header was compared with Rows, Columns and Samples per Pixel.
 */
export async function unpackFrame(
  set: DicomDataSet,
  syntax: TransferSyntax,
  layout: PixelLayout,
  index: number,
  codecs: DicomCodecs,
): Promise<RawFrame> {
  requireReadable(syntax, set.data.source);
  const { photometric } = layout;
  if (photometric === "YBR_ICT" || photometric === "YBR_RCT") {
    // Only the decoder of JPEG 2000 undoes these transforms.
    if (syntax.compression !== "jpeg-2000") {
      throw new FormatError(set.data.source, `${photometric} is for JPEG 2000 only`, {
        got: syntax.name,
      });
    }
  }
  if (syntax.compression === "none" || syntax.compression === "refused") {
    return unpackPlain(set, syntax, layout, index);
  }
  const { bytes, where } = packedFrame(set, layout, index);
  return unpackers[syntax.compression](bytes, layout, where, codecs);
}

type Unpacker = (
  bytes: Uint8Array,
  layout: PixelLayout,
  where: string,
  codecs: DicomCodecs,
) => RawFrame | Promise<RawFrame>;

const unpackers: Readonly<Record<Packed, Unpacker>> = {
  rle: unpackRle,
  jpeg: unpackJpeg,
  "jpeg-lossless": unpackJpegLossless,
  "jpeg-ls": unpackJpegLs,
  "jpeg-2000": unpackJpeg2000,
};

function unpackPlain(
  set: DicomDataSet,
  { encoding }: TransferSyntax,
  layout: PixelLayout,
  index: number,
): RawFrame {
  const stored = plainFrame(set, layout, index);
  const words = elementOf(set, "PixelData")?.vr === "OW";
  const swapped = encoding.order === "big" && words && layout.bitsAllocated === 8;
  const whole = swapped ? swapPairs(set, layout, index) : stored.bytes;
  const spread = layout.photometric === "YBR_FULL_422";
  if (spread && layout.planar) {
    throw new FormatError(stored.where, "YBR_FULL_422 cannot be planar");
  }
  return {
    bytes: spread ? spread422(whole, layout, stored.where) : whole,
    bytesPerSample: bytesPerSample(layout),
    order: encoding.order,
    planar: layout.planar,
    bitsStored: layout.bitsStored,
    highBit: layout.highBit,
    colour: layout.photometric.startsWith("YBR") ? "ybr" : "rgb",
  };
}

/** Bytes of frame `index` where two samples of 8 bits were written as one big-endian word (PS3.5 annex A.3). */
function swapPairs(set: DicomDataSet, layout: PixelLayout, index: number): Uint8Array {
  const element = elementOf(set, "PixelData");
  const length = plainFrame(set, layout, index).bytes.length;
  const start = element?.start ?? 0;
  return Uint8Array.from(
    { length },
    (_, at) => set.data.bytes[start + ((index * length + at) ^ 1)] ?? 0,
  );
}

function unpackRle(bytes: Uint8Array, layout: PixelLayout, where: string): RawFrame {
  const { rows, columns, samplesPerPixel, bitsStored, highBit } = layout;
  const size = bytesPerSample(layout);
  const unpacked = decodeRle(bytes, rows * columns, samplesPerPixel, size, where);
  return {
    bytes: unpacked,
    bytesPerSample: size,
    order: "little",
    planar: true,
    bitsStored,
    highBit,
    colour: layout.photometric.startsWith("YBR") ? "ybr" : "rgb",
  };
}

/** Baseline and extended JPEG of 8 bits; extended JPEG of 12 bits is refused. */
async function unpackJpeg(
  bytes: Uint8Array,
  layout: PixelLayout,
  where: string,
): Promise<RawFrame> {
  const samples = await unpackBaseline(bytes, layout, where);
  return {
    bytes: samples,
    bytesPerSample: 1,
    order: "little",
    planar: false,
    bitsStored: 8,
    highBit: 7,
    colour: "rgb",
  };
}

function unpackJpegLossless(bytes: Uint8Array, layout: PixelLayout, where: string): RawFrame {
  const { samples, precision } = decodeJpegLossless(bytes, layout, where);
  return toRawFrame({ bytes: samples, planar: false }, layout, precision, where);
}

async function unpackJpegLs(
  bytes: Uint8Array,
  layout: PixelLayout,
  where: string,
  codecs: DicomCodecs,
): Promise<RawFrame> {
  const { precision } = readJpegHeader(bytes, layout, [0xf7], where);
  const decoded = await codecs.decode("jpeg-ls", bytes, { ...layout, precision }, where);
  return toRawFrame(decoded, layout, precision, where);
}

async function unpackJpeg2000(
  bytes: Uint8Array,
  layout: PixelLayout,
  where: string,
  codecs: DicomCodecs,
): Promise<RawFrame> {
  const stream = jp2Codestream(bytes, where);
  const { precision } = readJpeg2000Header(stream, layout, where);
  const decoded = await codecs.decode("jpeg-2000", stream, { ...layout, precision }, where);
  return toRawFrame(decoded, layout, precision, where);
}

/** @throws FormatError where samples have more bits than the file allocates. */
function toRawFrame(
  { bytes, planar }: DecodedStream,
  { bitsAllocated, photometric }: PixelLayout,
  precision: number,
  where: string,
): RawFrame {
  if (precision > bitsAllocated) {
    throw new FormatError(where, "samples of the stream have more bits than the file allocates", {
      expected: bitsAllocated,
      got: precision,
    });
  }
  // The decoder of JPEG 2000 has undone its own transforms, YBR_ICT and YBR_RCT.
  const isYbr = photometric === "YBR_FULL" || photometric === "YBR_FULL_422";
  return {
    bytes,
    bytesPerSample: precision <= 8 ? 1 : 2,
    order: "little",
    planar,
    // The stream's own, whatever Bits Stored says: its highest bit is the sign, and none of its bits is dropped.
    bitsStored: precision,
    highBit: precision - 1,
    colour: isYbr ? "ybr" : "rgb",
  };
}

function bytesPerSample({ bitsAllocated }: PixelLayout): 1 | 2 | 4 {
  switch (bitsAllocated) {
    case 8:
      return 1;
    case 16:
      return 2;
    case 32:
      return 4;
  }
}
