import { FormatError, didYouMean } from "../../base/errors.js";
import { sizeOf, type NdArray } from "../../base/ndarray.js";
import { writeElements } from "./elements.js";
import {
  writtenAttribute,
  writtenNames,
  type WrittenAttribute,
  type WrittenKeyword,
} from "./encode-dicom/attributes.js";
import { elementBytes, elementHead, valueBytes, type DicomValue } from "./encode-dicom/element.js";
import { packRle } from "./encode-dicom/rle.js";
import { dicomUid } from "./encode-dicom/uid.js";

export type { DicomValue } from "./encode-dicom/element.js";
export { dicomUid } from "./encode-dicom/uid.js";

/** Attributes by keyword; a file needs the two that say what it is. */
export type DicomAttributes = Readonly<Partial<Record<WrittenKeyword, DicomValue>>> & {
  readonly SOPClassUID: string;
  readonly SOPInstanceUID: string;
};

/** A grey picture and what is said about it. */
export interface DicomPicture {
  /** [H, W] of uint8, int8, uint16 or int16, as they stand in the file: before slope and intercept. */
  readonly stored: NdArray;
  /** MONOCHROME1: low is bright. */
  readonly photometric: "MONOCHROME1" | "MONOCHROME2";
  /** Bits of a sample that count, from the lowest on; default all. */
  readonly bitsStored?: number;
  /** Default none. */
  readonly compression?: "none" | "rle";
  readonly attributes: DicomAttributes;
}

const syntaxUids = { none: "1.2.840.10008.1.2.1", rle: "1.2.840.10008.1.2.5" } as const;
const implementationName = "UNCONFOUND";

/**
 * Encode one grey picture as a DICOM file (PS3.10): preamble, file meta group, elements in explicit little endian in
 * the order of their tags, pixels as they are or in RLE. Text is UTF-8, declared as ISO_IR 192. The same picture gives
 * the same bytes.
 *
 * Nothing is added that was not given, but for the character set and what follows from the pixels: whether all
 * attributes of a modality are there is the caller's matter.
 * @throws FormatError for another type or shape, bits that the samples do not have, a sample that does not fit into
 * `bitsStored`, and by keyword for a value that its representation cannot hold.
 * @source DICOM PS3.10 section 7, PS3.5 sections 7 and 8 and annexes A.2, A.4.2 and G, PS3.3 C.7.6.3.
 */
export function encodeDicom(picture: DicomPicture): Uint8Array {
  const { attributes, compression = "none" } = picture;
  const layout = layoutOf(picture);
  const elements = new Map<number, Uint8Array>(pixelDescription(picture, layout));
  elements.set(0x0008_0005, textElement(0x0008_0005, "CS", "ISO_IR 192"));
  for (const [keyword, value] of Object.entries(attributes)) {
    const { tag, vr } = attributeOf(keyword);
    elements.set(tag, elementBytes(tag, vr, valueBytes(value, vr, `encodeDicom, ${keyword}`)));
  }
  const dataSet = [...elements].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
  return new Uint8Array(
    Buffer.concat([
      new Uint8Array(128),
      new TextEncoder().encode("DICM"),
      ...metaGroup(attributes, syntaxUids[compression]),
      ...dataSet,
      ...pixelData(picture.stored, layout, compression),
    ]),
  );
}

function attributeOf(keyword: string): WrittenAttribute {
  const attribute = writtenAttribute(keyword);
  if (attribute !== null) return attribute;
  throw new FormatError("encodeDicom", "no such attribute", {
    got: keyword,
    ...didYouMean(keyword, writtenNames),
  });
}

interface PixelLayout {
  readonly rows: number;
  readonly columns: number;
  readonly bits: 8 | 16;
  readonly bitsStored: number;
  readonly signed: boolean;
}

