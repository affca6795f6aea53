import { FormatError, nearestName } from "../../../base/errors.js";
import type { DicomKeyword } from "./dictionary.js";
import { dicomDictionary, isDicomKeyword } from "./dictionary.js";
import { showTag } from "./element.js";

/** One step of a path: an attribute, and which of its items the next step is in. */
export interface TagStep {
  readonly tag: number;
  /** Null where the dictionary does not have the attribute. */
  readonly keyword: DicomKeyword | null;
  /** From 0; null where the path does not say. */
  readonly item: number | null;
}

/** One step or more; all but the last are sequences. */
export type TagPath = readonly [TagStep, ...TagStep[]];

const stepForm =
  /^(?:([A-Za-z][A-Za-z0-9]*)|\(([0-9A-Fa-f]{4}),([0-9A-Fa-f]{4})\))(?:\[(\d{1,6})\])?$/;

/**
 * The attribute that a text names: by keyword, `ViewPosition`; by group and element, `(0018,5101)`; inside of sequences step
 * by step, `SharedFunctionalGroupsSequence.PixelMeasuresSequence.PixelSpacing`; with the number of an item, from 0, where a
 * sequence has several, `PerFrameFunctionalGroupsSequence[2].FrameContentSequence`.
 * @throws FormatError with `where`: another form; a keyword that the dictionary does not have, with the nearest.
 */
export function parseTagPath(text: string, where: string): TagPath {
  const [first, ...others] = text.split(".").map((step) => parseStep(step, where));
  if (first !== undefined) return [first, ...others];
  throw new FormatError(where, "DICOM path is empty");
}

/** A step as messages show it. */
export function showStep({ tag, keyword, item }: TagStep): string {
  const name = keyword === null ? showTag(tag) : `${showTag(tag)} ${keyword}`;
  return item === null ? name : `${name}[${item}]`;
}

function parseStep(text: string, where: string): TagStep {
  const [whole, keyword, group, element, item] = stepForm.exec(text) ?? [];
  if (whole === undefined) {
    throw new FormatError(where, "this names no DICOM attribute", {
      expected: "a keyword or (gggg,eeee), with [number] for an item",
      got: text,
    });
  }
  const index = item === undefined ? null : Number(item);
  if (keyword === undefined) {
    const tag = Number.parseInt(`${group ?? ""}${element ?? ""}`, 16);
    return { tag, keyword: keywordByTag.get(tag) ?? null, item: index };
  }
  if (isDicomKeyword(keyword)) return { tag: dicomDictionary[keyword].tag, keyword, item: index };
  const nearest = nearestName(keyword, Object.keys(dicomDictionary));
  throw new FormatError(where, "unknown DICOM keyword", {
    got: keyword,
    advice: `${nearest === undefined ? "" : `Did you mean ${nearest}? `}Any attribute can be named as (gggg,eeee).`,
  });
}

const keywordByTag: ReadonlyMap<number, DicomKeyword> = new Map(
  Object.entries(dicomDictionary).flatMap(([keyword, { tag }]) =>
    isDicomKeyword(keyword) ? [[tag, keyword]] : [],
  ),
);
