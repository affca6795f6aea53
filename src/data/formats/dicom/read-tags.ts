import { FormatError } from "../../../base/errors.js";
import type { TextReader } from "./charset.js";
import { textReader } from "./charset.js";
import type { DicomDataSet } from "./data-set.js";
import { readDataSet, readItems } from "./data-set.js";
import type { DicomKeyword } from "./dictionary.js";
import { dicomDictionary } from "./dictionary.js";
import type { DicomElement, DicomVr } from "./element.js";
import { showTag } from "./element.js";
import type { DicomValue } from "./element-value.js";
import { readValue } from "./element-value.js";
import { openDicomFile } from "./file-header.js";
import { isIdentifying } from "./identifying-tags.js";
import type { TagPath, TagStep } from "./tag-path.js";
import { parseTagPath, showStep } from "./tag-path.js";
import { codesOf, elementOf, vrOfElement, whereIs } from "./values.js";

/** An attribute of a file, and what it is. */
export interface DicomTag {
  /** (gggg,eeee) */
  readonly tag: string;
  /** Null where our dictionary does not have it. */
  readonly keyword: DicomKeyword | null;
  /** That of the file, or of the dictionary where the file does not say; UN where neither does. */
  readonly vr: DicomVr;
  /** Whether it, or a sequence that holds it, may identify a person; true unless it is known to be harmless. */
  readonly identifying: boolean;
  readonly value: DicomValue;
}

/**
 * The attributes that are asked for, by what they were called, and no other: nothing that names a patient leaves this
 * function unless it was asked for, and then it says so. What a text can name is said at {@link parseTagPath}. An attribute
 * that the file does not have is not in the result; one without a value has an empty value. Text is decoded by the
 * character set of the file, or of the item that holds it.
 *
 * Reading stops after the last wanted attribute, before any pixel, so the first part of a file is enough if it reaches
 * beyond that. A part that ends before it, exactly between two elements, looks like a file that does not have it.
 * @throws FormatError with byte offset or attribute: a text that names no attribute, not a DICOM file, a damaged element
 * before the last wanted one, a value that is not of its kind, text outside of the character set, a path through a sequence
 * of several items that does not say which.
 */
export function readTags(
  bytes: Uint8Array,
  wanted: readonly string[],
  { source }: { readonly source: string },
): ReadonlyMap<string, DicomTag> {
  const paths = wanted.map((text) => [text, parseTagPath(text, source)] as const);
  const { data, start, syntax, meta } = openDicomFile(bytes, source);
  const tags = paths.map(([, [first]]) => first.tag);
  const last = Math.max(dicomDictionary.SpecificCharacterSet.tag, ...tags);
  const set = readDataSet(data, start, syntax.encoding, last);
  const found = new Map<string, DicomTag>();
  for (const [text, path] of paths) {
    const root = isMeta(path[0].tag) ? meta : set;
    const tag = readPath(root, path, readerOf(root));
    if (tag !== null) found.set(text, tag);
  }
  return found;
}

/** Attributes of the file meta group are apart from the data set, and written in a syntax of their own. */
function isMeta(tag: number): boolean {
  return tag >>> 16 === 2;
}

function readerOf(set: DicomDataSet): TextReader {
  return textReader(codesOf(set, "SpecificCharacterSet"), whereIs(set, "SpecificCharacterSet"));
}

/** Null where the file does not have the attribute, or one of the sequences on the way to it. */
function readPath(root: DicomDataSet, path: TagPath, readText: TextReader): DicomTag | null {
  let set = root;
  let reader = readText;
  for (const step of path.slice(0, -1)) {
    const item = itemOf(set, step);
    if (item === null) return null;
    set = item;
    if (elementOf(set, "SpecificCharacterSet") !== undefined) reader = readerOf(set);
  }
  const step = path[path.length - 1] ?? path[0];
  if (step.item !== null) {
    throw new FormatError(`${set.data.source}, ${showStep(step)}`, "an item has no value itself", {
      advice: "Name an attribute inside of it.",
    });
  }
  const element = set.elements.get(step.tag);
  if (element === undefined) return null;
  return {
    tag: showTag(step.tag),
    keyword: step.keyword,
    vr: vrOfElement(set, element),
    identifying: path.some(({ tag }) => isIdentifying(tag)),
    value: valueOfStep(set, element, step, reader),
  };
}

function itemOf(set: DicomDataSet, step: TagStep): DicomDataSet | null {
  const element = set.elements.get(step.tag);
  if (element === undefined) return null;
  const items = readItems(set.data, element);
  if (step.item === null && items.length > 1) {
    throw new FormatError(
      `${set.data.source}, ${showStep(step)}`,
      "DICOM sequence has several items",
      { got: items.length, advice: "Say which one by its number, from 0: [0]." },
    );
  }
  return items[step.item ?? 0] ?? null;
}

function valueOfStep(
  set: DicomDataSet,
  element: DicomElement,
  step: TagStep,
  readText: TextReader,
): DicomValue {
  const vr = vrOfElement(set, element);
  if (vr === "SQ") return { kind: "items", count: readItems(set.data, element).length };
  return readValue(set.data, element, vr, readText, `${set.data.source}, ${showStep(step)}`);
}
