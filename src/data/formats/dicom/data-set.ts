import { FormatError } from "../../../base/errors.js";
import type { DicomBytes, DicomElement } from "./element.js";
import {
  itemEndTag,
  pixelDataTag,
  readElement,
  readItemHeader,
  sequenceEndTag,
  showTag,
  undefinedLength,
  whereAt,
} from "./element.js";
import type { DicomEncoding } from "./transfer-syntax.js";

/** The elements of a file, or of one item of a sequence, by tag. */
export interface DicomDataSet {
  readonly data: DicomBytes;
  readonly elements: ReadonlyMap<number, DicomElement>;
}

/**
 * The elements from byte `start` on, up to and with tag `last` or Pixel Data; what follows is not looked at.
 * @throws FormatError with byte offset: a damaged element, tags that do not ascend.
 */
export function readDataSet(
  data: DicomBytes,
  start: number,
  encoding: DicomEncoding,
  last: number,
): DicomDataSet {
  const elements = new Map<number, DicomElement>();
  let position = start;
  let previous = -1;
  while (position < data.bytes.length && previous < Math.min(last, pixelDataTag)) {
    const element = readElement(data, position, data.bytes.length, encoding);
    requireAscending(data, element, previous);
    if (element.tag <= last) elements.set(element.tag, element);
    previous = element.tag;
    position = element.next;
  }
  return { data, elements };
}

/**
 * The items of a sequence element; none where it is empty.
 * @throws FormatError with byte offset: damaged items, or a value that is no sequence.
 */
export function readItems(data: DicomBytes, element: DicomElement): DicomDataSet[] {
  const { vr, end, encoding } = element;
  if (vr !== null && vr !== "SQ" && vr !== "UN") {
    throw new FormatError(whereAt(data, element.at), "DICOM element is no sequence", {
      expected: "SQ",
      got: vr,
      tag: showTag(element.tag),
    });
  }
  const items: DicomDataSet[] = [];
  let position = element.start;
  while (position < end) {
    const { tag, length } = readItemHeader(data, position, end, encoding);
    if (tag === sequenceEndTag) break;
    const start = position + 8;
    const limit = length === undefinedLength ? end : start + length;
    if (limit > end) {
      throw new FormatError(whereAt(data, position), "DICOM item is longer than its sequence", {
        expected: length,
        got: end - start,
      });
    }
    const item = readItem(data, start, limit, encoding, length === undefinedLength);
    items.push({ data, elements: item.elements });
    position = item.next;
  }
  return items;
}

function readItem(
  data: DicomBytes,
  start: number,
  limit: number,
  encoding: DicomEncoding,
  open: boolean,
): { readonly elements: ReadonlyMap<number, DicomElement>; readonly next: number } {
  const elements = new Map<number, DicomElement>();
  let position = start;
  let previous = -1;
  while (open || position < limit) {
    const element = readElement(data, position, limit, encoding, 1);
    position = element.next;
    if (open && element.tag === itemEndTag) break;
    requireAscending(data, element, previous);
    elements.set(element.tag, element);
    previous = element.tag;
  }
  return { elements, next: position };
}

function requireAscending(data: DicomBytes, element: DicomElement, previous: number): void {
  if (element.tag > previous) return;
  throw new FormatError(whereAt(data, element.at), "DICOM tags do not ascend", {
    expected: `after ${showTag(previous)}`,
    got: showTag(element.tag),
    advice: "The file is damaged; write it anew with the program that made it.",
  });
}
