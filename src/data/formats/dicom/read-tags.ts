import { FormatError, nearestName } from "../../../base/errors.js";
import { textReader } from "./charset.js";
import { readDataSet } from "./data-set.js";
import type { DicomKeyword } from "./dictionary.js";
import { dicomDictionary, isDicomKeyword } from "./dictionary.js";
import { openDicomFile } from "./file-header.js";
import type { DicomValues } from "./values.js";
import { codesOf, elementOf, valuesOf, whereIs } from "./values.js";

/**
 * The values of the attributes that are asked for, by keyword, and of no other: nothing that names a patient leaves this
 * function unless it was asked for. An attribute that the file does not have is not in the result; one without a value
 * has none. Text is decoded by the file's character set; numbers are those of DS, IS and the binary kinds.
 *
 * Reading stops after the last wanted tag, before any pixel, so the first part of a file is enough if it reaches beyond
 * that tag. A part that ends before it, exactly between two elements, looks like a file that does not have it.
 * @throws FormatError with byte offset or attribute: not a DICOM file, a damaged element before the last wanted one, a
 * value that is not of its kind, text outside of the character set.
 */
export function readDicomTags(
  bytes: Uint8Array,
  source: string,
  wanted: readonly DicomKeyword[],
): ReadonlyMap<DicomKeyword, DicomValues> {
  const { data, start, syntax } = openDicomFile(bytes, source);
  const keywords: readonly DicomKeyword[] = [charsetKeyword, ...wanted];
  const last = Math.max(...keywords.map((keyword) => dicomDictionary[keyword].tag));
  const set = readDataSet(data, start, syntax.encoding, last);
  const readText = textReader(codesOf(set, charsetKeyword), whereIs(set, charsetKeyword));
  const found = wanted.filter((keyword) => elementOf(set, keyword) !== undefined);
  return new Map(found.map((keyword) => [keyword, valuesOf(set, keyword, readText)]));
}

const charsetKeyword = "SpecificCharacterSet";

/**
 * The keyword that a text from outside, such as a configuration, names.
 * @throws FormatError with the nearest keyword for one that the dictionary does not have.
 */
export function parseDicomKeyword(text: string, where: string): DicomKeyword {
  if (isDicomKeyword(text)) return text;
  const nearest = nearestName(text, Object.keys(dicomDictionary));
  throw new FormatError(where, "unknown DICOM keyword", {
    got: text,
    ...(nearest === undefined ? {} : { advice: `Did you mean ${nearest}?` }),
  });
}
