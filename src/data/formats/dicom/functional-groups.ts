import { FormatError } from "../../../base/errors.js";
import type { DicomDataSet } from "./data-set.js";
import type { DicomKeyword } from "./dictionary.js";
import { itemsOf, whereIs } from "./values.js";

/** The attributes of each frame of an enhanced file, read once. */
export interface FunctionalGroups {
  readonly set: DicomDataSet;
  /** None in a file that is not enhanced. */
  readonly frames: readonly DicomDataSet[];
  readonly shared: DicomDataSet | null;
}

/**
 * The functional groups of a file with this many frames.
 * @throws FormatError with the attribute: another number of per-frame groups than frames.
 * @source DICOM PS3.3 C.7.6.16.
 */
export function readFunctionalGroups(set: DicomDataSet, count: number): FunctionalGroups {
  const frames = itemsOf(set, "PerFrameFunctionalGroupsSequence");
  if (frames.length !== 0 && frames.length !== count) {
    throw new FormatError(
      whereIs(set, "PerFrameFunctionalGroupsSequence"),
      "another number of DICOM functional groups than frames",
      { expected: count, got: frames.length },
    );
  }
  const [shared = null] = itemsOf(set, "SharedFunctionalGroupsSequence");
  return { set, frames, shared };
}

/** What holds the attributes of a macro for frame `index`: its own group, else the shared one, else the file itself. */
export function macroOf(
  { set, frames, shared }: FunctionalGroups,
  index: number,
  macro: DicomKeyword,
): DicomDataSet {
  for (const group of [frames[index] ?? null, shared]) {
    const [item] = group === null ? [] : itemsOf(group, macro);
    if (item !== undefined) return item;
  }
  return set;
}
