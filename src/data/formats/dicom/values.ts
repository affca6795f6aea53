import { FormatError } from "../../../base/errors.js";
import { readLatin1 } from "./charset.js";
import type { DicomDataSet } from "./data-set.js";
import { readItems } from "./data-set.js";
import type { DicomKeyword } from "./dictionary.js";
import { dicomDictionary } from "./dictionary.js";
import type { DicomElement, DicomVr } from "./element.js";
import { pixelDataTag, showTag } from "./element.js";
import type { DicomValue } from "./element-value.js";
import { readValue } from "./element-value.js";

/** File and attribute, for messages: `scan.dcm, (0028,0010) Rows`. */
export function whereIs({ data }: DicomDataSet, keyword: DicomKeyword): string {
  return `${data.source}, ${showTag(dicomDictionary[keyword].tag)} ${keyword}`;
}

/** The element of an attribute, or undefined. */
export function elementOf(set: DicomDataSet, keyword: DicomKeyword): DicomElement | undefined {
  return set.elements.get(dicomDictionary[keyword].tag);
}

/**
 * The numbers of an attribute; none where it is absent or empty.
 * @throws FormatError with the attribute: no number, or a value representation of another kind.
 */
export function numbersOf(set: DicomDataSet, keyword: DicomKeyword): readonly number[] {
  const value = valueOf(set, keyword);
  if (value === undefined || value.kind === "numbers") return value?.values ?? [];
  throw new FormatError(whereIs(set, keyword), "DICOM attribute is no number", {
    got: vrOf(set, keyword) ?? "absent",
  });
}

/** The one number of an attribute, or undefined. @throws FormatError as {@link numbersOf}, and for several. */
export function numberOf(set: DicomDataSet, keyword: DicomKeyword): number | undefined {
  const values = numbersOf(set, keyword);
  if (values.length <= 1) return values[0];
  throw new FormatError(whereIs(set, keyword), "DICOM attribute has several values", {
    expected: 1,
    got: values.length,
  });
}

/**
 * The texts of a coded attribute (CS, UI), which is ASCII; none where it is absent or empty.
 * @throws FormatError with the attribute: a value representation of another kind.
 */
export function codesOf(set: DicomDataSet, keyword: DicomKeyword): readonly string[] {
  const value = valueOf(set, keyword);
  if (value === undefined || value.kind === "text") return value?.values ?? [];
  throw new FormatError(whereIs(set, keyword), "DICOM attribute is no text", {
    got: vrOf(set, keyword) ?? "absent",
  });
}

/** The bytes of an attribute, or undefined where it is absent. */
export function bytesOf(set: DicomDataSet, keyword: DicomKeyword): Uint8Array | undefined {
  const element = elementOf(set, keyword);
  return element === undefined ? undefined : set.data.bytes.subarray(element.start, element.end);
}

/** The items of a sequence attribute; none where it is absent. */
export function itemsOf(set: DicomDataSet, keyword: DicomKeyword): readonly DicomDataSet[] {
  const element = elementOf(set, keyword);
  return element === undefined ? [] : readItems(set.data, element);
}

/**
 * The value representation of an element of `set`: that of the file; where the file does not say (implicit syntax, UN) that
 * of the dictionary, US or SS by Pixel Representation, SQ where the length is open; UN where nothing is known.
 */
export function vrOfElement(set: DicomDataSet, { tag, vr, open }: DicomElement): DicomVr {
  if (vr !== null && vr !== "UN") return vr;
  if (open && tag !== pixelDataTag) return "SQ";
  const known = vrByTag.get(tag) ?? "UN";
  if (known !== "xs") return known;
  const element = elementOf(set, "PixelRepresentation");
  return element !== undefined && set.data.bytes[element.start] === 1 ? "SS" : "US";
}

const vrByTag: ReadonlyMap<number, DicomVr | "xs"> = new Map(
  Object.values(dicomDictionary).map(({ tag, vr }) => [tag, vr]),
);

function vrOf(set: DicomDataSet, keyword: DicomKeyword): DicomVr | undefined {
  const element = elementOf(set, keyword);
  return element === undefined ? undefined : vrOfElement(set, element);
}

/** The value of an attribute that is no sequence, its text as Latin-1; undefined where it is absent. */
function valueOf(set: DicomDataSet, keyword: DicomKeyword): DicomValue | undefined {
  const element = elementOf(set, keyword);
  if (element === undefined) return undefined;
  const vr = vrOfElement(set, element);
  if (vr === "SQ") return { kind: "items", count: 0 };
  return readValue(set.data, element, vr, readLatin1, whereIs(set, keyword));
}