function layoutOf({ stored, bitsStored }: DicomPicture): PixelLayout {
  const { dtype, shape } = stored;
  const [rows = 0, columns = 0] = shape;
  const isStored = dtype === "uint8" || dtype === "int8" || dtype === "uint16" || dtype === "int16";
  const fits = shape.length === 2 && sizeOf(shape) > 0 && rows <= 0xffff && columns <= 0xffff;
  if (!isStored || !fits) {
    throw new FormatError("encodeDicom", "picture cannot be written as DICOM", {
      expected: "[H,W] uint8, int8, uint16 or int16, sides up to 65535",
      got: `[${shape.join(",")}] ${dtype}`,
    });
  }
  const bits = dtype === "uint8" || dtype === "int8" ? 8 : 16;
  const signed = dtype === "int8" || dtype === "int16";
  const layout: PixelLayout = { rows, columns, bits, bitsStored: bitsStored ?? bits, signed };
  requireBits(stored, layout);
  return layout;
}

function requireBits({ data }: NdArray, { bits, bitsStored, signed }: PixelLayout): void {
  if (!Number.isInteger(bitsStored) || bitsStored < 1 || bitsStored > bits) {
    throw new FormatError("encodeDicom", "bits stored", {
      expected: `1 to ${bits}`,
      got: bitsStored,
    });
  }
  const low = signed ? -(2 ** (bitsStored - 1)) : 0;
  const high = low + 2 ** bitsStored - 1;
  for (const value of data) {
    if (value < low || value > high) {
      throw new FormatError("encodeDicom", "sample does not fit into the bits stored", {
        expected: `${low} to ${high}`,
        got: String(value),
      });
    }
  }
}

function pixelDescription(
  { photometric }: DicomPicture,
  { rows, columns, bits, bitsStored, signed }: PixelLayout,
): [number, Uint8Array][] {
  const number = (tag: number, value: number): [number, Uint8Array] => [
    tag,
    elementBytes(tag, "US", valueBytes(value, "US", "encodeDicom")),
  ];
  return [
    number(0x0028_0002, 1),
    [0x0028_0004, textElement(0x0028_0004, "CS", photometric)],
    number(0x0028_0010, rows),
    number(0x0028_0011, columns),
    number(0x0028_0100, bits),
    number(0x0028_0101, bitsStored),
    number(0x0028_0102, bitsStored - 1),
    number(0x0028_0103, signed ? 1 : 0),
  ];
}

/** Group 0002, which says how the rest is written. */
function metaGroup(attributes: DicomAttributes, syntax: string): Uint8Array[] {
  const elements = [
    elementBytes(0x0002_0001, "OB", Uint8Array.of(0, 1)),
    textElement(0x0002_0002, "UI", attributes.SOPClassUID),
    textElement(0x0002_0003, "UI", attributes.SOPInstanceUID),
    textElement(0x0002_0010, "UI", syntax),
    textElement(0x0002_0012, "UI", dicomUid(implementationName)),
    textElement(0x0002_0013, "SH", implementationName),
  ];
  const length = new Uint8Array(4);
  const total = elements.reduce((sum, element) => sum + element.length, 0);
  new DataView(length.buffer).setUint32(0, total, true);
  return [elementBytes(0x0002_0000, "UL", length), ...elements];
}

function textElement(tag: number, vr: "CS" | "UI" | "SH", text: string): Uint8Array {
  return elementBytes(tag, vr, valueBytes(text, vr, "encodeDicom"));
}

const pixelDataTag = 0x7fe0_0010;

/** Samples as one value, or packed as one fragment behind an empty offset table. */
function pixelData(
  stored: NdArray,
  { rows, bits }: PixelLayout,
  compression: "none" | "rle",
): Uint8Array[] {
  const bytes = writeElements(stored, "little");
  if (compression === "none") {
    const even = new Uint8Array(bytes.length + (bytes.length % 2));
    even.set(bytes);
    return [elementBytes(pixelDataTag, bits === 8 ? "OB" : "OW", even)];
  }
  const packed = packRle(bytes, rows, bits / 8);
  return [
    elementHead(pixelDataTag, "OB", 0xffff_ffff),
    itemHead(0xfffe_e000, 0),
    itemHead(0xfffe_e000, packed.length),
    packed,
    itemHead(0xfffe_e0dd, 0),
  ];
}

/** Tag and length of an item; it has no VR. */
function itemHead(tag: number, length: number): Uint8Array {
  const head = new Uint8Array(8);
  const view = new DataView(head.buffer);
  view.setUint16(0, tag >>> 16, true);
  view.setUint16(2, tag & 0xffff, true);
  view.setUint32(4, length, true);
  return head;
}
